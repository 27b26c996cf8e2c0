import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Staff } from '../domain/staff.ts'
import { FEWEST } from '../domain/survey-figures/suppress.ts'
import type { ResultsMove } from '../domain/survey-results-input.ts'
import type { Env, Statement } from '../http/app-types.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import { findSurveyById } from '../surveys/find-survey.ts'
import { findSlices } from './figures-rows.ts'
import { lastOf, mayFollow } from './read-figures.ts'
import { findResult, recordPublished, recordWithdrawn, whileResultAt } from './results-rows.ts'
import { headlineOf, snapshotOf } from './snapshot.ts'

/**
 * Publishes the figures as they are now, with what few people stand behind unsaid, or withdraws what was published; audit row
 * and results in one batch. `survey.not_found`, `results.too_few` below five responses, `results.too_few_new` when one to
 * four came since the last time, `survey.cannot_now`, `survey.changed_meanwhile`.
 */
export async function moveResults(
  env: Env,
  id: string,
  input: ResultsMove,
  staff: Staff,
  asked: { requestId: string; now: number },
): Promise<Outcome<{ id: string }>> {
  const object = { kind: 'survey' as const, id }
  const act = { staff, action: `survey:${input.move}_results`, object, ...asked }
  const refuse = async (code: string, detail?: Record<string, number>) => {
    await recordRefusal(env.DB, act, code)
    return refused(code, undefined, detail)
  }
  const survey = await findSurveyById(env, id)
  if (!survey) return refuse('survey.not_found')
  const result = await findResult(env.DB, id)
  const version = result?.version ?? 0
  if (version !== input.version) return refuse('survey.changed_meanwhile')
  const statement = await (async (): Promise<Statement | { code: string; detail?: Record<string, number> }> => {
    if (input.move === 'withdraw') {
      return result?.state === 'public' ? recordWithdrawn(env.DB, id, version) : { code: 'survey.cannot_now' }
    }
    const { edition } = survey
    const snapshot = edition && snapshotOf(survey, edition, await findSlices(env.DB, edition.id))
    if (!snapshot) return { code: 'results.too_few', detail: { min: FEWEST } }
    const { n } = snapshot.figures
    const before = lastOf(result)
    if (!mayFollow({ edition: snapshot.edition, n }, before)) {
      return { code: 'results.too_few_new', detail: { min: FEWEST, n: n - (before?.n ?? 0) } }
    }
    const [figures, headline] = [JSON.stringify(snapshot), JSON.stringify(headlineOf(snapshot))]
    return recordPublished(env.DB, id, version, { n, figures, headline, now: asked.now })
  })()
  if ('code' in statement) return refuse(statement.code, statement.detail)
  const results = await env.DB.batch([
    recordAct(env.DB, { ...act, result: 'ok' }, whileResultAt(id, version)),
    statement,
  ])
  return results.at(-1)?.meta.changes === 0 ? refuse('survey.changed_meanwhile') : done({ id })
}
