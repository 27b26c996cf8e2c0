import { refused, type Outcome } from '../domain/outcome.ts'
import { MINUTE } from '../domain/shanghai-day.ts'
import { allowedSlipMoves, slipMoves, type SlipMove } from '../domain/slip.ts'
import type { SlipMoveInput } from '../domain/slip-input.ts'
import { scopeOf, type Staff } from '../domain/staff.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env } from '../http/app-types.ts'
import { type Audience, recordMessage } from '../outbox/rows.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import { readSlip, type WholeSlip } from './read-slips.ts'
import { findSlip, type SlipRow } from './slip-list-rows.ts'
import { recordSlipMove, whileSlipIs } from './slip-move-rows.ts'

/** Whom a move on a slip is told to; nobody waits for a signature. */
const toldTo = (move: SlipMove, unit: string): Audience[] => {
  if (move === 'acknowledge') return []
  return move === 'answer' ? ['desk'] : [`unit:${unit}`]
}

/** Who touched the slip last, and how many minutes ago: what somebody reads whose page was older. */
const changedMeanwhile = (row: SlipRow | null, now: number) => {
  const touches = row
    ? ([
        [row.noted_at, row.noter],
        [row.acknowledged_at, row.acknowledger],
        [row.answered_at, row.answerer],
        [row.withdrawn_at, row.withdrawer],
      ] as const)
    : []
  const [at, by] = touches.reduce((last, one) => ((one[0] ?? 0) >= (last[0] ?? 0) ? one : last), [null, null])
  const minutes = Math.max(0, Math.floor((now - (at ?? now)) / MINUTE))
  return refused('slip.changed_meanwhile', undefined, { by: by ?? '', minutes })
}

/**
 * The leader's note (批示), the unit's signature (签收) and answer, or the office's withdrawal, with the audit row in one
 * batch. `slip.not_found`, `staff.not_allowed`, `slip.changed_meanwhile`, `slip.cannot_now`, `slip_text.missing`; each is
 * recorded. A withdrawn slip keeps its number.
 */
export async function moveSlip(
  env: Env,
  id: string,
  input: SlipMoveInput,
  staff: Staff,
  asked: { requestId: string; now: number },
): Promise<Outcome<WholeSlip>> {
  const { now } = asked
  const { move, said } = input
  const act = { staff, action: 'slip:' + move, object: { kind: 'slip' as const, id }, ...asked }
  const refuse = async <R extends { ok: false; issues: { code: string }[] }>(refusal: R): Promise<R> => {
    await recordRefusal(env.DB, act, refusal.issues[0]?.code ?? '')
    return refusal
  }
  if (!isUuid(id)) return refused('slip.not_found')
  const row = await findSlip(env.DB, id, scopeOf(staff))
  if (!row) return refuse(refused('slip.not_found'))
  if (slipMoves[move].by !== staff.role) return refuse(refused('staff.not_allowed'))
  if (row.version !== input.version) return refuse(changedMeanwhile(row, now))
  if (!allowedSlipMoves(row.state, staff.role).includes(move)) return refuse(refused('slip.cannot_now'))
  if (move !== 'acknowledge' && said === '') return refuse(refused('slip_text.missing', 'said'))

  const guard = whileSlipIs(id, row.version)
  const results = await env.DB.batch([
    recordAct(env.DB, { ...act, result: 'ok', detail: move === 'withdraw' ? said : null }, guard),
    ...toldTo(move, row.unit).map((audience) =>
      recordMessage(env.DB, { topic: `slip.${move}`, audience, number: row.case_number, now }, guard),
    ),
    recordSlipMove(env.DB, move, { id, version: row.version, said, staffId: staff.id, now }),
  ])
  if (results.at(-1)?.meta.changes === 0) {
    return refuse(changedMeanwhile(await findSlip(env.DB, id, scopeOf(staff)), now))
  }
  return readSlip(env, id, staff, now)
}
