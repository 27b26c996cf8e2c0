import { streets } from '../district.ts'
import { INTERVIEW_MODES, type InterviewMode } from '../domain/interview-input.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Form } from '../domain/survey/form.ts'
import type { Meaning } from '../domain/survey/meaning.ts'
import type { QuotaProgress } from '../domain/survey/quota.ts'
import type { Env } from '../http/app-types.ts'
import { findSurveyById, type Survey } from '../surveys/find-survey.ts'
import type { Interviewer } from './open-interviewer.ts'
import { readProgress } from './read-progress.ts'

/** All that a phone needs to interview for a day without network. */
export type OpenedInterviews = {
  interviewer: { name: string }
  survey: {
    slug: string
    title: string
    titleEn: string
    modes: InterviewMode[]
    opensAt: number | null
    closesAt: number | null
  }
  edition: number
  editionVersion: number
  form: Form
  meaning: Pick<Meaning, 'community' | 'age' | 'sex'>
  quotas: QuotaProgress[]
  communities: { id: string; name: string; nameEn: string }[]
  serverNow: number
}

const communities = streets.flatMap((street) =>
  street.communities.map(({ id, name, name_en: nameEn }) => ({ id, name, nameEn })),
)

export const interviewModesOf = (survey: Survey): InterviewMode[] =>
  INTERVIEW_MODES.filter((mode) => survey.modes.includes(mode))

/**
 * The survey of this interviewer as their phone keeps it: questions, quotas with their progress, communities. It can be
 * fetched before the survey opens. `survey.not_open` once it is closed, `interview.no_modes` when nobody is interviewed.
 */
export async function openInterviews(env: Env, who: Interviewer, now: number): Promise<Outcome<OpenedInterviews>> {
  const survey = await findSurveyById(env, who.survey)
  const edition = survey?.edition
  if (!survey || !edition || survey.state !== 'open') return refused('survey.not_open')
  if (survey.closesAt !== null && survey.closesAt <= now) return refused('survey.not_open')
  const modes = interviewModesOf(survey)
  if (modes.length === 0) return refused('interview.no_modes')
  const { slug, title, titleEn, opensAt, closesAt } = survey
  const { community, age, sex } = edition.meaning
  return done({
    interviewer: { name: who.name },
    survey: { slug, title, titleEn, modes, opensAt, closesAt },
    edition: edition.number,
    editionVersion: edition.version,
    form: edition.form,
    meaning: { ...(community && { community }), ...(age && { age }), ...(sex && { sex }) },
    quotas: await readProgress(env, survey.id),
    communities,
    serverNow: now,
  })
}
