import type { Guard } from '../db/guard.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { ReboundInput, UrgencyInput } from '../domain/slip-input.ts'
import type { Staff } from '../domain/staff.ts'
import { OPEN_STATUSES } from '../domain/tip-off.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env, Statement } from '../http/app-types.ts'
import { recordMessage } from '../outbox/rows.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import { changedMeanwhile } from './changed-meanwhile.ts'
import { type DeskRow, findCase, whileUnchanged } from './desk-rows.ts'
import { type DeskCase, viewCase } from './read-case.ts'
import * as rows from './rebound-rows.ts'

type Asked = { requestId: string; now: number }
/** Statements of the caller's that stand or fall with the mark. */
type Alongside = (row: DeskRow, guard: Guard) => Statement[]
type Mark = { kind: string; change: Statement; tellsUnit: boolean }

/** Writes a mark: event, audit row, message and the case in one batch, or none; a refusal is recorded. */
const mark = async (
  env: Env,
  id: string,
  input: { note: string; version: number },
  staff: Staff,
  asked: Asked,
  name: string,
  decide: (row: rows.ReboundRow) => Promise<Outcome<Mark>>,
  alongside: Alongside = () => [],
): Promise<Outcome<DeskCase>> => {
  const { now } = asked
  const act = { staff, object: { kind: 'tip_off' as const, id }, ...asked }
  const refuse = async <R extends { ok: false; issues: { code: string }[] }>(refusal: R): Promise<R> => {
    await recordRefusal(env.DB, { ...act, action: 'tip_off:' + name }, refusal.issues[0]?.code ?? '')
    return refusal
  }
  if (!isUuid(id)) return refused('tip_off.not_found')
  const row = await rows.findForRebound(env.DB, id)
  if (!row) return refuse(refused('tip_off.not_found'))
  if (row.version !== input.version) return refuse(await changedMeanwhile(env, id, now))
  const decided = await decide(row)
  if (!decided.ok) return refuse(decided)
  const { kind, change, tellsUnit } = decided.value

  const guard = whileUnchanged(id, row.version, null)
  const before = await findCase(env.DB, id, null)
  const results = await env.DB.batch([
    rows.insertMark(env.DB, { kind, staffId: staff.id, note: input.note || null, now }, guard),
    recordAct(env.DB, { ...act, action: 'tip_off:' + kind, result: 'ok', detail: input.note || null }, guard),
    ...(tellsUnit && before?.unit
      ? [
          recordMessage(
            env.DB,
            { topic: 'tip_off.' + kind, audience: `unit:${before.unit}`, number: row.number, now },
            guard,
          ),
        ]
      : []),
    ...(before ? alongside(before, guard) : []),
    change,
  ])
  if (results.at(-1)?.meta.changes === 0) return refuse(await changedMeanwhile(env, id, now))
  const marked = await findCase(env.DB, id, null)
  return marked ? done(await viewCase(env, marked, staff)) : refused('tip_off.not_found')
}

/**
 * Marks an open case as urgent (加急), or takes the mark away; its unit is told. The deadline stays; the queue
 * may list it first. `tip_off.not_found`, `tip_off.changed_meanwhile`, `urgency.already`, `tip_off.move_not_allowed` (not open).
 */
export const markUrgent = (
  env: Env,
  id: string,
  input: UrgencyInput,
  staff: Staff,
  asked: Asked,
  alongside?: Alongside,
) => {
  const kind = input.urgent ? 'mark_urgent' : 'unmark_urgent'
  const decide = async (row: rows.ReboundRow): Promise<Outcome<Mark>> => {
    if (!(OPEN_STATUSES as readonly string[]).includes(row.status)) return refused('tip_off.move_not_allowed')
    if ((row.urgent_at !== null) === input.urgent) return refused('urgency.already')
    return done({ kind, change: rows.recordUrgency(env.DB, row, input.urgent, asked.now), tellsUnit: true })
  }
  return mark(env, id, input, staff, asked, kind, decide, alongside)
}

/**
 * Says by hand, with a reason, that a case is the rebound (反弹) of a closed one, or that it is none; the figures follow.
 * `slip_text.missing`, `rebound.unknown` (no case of that number was closed), `rebound.itself`, `rebound.already`.
 */
export const markReboundByHand = (env: Env, id: string, input: ReboundInput, staff: Staff, asked: Asked) => {
  const kind = input.of === '' ? 'unmark_rebound' : 'mark_rebound'
  return mark(env, id, input, staff, asked, kind, async (row) => {
    if (input.note === '') return refused('slip_text.missing', 'note')
    if (input.of === row.number) return refused('rebound.itself', 'of')
    const of = input.of === '' ? null : await rows.findClosedByNumber(env.DB, input.of)
    if (input.of !== '' && of === null) return refused('rebound.unknown', 'of')
    if ((of?.id ?? null) === row.rebound_of) return refused('rebound.already', 'of')
    return done({ kind, change: rows.recordRebound(env.DB, row, of, asked.now), tellsUnit: false })
  })
}
