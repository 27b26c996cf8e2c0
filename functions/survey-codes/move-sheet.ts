import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Staff } from '../domain/staff.ts'
import type { SheetMoveInput } from '../domain/survey-code-input.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import { findSheet, recordVoid, whileSheetUnchanged } from './rows.ts'
import { sheetView, type SheetView } from './sheet-view.ts'

/**
 * Voids a sheet that was lost or misprinted: codes of it that were not used open nothing more, answers that came with the
 * others stay. `code_sheet.not_found`, `code_sheet.changed_meanwhile` when it was voided or changed before.
 */
export async function moveSheet(
  env: Env,
  surveyId: string,
  id: string,
  { move, version }: SheetMoveInput,
  staff: Staff,
  asked: { requestId: string; now: number },
): Promise<Outcome<SheetView>> {
  const sheet = isUuid(id) && isUuid(surveyId) ? await findSheet(env, surveyId, id) : null
  if (!sheet) return refused('code_sheet.not_found')
  const act = { staff, action: 'code_sheet:' + move, object: { kind: 'code_sheet' as const, id }, ...asked }
  const results = await env.DB.batch([
    recordAct(env.DB, { ...act, result: 'ok' }, whileSheetUnchanged(surveyId, id, version)),
    recordVoid(env.DB, surveyId, id, version, asked.now),
  ])
  if (results.at(-1)?.meta.changes === 0) {
    await recordRefusal(env.DB, act, 'code_sheet.changed_meanwhile')
    return refused('code_sheet.changed_meanwhile')
  }
  const voided = await findSheet(env, surveyId, id)
  return voided ? done(sheetView(voided)) : refused('code_sheet.not_found')
}
