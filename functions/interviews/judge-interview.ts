import { findCommunity } from '../district.ts'
import { GRACE, InterviewInput, LATE, takenAtOf } from '../domain/interview-input.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import { parse } from '../domain/parse.ts'
import { shanghaiDay } from '../domain/shanghai-day.ts'
import { takeAnswers } from '../domain/survey/take-answers.ts'
import { cellOf, communityOf } from '../domain/survey/tally.ts'
import type { NewResponse } from '../responses/new-response.ts'
import type { Edition, Survey } from '../surveys/find-survey.ts'
import { interviewModesOf } from './open-interviews.ts'

/** What the interviews of one call are judged by. */
export type Circumstances = {
  survey: Survey
  editions: ReadonlyMap<number, Edition>
  /** When the survey closed or will close. */
  closing: number | null
  interviewerId: string
  sentAt: number
  now: number
}
/** An interview ready to be stored, with the edition it answers and whom it counts for. */
export type Judged = { edition: Edition; response: NewResponse & { key: string; body: string }; cell: string }

/** Whether an interview of this time is still taken; `at` by our clock. */
const timeOf = ({ survey, closing, now }: Circumstances, at: number): Outcome<null> => {
  if (survey.opensAt !== null && now < survey.opensAt) return refused('interview.not_open_yet')
  if (closing !== null && now > closing + LATE)
    return refused('interview.too_late', undefined, { hours: LATE / 3_600_000 })
  if (closing !== null && at > closing + GRACE) return refused('interview.after_closing')
  return done(null)
}

/**
 * Judges one interview by itself. `request.malformed`, `interview.other_survey`, `interview.unknown_edition`,
 * `interview.other_questions`,
 * `interview.mode_not_taken`, `interview.unknown_community`, `interview.not_open_yet`, `interview.after_closing`,
 * `interview.too_late`, and what takeAnswers refuses, with the question as `field`.
 */
export const judgeInterview = (by: Circumstances, sent: unknown): Outcome<Judged> => {
  const read = parse(InterviewInput, sent)
  if (!read.ok) return read
  const one = read.value
  const { survey, now } = by
  if (one.survey !== survey.slug) return refused('interview.other_survey')
  const edition = by.editions.get(one.edition)
  if (!edition) return refused('interview.unknown_edition')
  // Taken back before anybody had answered, changed, and opened again: other questions under the same number.
  if (edition.version !== one.editionVersion) return refused('interview.other_questions')
  if (!interviewModesOf(survey).includes(one.mode)) return refused('interview.mode_not_taken')
  const at = takenAtOf(one.takenAt, by.sentAt, now, survey.opensAt)
  const inTime = timeOf(by, at)
  if (!inTime.ok) return inTime
  if (one.community !== null && !findCommunity(one.community)) return refused('interview.unknown_community')
  const taken = takeAnswers(edition.form, one.answers)
  if (!taken.ok) return taken
  const response = {
    ...{ key: one.key, mode: one.mode, answers: taken.value, community: one.community, window: null },
    ...{ interviewerId: by.interviewerId, seconds: one.seconds, again: false, overQuota: false },
    body: JSON.stringify([one.mode, one.community, edition.number, taken.value]),
    answeredOn: shanghaiDay(at),
  }
  const cell = cellOf(edition.meaning, taken.value, communityOf(edition.meaning, taken.value, one.community))
  return done({ edition, response, cell })
}
