import { BULK } from '../domain/bulk.ts'
import type { CaseToMove, Change } from '../domain/check-move.ts'
import { refused, type Outcome } from '../domain/outcome.ts'
import type { Staff } from '../domain/staff.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import * as rows from './bulk-rows.ts'
import { type DeskRow, findCase, insertEvent, recordChange, whileUnchanged } from './desk-rows.ts'
import { insertJointUnit } from './joint-rows.ts'
import { type BulkAct, readBulkAct } from './read-bulk-act.ts'
import { toMove } from './read-case.ts'
import { recordUrgency } from './rebound-rows.ts'

type Asked = { requestId: string; now: number }

/**
 * Takes back what was done to many cases at once, for ten minutes: every case that nobody touched since is again as it
 * was, with an event that says so; nothing of what happened is deleted. A message that was not sent yet is withdrawn, of
 * one that was the answer tells. Pressed twice, it does the same once.
 * Refusals: `bulk_act.not_found` (also another's), `bulk_act.too_late`.
 */
export async function undoMany(env: Env, id: string, staff: Staff, asked: Asked): Promise<Outcome<BulkAct>> {
  const found = isUuid(id) ? await rows.findBulkAct(env.DB, id, staff.id) : null
  if (!found) return refused('bulk_act.not_found')
  const { act, cases } = found
  if (asked.now > act.made_at + BULK.undoMs) return refused('bulk_act.too_late')
  for (const one of cases) {
    if (one.result !== 'ok' || one.undone !== null || one.before === null || one.version_after === null) continue
    const row = await findCase(env.DB, one.tip_off_id, null)
    const untouched = row !== null && row.version === one.version_after
    // Acts kept before closings held their working days lack them.
    const before = { closedDays: null, ...(JSON.parse(one.before) as Omit<CaseToMove, 'closedDays'>) }
    if (untouched && (await undoOne(env, act, row, before, staff, asked))) continue
    const object = { kind: 'tip_off' as const, id: one.tip_off_id }
    await recordRefusal(env.DB, { staff, action: 'tip_off:undo', object, ...asked }, 'tip_off.changed_meanwhile')
    await rows.recordNotUndone(env.DB, act.id, one.tip_off_id, 'tip_off.changed_meanwhile')
  }
  await rows.recordUndone(env.DB, act.id, asked.now)
  return readBulkAct(env, id, staff)
}

/** One case as it was before, in one batch; false when somebody was faster. */
const undoOne = async (
  env: Env,
  act: rows.BulkActRow,
  row: DeskRow,
  before: CaseToMove,
  staff: Staff,
  asked: Asked,
): Promise<boolean> => {
  const { id, version, number } = row
  const guard = whileUnchanged(id, version, null)
  const object = { kind: 'tip_off' as const, id }
  // What went off the board comes back by two people, not by an undo.
  const { published_at: publishedAt, public_text: publicText } = row
  const change: Change = { ...before, publishedAt, publicText, pictures: 'keep' }
  const now = toMove(row)
  const results = await env.DB.batch([
    insertEvent(
      env.DB,
      {
        ...{ id: crypto.randomUUID(), tipOffId: id, move: 'undo', from: row.status, to: before.status },
        ...{ staffId: staff.id, unit: before.unit, said: null, note: null, now: asked.now },
      },
      guard,
    ),
    recordAct(env.DB, { staff, action: 'tip_off:undo', object, ...asked, detail: act.move, result: 'ok' }, guard),
    ...rows.withdrawMessages(env.DB, { act: act.id, id, version, number, madeAt: act.made_at }),
    ...(row.closed_at !== null && before.closedAt === null
      ? [rows.uncountClosing(env.DB, id, version, row.closed_at, row.due_at)]
      : []),
    // A unit that helped, and that the case was given to, helps again.
    ...before.jointUnits
      .filter((unit) => !now.jointUnits.includes(unit))
      .map((unit) => insertJointUnit(env.DB, unit, asked.now, guard)),
    act.move === 'mark_urgent'
      ? recordUrgency(env.DB, row, false, asked.now)
      : recordChange(env.DB, { ...now, id, version }, change, null, asked.now),
  ])
  return results.at(-1)?.meta.changes !== 0
}
