import { findCommunity } from '../district.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { PaperInput } from '../domain/response-input.ts'
import { shanghaiDay } from '../domain/shanghai-day.ts'
import type { Staff } from '../domain/staff.ts'
import { takeAnswers } from '../domain/survey/take-answers.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import { findSurveyById, type Survey } from '../surveys/find-survey.ts'
import { storeResponses } from './store-responses.ts'

/**
 * Enters a questionnaire that was answered on paper. The same form sent again is entered once (`again`).
 * `survey.not_found`, `survey.mode_not_taken`, `survey.not_open` before the opening and once the survey is closed (what
 * came in on paper may be entered after the last day), `survey.changed_meanwhile`, `community.wrong`,
 * `submission.other_body`, and what `takeAnswers` refuses.
 */
export async function enterPaper(
  env: Env,
  id: string,
  input: PaperInput,
  staff: Staff,
  asked: { requestId: string; now: number },
): Promise<Outcome<{ again: boolean }>> {
  const survey = await findSurveyById(env, id)
  if (!survey) return refused('survey.not_found')
  const act = { staff, action: 'survey:enter', object: { kind: 'survey' as const, id }, ...asked }
  const entered = await enterNow(env, survey, input, asked.now, recordAct(env.DB, { ...act, result: 'ok' }))
  if (!entered.ok) await recordRefusal(env.DB, act, entered.issues[0]?.code ?? '')
  return entered
}

const enterNow = async (
  env: Env,
  survey: Survey,
  { key, edition, answers, community }: PaperInput,
  now: number,
  act: ReturnType<typeof recordAct>,
): Promise<Outcome<{ again: boolean }>> => {
  if (!survey.modes.includes('paper')) return refused('survey.mode_not_taken')
  if (survey.state !== 'open' || (survey.opensAt ?? 0) > now) return refused('survey.not_open')
  if (survey.edition?.number !== edition) return refused('survey.changed_meanwhile')
  if (community !== '' && !findCommunity(community)) return refused('community.wrong', 'community')
  const taken = takeAnswers(survey.edition.form, answers)
  if (!taken.ok) return taken
  const response = {
    ...{ key, mode: 'paper' as const, answers: taken.value, community: community || null, window: null },
    ...{ interviewerId: null, seconds: null, again: false, overQuota: false, answeredOn: shanghaiDay(now) },
  }
  const stored = await storeResponses(env, survey, [response], { whileOpen: true, alongside: [act] })
  if (!stored.ok) return stored
  const [one] = stored.value
  return one?.stored === 'other_body' ? refused('submission.other_body') : done({ again: one?.stored === 'before' })
}
