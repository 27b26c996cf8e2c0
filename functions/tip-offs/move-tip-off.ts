import type { Guard } from '../db/guard.ts'
import { findCategory, findUnit } from '../district.ts'
import { type Change, checkMove, type Spot } from '../domain/check-move.ts'
import type { DeskMove } from '../domain/desk-move.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import { scopeOf, type Staff } from '../domain/staff.ts'
import type { MoveName } from '../domain/tip-off.ts'
import { isUuid } from '../domain/uuid.ts'
import { addWorkingHours, type WorkCalendar } from '../domain/work-days.ts'
import type { Env, Statement } from '../http/app-types.ts'
import { type Audience, recordMessage } from '../outbox/rows.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import { readCalendar } from '../work-calendar/read-calendar.ts'
import { changedMeanwhile } from './changed-meanwhile.ts'
import * as rows from './desk-rows.ts'
import { deleteJointUnit, insertJointUnit } from './joint-rows.ts'
import { reboundStatements } from './find-rebound.ts'
import { type DeskCase, toMove, viewCase } from './read-case.ts'
import { saidOfSpot } from './said-of-spot.ts'
import { indexWords } from './search-rows.ts'
import { matterIssue, splitOff } from './split-off.ts'
import { readSpot } from './spot.ts'

/** Moves the reporter hears of, if they left a way to reach them. */
const TOLD_TO_REPORTERS: readonly MoveName[] = [
  ...(['ask', 'accept', 'reject', 'merge', 'split', 'assign', 'transfer', 'close', 'thank', 'reopen'] as const),
  ...(['grant_extension', 'backlog', 'unbacklog'] as const),
]
/** Moves by which a handler gives work to the office. */
const TOLD_TO_THE_DESK: readonly MoveName[] = ['hand_back', 'rectify', 'ask_extension']
/** Moves by which the office gives work to a unit, or tells it how long it has. */
const TOLD_TO_THE_UNIT: readonly MoveName[] = [
  ...(['assign', 'transfer', 'send_back'] as const),
  ...(['grant_extension', 'refuse_extension', 'backlog', 'unbacklog'] as const),
]

/** Whoever at the desk chose to hear of hand-backs hears of them by their own name. */
const topicOf = (move: MoveName, audience: Audience) =>
  move === 'hand_back' && audience === 'desk' ? 'tip_off.handed_back' : 'tip_off.news'

const audiencesOf = (row: rows.DeskRow, { move, unit }: DeskMove, change: Change): Audience[] => [
  ...(TOLD_TO_REPORTERS.includes(move) && row.has_contact === 1 ? (['reporter'] as const) : []),
  ...(TOLD_TO_THE_DESK.includes(move) ? (['desk'] as const) : []),
  ...(TOLD_TO_THE_UNIT.includes(move) && change.unit ? [`unit:${change.unit}` as const] : []),
  // Who had it hears that it is gone; who helps, that they do, or no longer.
  ...(move === 'transfer' && row.unit ? [`unit:${row.unit}` as const] : []),
  ...(move === 'joint' || move === 'unjoint' ? [`unit:${unit}` as const] : []),
]

/** The unit an event names: whom it was given to, who helps, or whose handler wrote it. */
const unitOf = (row: rows.DeskRow, { move, unit }: DeskMove, change: Change, staff: Staff): string | null => {
  if (move === 'joint' || move === 'unjoint') return unit
  return (move === 'add_note' ? scopeOf(staff) : null) ?? change.unit ?? row.unit
}

/** What the history notes: what somebody wrote, and what was set right. */
const noteOf = ({ move, note }: DeskMove, before: Spot, change: Change): string | null =>
  (move === 'correct' ? [note, saidOfSpot(before, change)].filter(Boolean).join('\n') : note) || null

type With = { requestId: string; now: number; calendar: WorkCalendar; guard: Guard }

/** What a move writes beside the case itself: units that help, or the case that is split off. */
const alongWith = async (
  env: Env,
  row: rows.DeskRow,
  input: DeskMove,
  photos: rows.PhotoRow[],
  staff: Staff,
  { guard, ...asked }: With,
): Promise<Statement[]> => {
  if (input.move === 'joint') return [insertJointUnit(env.DB, input.unit, asked.now, guard)]
  if (input.move === 'unjoint') return [deleteJointUnit(env.DB, row.id, input.unit, guard)]
  // Who answers for it no longer only helps.
  if (input.move === 'assign' || input.move === 'transfer') return [deleteJointUnit(env.DB, row.id, input.unit, guard)]
  return input.move === 'split' ? splitOff(env, row, input, photos, staff, guard, asked) : []
}

/**
 * Makes a move on a case: event, audit row, messages and the new state in one batch, or none of them.
 * Refusals are those of `checkMove`, `tip_off.not_found`, and `tip_off.changed_meanwhile` when somebody was faster;
 * each is recorded. `alongside` are statements of the caller's that stand or fall with the move.
 */
export async function moveTipOff(
  env: Env,
  id: string,
  input: DeskMove,
  staff: Staff,
  asked: { requestId: string; now: number },
  alongside: (row: rows.DeskRow, guard: Guard) => Statement[] = () => [],
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
  const photos = await rows.listPhotos(env.DB, id)
  const calendar = await readCalendar(env)
  const deadlineHours = findCategory(input.move === 'correct' ? input.category : row.category)?.deadline_hours ?? 0
  const checked = checkMove(before, input, staff, {
    ...{ now, calendar, deadlineHours, dueAt: addWorkingHours(now, deadlineHours, calendar) },
    photos: photos.map(({ kind, public_key }) => ({ kind, redacted: public_key !== null })),
    into: input.into === '' ? null : await rows.findStatusByNumber(env.DB, input.into),
    unitExists: findUnit(input.unit) !== null,
    spot: input.move === 'correct' ? readSpot(input, row) : null,
    matter: input.move === 'split' ? matterIssue(input, photos) : null,
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
    unit: unitOf(row, input, change, staff),
    said: input.said || null,
    note: noteOf(input, before, change),
    now,
  }
  const results = await env.DB.batch([
    rows.insertEvent(env.DB, event, guard),
    ...indexWords(env.DB, event.id, event.said, event.note),
    recordAct(env.DB, { ...act, result: 'ok' }, guard),
    ...(await alongWith(env, row, input, photos, staff, { ...asked, calendar, guard })),
    ...audiencesOf(row, input, change).map((audience) =>
      recordMessage(env.DB, { topic: topicOf(input.move, audience), audience, number: row.number, now }, guard),
    ),
    ...alongside(row, guard),
    ...(input.move === 'accept' ? await reboundStatements(env, id) : []),
    rows.recordChange(env.DB, { ...before, id, version: row.version }, change, into, now),
  ])
  // Somebody moved it between our read and our write. (D1 counts what triggers change too: 0 or more, never 1.)
  if (results.at(-1)?.meta.changes === 0) return refuse(await changedMeanwhile(env, id, now))
  const moved = await rows.findCase(env.DB, id, null)
  return moved ? done(await viewCase(env, moved, staff)) : refused('tip_off.not_found')
}
