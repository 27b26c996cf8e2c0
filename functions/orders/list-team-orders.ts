import { maskNumbers } from '../domain/mask-numbers.ts'
import { isOverdue } from '../domain/order-course.ts'
import { allowedOrderMoves } from '../domain/order.ts'
import { DAY } from '../domain/shanghai-day.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct } from '../staff/audit.ts'
import { unseal } from '../staff/keys.ts'
import { toOrderMove, type OrderRow } from './order-rows.ts'
import { findSealedContacts, listForTeam, listSaidToTeam } from './team-rows.ts'

/** The team as its code opened it (teams/open-team.ts). */
export type OpenedTeam = { id: string; name: string; centre: string }
export type OrderContact = { name: string; phone: string; address: string }
type Asked = { requestId: string; now: number }

const REVIEWS_SHOWN_DAYS = 30

type Said = { note: string | null; said: string | null }

const teamView = (row: OrderRow, team: OpenedTeam, contact: OrderContact | null, said: Said, now: number) => {
  const ours = row.team_id === team.id
  const visiting = contact !== null
  return {
    id: row.id,
    number: row.number,
    state: row.state,
    version: row.version,
    title: row.title,
    kind: row.kind,
    lastsMinutes: row.lasts_minutes,
    community: row.community,
    people: row.people,
    // Numbers in the words are the resident's own: for the team only once it goes there.
    text: visiting ? row.text : maskNumbers(row.text),
    wantedAt: row.wanted_at,
    agreedAt: ours ? row.agreed_at : null,
    dueAt: row.due_at,
    overdue: isOverdue({ state: row.state, dueAt: row.due_at }, now),
    note: said.note,
    residentSaid: said.said,
    rating: row.rating,
    review: row.review,
    contact,
    allowedMoves: allowedOrderMoves(toOrderMove(row), 'team').filter(
      // An open order of the centre is nobody's yet: it can be claimed and no more.
      (move) => ours || move === 'claim',
    ),
  }
}
export type TeamOrder = ReturnType<typeof teamView>
export type TeamOrders = { team: { name: string; centre: string }; orders: TeamOrder[] }

/**
 * What a team's leader sees: orders offered to the team, open ones of its centre, and its own. Name, phone and address
 * only of those it is to visit now; each such look is recorded before anything is opened.
 */
export const listTeamOrders = async (env: Env, team: OpenedTeam, asked: Asked): Promise<TeamOrders> => {
  const { requestId, now } = asked
  const rows = await listForTeam(env, team, now - REVIEWS_SHOWN_DAYS * DAY)
  const visits = rows.filter(
    (row) => row.team_id === team.id && (row.state === 'claimed' || row.state === 'agreed') && row.has_contact === 1,
  )
  const ours = rows.filter(({ team_id, state }) => team_id === team.id && state !== 'served' && state !== 'reviewed')
  const said = await saidOf(env, ours, team)
  const contacts = await openContacts(env, visits, team, { requestId, now })
  return {
    team: { name: team.name, centre: team.centre },
    orders: rows.map((row) => teamView(row, team, contacts.get(row.id) ?? null, said(row.id), now)),
  }
}

const saidOf = async (env: Env, ours: OrderRow[], team: OpenedTeam) => {
  const ids = ours.map(({ id }) => id)
  const all = ids.length > 0 ? await listSaidToTeam(env, ids, team.id) : []
  return (id: string): Said => ({
    note: all.findLast((one) => one.order_id === id && one.kind === 'offer')?.note ?? null,
    said: all.findLast((one) => one.order_id === id && one.kind !== 'offer')?.said ?? null,
  })
}

const openContacts = async (env: Env, visits: OrderRow[], team: OpenedTeam, asked: Asked) => {
  if (visits.length === 0) return new Map<string, OrderContact>()
  await env.DB.batch(
    visits.map(({ id }) => {
      const object = { kind: 'order' as const, id }
      return recordAct(env.DB, {
        staff: null,
        action: 'order:team_look',
        object,
        detail: team.name,
        result: 'ok',
        ...asked,
      })
    }),
  )
  const sealed = await findSealedContacts(
    env,
    visits.map(({ id }) => id),
  )
  const opened = await Promise.all(
    [...sealed].map(async ([id, text]) => {
      const contact = await unseal(env, 'vault', text, id)
      if (contact === null) throw new Error('a sealed contact does not open: changed, moved, or another PORTAL_SECRET')
      return [id, JSON.parse(contact) as OrderContact] as const
    }),
  )
  return new Map(opened)
}
