import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Staff } from '../domain/staff.ts'
import type { TextMove } from '../domain/survey-results-input.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import { findText, recordTextState, type TextState, whileTextAt } from './text-rows.ts'

const TO = { publish: 'public', hide: 'hidden', put_back: 'waiting' } as const satisfies Record<
  TextMove['move'],
  TextState
>

/**
 * Shows a resident's text to everyone, keeps it to the office, or lays it back to be read again. `survey_text.not_found`,
 * `survey_text.changed_meanwhile` when somebody was faster.
 */
export async function moveText(
  env: Env,
  place: { survey: string; text: string },
  input: TextMove,
  staff: Staff,
  asked: { requestId: string; now: number },
): Promise<Outcome<{ id: string; state: TextState; version: number }>> {
  const { survey, text: id } = place
  const act = { staff, action: 'survey_text:' + input.move, object: { kind: 'survey_text' as const, id }, ...asked }
  const refuse = async (code: string) => {
    await recordRefusal(env.DB, act, code)
    return refused(code)
  }
  const text = isUuid(id) && isUuid(survey) ? await findText(env.DB, survey, id) : null
  if (!text) return refuse('survey_text.not_found')
  if (text.version !== input.version) return refuse('survey_text.changed_meanwhile')
  const state = TO[input.move]
  const results = await env.DB.batch([
    recordAct(env.DB, { ...act, result: 'ok' }, whileTextAt(survey, id, input.version)),
    recordTextState(env.DB, survey, id, input.version, state),
  ])
  if (results.at(-1)?.meta.changes === 0) return refuse('survey_text.changed_meanwhile')
  return done({ id, state, version: input.version + 1 })
}
