import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Form } from '../domain/survey/form.ts'
import type { Meaning } from '../domain/survey/meaning.ts'
import type { QuotaProgress } from '../domain/survey/quota.ts'
import type { Env } from '../http/app-types.ts'
import { findSurveyById, type Survey } from '../surveys/find-survey.ts'
import { plannedEdition } from '../surveys/known-editions.ts'
import { readProgress } from './read-progress.ts'
import { listDeclined, listInterviewers, listSlices, type InterviewerRow } from './rows.ts'

const interviewerView = (row: InterviewerRow, interviews: number, declined: number) => ({
  id: row.id,
  name: row.name,
  version: row.version,
  createdAt: row.created_at,
  endedAt: row.ended_at,
  interviews,
  /** Asked, but did not want to answer. */
  declined,
})
export type InterviewerView = ReturnType<typeof interviewerView>

/** A sample as the desk sees it; `questions` are those that community, age and sex are asked by. */
export type Sample = {
  survey: Pick<Survey, 'id' | 'title' | 'state' | 'version' | 'modes' | 'margins'>
  meaning: Pick<Meaning, 'community' | 'age' | 'sex'>
  questions: Form['questions']
  quotas: QuotaProgress[]
  /** Interviews wanted and done in cells of a quota, and all that were done. */
  wanted: number
  filled: number
  interviews: number
  declined: number
  interviewers: InterviewerView[]
  modes: { mode: string; n: number }[]
}

/** The sample of a survey: quotas, who interviews, and how far they are. `survey.not_found`. */
export async function readSample(env: Env, surveyId: string): Promise<Outcome<Sample>> {
  const survey = await findSurveyById(env, surveyId)
  if (!survey) return refused('survey.not_found')
  const edition = await plannedEdition(env, survey)
  const [quotas, interviewers, byInterviewer, byMode, declined] = await Promise.all([
    readProgress(env, survey.id),
    listInterviewers(env, survey.id),
    listSlices(env, survey.id, 'interviewer'),
    listSlices(env, survey.id, 'mode'),
    listDeclined(env, survey.id),
  ])
  const made = new Map(byInterviewer.map(({ name, n }) => [name, n]))
  const unwilling = new Map(declined.map(({ interviewer_id, n }) => [interviewer_id, n]))
  const { community, age, sex } = edition?.meaning ?? {}
  const asked = [community, age, sex].filter((name) => name !== undefined)
  const { id, title, state, version, modes, margins } = survey
  return done({
    survey: { id, title, state, version, modes, margins },
    meaning: { ...(community && { community }), ...(age && { age }), ...(sex && { sex }) },
    questions: edition?.form.questions.filter(({ name }) => asked.includes(name)) ?? [],
    quotas,
    wanted: quotas.reduce((sum, { target }) => sum + target, 0),
    filled: quotas.reduce((sum, { target, done: n }) => sum + Math.min(target, n), 0),
    interviews: byInterviewer.reduce((sum, { n }) => sum + n, 0),
    declined: declined.reduce((sum, { n }) => sum + n, 0),
    interviewers: interviewers.map((row) => interviewerView(row, made.get(row.id) ?? 0, unwilling.get(row.id) ?? 0)),
    modes: byMode.map(({ name, n }) => ({ mode: name, n })),
  })
}
