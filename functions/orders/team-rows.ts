import type { Env } from '../http/app-types.ts'
import { ORDER_COLUMNS, type OrderRow } from './order-rows.ts'

const AT_ONCE = 60
// What is offered to us or ours to do, what our centre has open for everyone, and what we served of late.
const FOR_TEAM = `${ORDER_COLUMNS}
  WHERE (team_id = ?1 AND orders.state IN ('offered', 'claimed', 'agreed', 'served'))
    OR (orders.centre = ?2 AND orders.state = 'ordered')
    OR (team_id = ?1 AND orders.state = 'reviewed' AND orders.changed_at > ?3)
  ORDER BY due_at, orders.id LIMIT ?4`
const BY_ID = `${ORDER_COLUMNS} WHERE orders.id = ?1`
// What the desk wrote to the team when it dispatched, and what the resident said last.
const SAID = `SELECT order_id, kind, said, note FROM order_events AS event
  WHERE order_id IN (SELECT value FROM json_each(?1)) AND (
    kind IN ('ask_time', 'not_done') AND seq = (SELECT max(seq) FROM order_events WHERE order_id = event.order_id)
    OR kind = 'offer' AND team_id = ?2)
  ORDER BY seq`
const SEALED = `SELECT id, contact_sealed FROM orders WHERE id IN (SELECT value FROM json_each(?1))`
const LAST = `SELECT kind, team_id, proposed_at FROM order_events WHERE order_id = ?1 ORDER BY seq DESC LIMIT 1`

/** Orders this team can see, by deadline. */
export const listForTeam = async ({ DB }: Env, team: { id: string; centre: string }, reviewedAfter: number) =>
  (await DB.prepare(FOR_TEAM).bind(team.id, team.centre, reviewedAfter, AT_ONCE).all<OrderRow>()).results

export const findOrderById = ({ DB }: Env, id: string) => DB.prepare(BY_ID).bind(id).first<OrderRow>()

/** What was said to the team about these orders: the desk's note with `offer`, the resident's words with the rest. */
export const listSaidToTeam = async ({ DB }: Env, ids: string[], teamId: string) =>
  (
    await DB.prepare(SAID)
      .bind(JSON.stringify(ids), teamId)
      .all<{ order_id: string; kind: string; said: string | null; note: string | null }>()
  ).results

/** The sealed contacts of these orders, by id; those whose time of keeping is over are missing. */
export const findSealedContacts = async ({ DB }: Env, ids: string[]): Promise<Map<string, string>> => {
  const { results } = await DB.prepare(SEALED)
    .bind(JSON.stringify(ids))
    .all<{ id: string; contact_sealed: string | null }>()
  return new Map(results.flatMap(({ id, contact_sealed }) => (contact_sealed ? [[id, contact_sealed] as const] : [])))
}

export const findLastOrderEvent = ({ DB }: Env, id: string) =>
  DB.prepare(LAST).bind(id).first<{ kind: string; team_id: string | null; proposed_at: number | null }>()
