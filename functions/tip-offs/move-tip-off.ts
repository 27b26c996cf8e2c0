import { findCategory, findUnit } from '../district.ts'
import { type Change, checkMove } from '../domain/check-move.ts'
import type { DeskMove } from '../domain/desk-move.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import { scopeOf, type Staff } from '../domain/staff.ts'
import type { MoveName } from '../domain/tip-off.ts'
import { addWorkingHours } from '../domain/work-days.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env } from '../http/app-types.ts'
import { type Audience, recordMessage } from '../outbox/rows.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import { readCalendar } from '../work-calendar/read-calendar.ts'
import { changedMeanwhile } from './changed-meanwhile.ts'
import * as rows from './desk-rows.ts'
import { type DeskCase, toMove, viewCase } from './read-case.ts'
import { indexWords } from './search-rows.ts'

/** Moves the reporter hears of, if they left a way to reach them. */
const TOLD_TO_REPORTERS: readonly MoveName[] = [
  'ask',
  'accept',
  'reject',
  'merge',
  'assign',
  'close',
  'thank',
  'reopen',
]
/** Moves by which a handler gives work to the office. */
const TOLD_TO_THE_DESK: readonly MoveName[] = ['hand_back', 'rectify']

const audiencesOf = (row: rows.DeskRow, move: MoveName, change: Change): Audience[] => [
  ...(TOLD_TO_REPORTERS.includes(move) && row.has_contact === 1 ? (['reporter'] as const) : []),
  ...(TOLD_TO_THE_DESK.includes(move) ? (['desk'] as const) : []),
  ...((move === 'assign' || move === 'send_back') && change.unit ? [`unit:${change.unit}` as const] : []),
]

/**
 * Makes a move on a case: event, audit row, messages and the new state in one batch, or none of them.
 * Refusals are those of `checkMove`, `tip_off.not_found`, and `tip_off.changed_meanwhile` when somebody was faster;
 * each is recorded.
 */
export async function moveTipOff(
  env: Env,
  id: string,
  input: DeskMove,
  staff: Staff,
  asked: { requestId: string; now: number },
): Promise<Outcome<DeskCase>> {
  const { now } = asked
  const act = { staff, action: 'tip_off:' + input.move, object: { kind: 'tip_off' as const, id }, ...asked }
  const refuse = async <R extends { ok: false; issues: { code: string }[] }>(refusal: R): Promise<R> => {
    await recordRefusal(env.DB, act, refusal.issues[0]?.code ?? '')
    return refusal
  }
  if (!isUuid(id)) return refused('tip_off.not_found')
  const row = await rows.findCase(env.DB, id, scopeOf(staff))
  if (!row) return refuse(refused('tip_off.not_found'))
  if (row.version !== input.version) return refuse(await changedMeanwhile(env, id, now))

  const before = toMove(row)
  const checked = checkMove(before, input, staff, {
    now,
    photos: (await rows.listPhotos(env.DB, id)).map(({ kind, public_key }) => ({
      kind,
      redacted: public_key !== null,
    })),
    into: input.into === '' ? null : await rows.findStatusByNumber(env.DB, input.into),
    unitExists: findUnit(input.unit) !== null,
    dueAt: addWorkingHours(now, findCategory(row.category)?.deadline_hours ?? 0, await readCalendar(env)),
  })
  if (!checked.ok) return refuse(checked)

  const change = checked.value
  const into = input.move === 'merge' ? input.into : null
  const guard = rows.whileUnchanged(id, row.version, into)
  const event = {
    id: crypto.randomUUID(),
    tipOffId: id,
    move: input.move,
    from: row.status,
    to: change.status,
    staffId: staff.id,
    unit: change.unit ?? row.unit,
    said: input.said || null,
    note: input.note || null,
    now,
  }
  const results = await env.DB.batch([
    rows.insertEvent(env.DB, event, guard),
    ...indexWords(env.DB, event.id, event.said, event.note),
    recordAct(env.DB, { ...act, result: 'ok' }, guard),
    ...audiencesOf(row, input.move, change).map((audience) =>
      recordMessage(env.DB, { topic: 'tip_off.news', audience, number: row.number, now }, guard),
    ),
    rows.recordChange(env.DB, { ...before, id, version: row.version }, change, into, now),
  ])
  // Somebody moved it between our read and our write. (D1 counts what triggers change too: 0 or more, never 1.)
  if (results.at(-1)?.meta.changes === 0) return refuse(await changedMeanwhile(env, id, now))
  const moved = await rows.findCase(env.DB, id, null)
  return moved ? done(await viewCase(env, moved, staff)) : refused('tip_off.not_found')
}
