import { checkOrderMove } from '../domain/order-course.ts'
import type { DeskOrderMoveInput } from '../domain/order-input.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Staff } from '../domain/staff.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import { centresJson } from '../staff/centre-scope.ts'
import { wordsFor } from '../words.ts'
import { readCalendar } from '../work-calendar/read-calendar.ts'
import { findLastActor, findOrder, listAroundOrder } from './desk-rows.ts'
import { toOrderMove } from './order-rows.ts'
import { type DeskOrder, viewOrder } from './read-order.ts'
import { recordOrderMove } from './record-order-move.ts'

/** Says who was faster, and how many minutes ago: `order.changed_meanwhile`. */
const changedMeanwhile = async (env: Env, id: string, now: number) => {
  const last = await findLastActor(env.DB, id)
  const t = wordsFor('zh-CN')
  const by =
    last?.staff_name ??
    (last?.actor === 'team' ? last.team_name : null) ??
    t(last?.actor === 'resident' ? 'desk.the_reporter' : 'desk.the_system')
  const minutes = last ? Math.max(0, Math.floor((now - last.happened_at) / 60_000)) : 0
  return refused('order.changed_meanwhile', undefined, { by, minutes })
}

/**
 * The desk dispatches an order to a team, takes it back from one, or declines it with a reason the resident reads:
 * event, audit row, messages and the new state in one batch, or none of them. Refusals are those of `checkOrderMove`,
 * `order_team.unknown`, `order.not_found`, and `order.changed_meanwhile` when somebody was faster; each is recorded.
 */
export async function moveOrder(
  env: Env,
  id: string,
  input: DeskOrderMoveInput,
  staff: Staff,
  asked: { requestId: string; now: number },
): Promise<Outcome<DeskOrder>> {
  const { now } = asked
  const act = { staff, action: 'order:' + input.move, object: { kind: 'order' as const, id }, ...asked }
  const refuse = async <R extends { ok: false; issues: { code: string }[] }>(refusal: R): Promise<R> => {
    await recordAct(env.DB, { ...act, result: 'refused:' + (refusal.issues[0]?.code ?? '') }).run()
    return refusal
  }
  if (!isUuid(id)) return refused('order.not_found')
  const row = await findOrder(env.DB, id, centresJson(staff))
  if (!row) {
    await recordRefusal(env.DB, act, 'order.not_found')
    return refused('order.not_found')
  }
  if (row.version !== input.version) return refuse(await changedMeanwhile(env, id, now))
  const { move, said, note } = input
  const wanted = { move, said, note, teamId: input.team || null, at: null, rating: null }
  const checked = checkOrderMove(toOrderMove(row), wanted, 'staff', now, await readCalendar(env))
  if (!checked.ok) return refuse(checked)
  if (move === 'offer') {
    const { teams } = await listAroundOrder(env.DB, row, centresJson(staff))
    if (!teams.some((team) => team.id === input.team)) return refuse(refused('order_team.unknown', 'team'))
  }
  const by = { actor: 'staff' as const, staffId: staff.id, act }
  if (!(await recordOrderMove(env, row, wanted, checked.value, by, now))) {
    return refuse(await changedMeanwhile(env, id, now))
  }
  const moved = await findOrder(env.DB, id, null)
  return moved ? done(await viewOrder(env, moved, staff, now)) : refused('order.not_found')
}
