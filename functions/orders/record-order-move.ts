import type { OrderAsked } from '../domain/order-course.ts'
import type { OrderActor, OrderCourse, OrderMoveName } from '../domain/order.ts'
import type { Env } from '../http/app-types.ts'
import { type Audience, recordMessage } from '../outbox/rows.ts'
import { type Act, recordAct } from '../staff/audit.ts'
import { insertOrderEvent, type OrderRow, recordOrderChange, whileOrderUnchanged } from './order-rows.ts'

/** What the others hear of a move: the topic in the outbox, and who. `team` is the one that has or had the order. */
const NEWS: Record<OrderMoveName, { topic: string; to: readonly ('resident' | 'desk' | 'team')[] }> = {
  offer: { topic: 'order.offered', to: ['team'] },
  take_back: { topic: 'order.taken_back', to: ['team', 'resident'] },
  decline: { topic: 'order.declined', to: ['resident'] },
  claim: { topic: 'order.claimed', to: ['resident'] },
  propose: { topic: 'order.proposed', to: ['resident'] },
  serve: { topic: 'order.served', to: ['resident'] },
  hand_back: { topic: 'order.handed_back', to: ['desk'] },
  agree: { topic: 'order.agreed', to: ['team'] },
  ask_time: { topic: 'order.time_asked', to: ['team'] },
  cancel: { topic: 'order.cancelled', to: ['team', 'desk'] },
  review: { topic: 'order.reviewed', to: ['desk'] },
  not_done: { topic: 'order.not_done', to: ['team', 'desk'] },
  close: { topic: 'order.closed', to: [] },
}

type By = { actor: OrderActor; staffId?: string; act?: Omit<Act, 'result'> }

/**
 * Writes a move: event, audit row, messages and the order in one batch, or none of them.
 * False: somebody was faster, or the team that was to have the order ended meanwhile.
 */
export const recordOrderMove = async (
  env: Env,
  row: OrderRow,
  asked: OrderAsked,
  change: OrderCourse,
  { actor, staffId, act }: By,
  now: number,
): Promise<boolean> => {
  const newTeam = change.teamId === row.team_id ? null : change.teamId
  const guard = whileOrderUnchanged(row.id, row.version, newTeam)
  const team = change.teamId ?? row.team_id
  const { topic, to } = NEWS[asked.move]
  const audiences = to.flatMap((one): Audience[] => (one === 'team' ? (team === null ? [] : [`team:${team}`]) : [one]))
  const event = {
    kind: asked.move,
    to: change.state,
    actor,
    staffId: staffId ?? null,
    teamId: team,
    said: asked.said || null,
    note: asked.note || null,
    proposedAt: asked.at === null ? null : change.agreedAt,
    at: now,
  }
  const results = await env.DB.batch([
    insertOrderEvent(env.DB, event, guard),
    ...(act ? [recordAct(env.DB, { ...act, result: 'ok' }, guard)] : []),
    ...audiences.map((audience) => recordMessage(env.DB, { topic, audience, number: row.number, now }, guard)),
    recordOrderChange(env.DB, row, newTeam, change, now),
  ])
  return (results.at(-1)?.meta.changes ?? 0) > 0
}
