import { findCategory } from '../district.ts'
import { allowedMoves, type CaseToMove } from '../domain/check-move.ts'
import { maskNumbers } from '../domain/mask-numbers.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import { latestExtension } from '../domain/put-off.ts'
import { scopeOf, type Staff } from '../domain/staff.ts'
import type { MoveName } from '../domain/tip-off.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env } from '../http/app-types.ts'
import { paths } from '../paths.ts'
import { gridNow } from '../routing/grids.ts'
import { readRouting } from '../routing/read-routing.ts'
import { readCalendar } from '../work-calendar/read-calendar.ts'
import {
  type DeskRow,
  type EventRow,
  findCase,
  findStaffName,
  listAround,
  type PhotoRow,
  type RelatedRow,
  type SlipOfCase,
} from './desk-rows.ts'
import { placeOfCase } from './place-of-case.ts'

/** Cases of the same kind in the same community this many days before: a likely duplicate. */
const NEARBY_DAYS = 3

const jointUnitsOf = ({ joint_units }: DeskRow) => JSON.parse(joint_units) as string[]

/** The part of a case that its course is decided by. */
export const toMove = (row: DeskRow): CaseToMove => ({
  number: row.number,
  door: row.door,
  receivedAt: row.received_at,
  status: row.status,
  category: row.category,
  placeKind: row.place_kind,
  street: row.street,
  community: row.community,
  landmark: row.landmark,
  lng: row.lng,
  lat: row.lat,
  accuracyM: row.accuracy_m,
  grid: row.grid,
  unit: row.unit,
  dueAt: row.due_at,
  assignedAt: row.assigned_at,
  transfers: row.transfers,
  extensionUntil: row.extension_until,
  extendedCount: row.extended_count,
  backloggedAt: row.backlogged_at,
  backlogUntil: row.backlog_until,
  dueBeforeBacklog: row.due_before_backlog,
  jointUnits: jointUnitsOf(row),
  rectifiedBy: row.rectified_by,
  closedAt: row.closed_at,
  closedDays: row.closed_days,
  rating: row.rating,
  reopenedCount: row.reopened_count,
  mergedInto: row.merged_into,
  questionOpen: row.question_open === 1,
  publishedAt: row.published_at,
  publicText: row.public_text,
})

export const photoView = (photo: PhotoRow) => ({
  id: photo.id,
  kind: photo.kind,
  url: paths.api.deskPhoto(photo.id),
  width: photo.width,
  height: photo.height,
  redacted: photo.public_key !== null,
  publicKey: photo.public_key,
  publicThumbKey: photo.public_thumb_key,
})

/** Notes of moves between the office and the unit; other notes may tell of the reporter. */
export const NOTES_FOR_HANDLERS: readonly string[] = [
  ...['assign', 'transfer', 'hand_back', 'rectify', 'send_back', 'add_note'],
  ...['ask_extension', 'refuse_extension', 'unbacklog'],
]

const eventView = (event: EventRow, forHandler: boolean) => ({
  kind: event.kind,
  from: event.from_status,
  to: event.to_status,
  actor: event.actor,
  staff: event.staff_name,
  unit: event.unit,
  said: event.said && forHandler ? maskNumbers(event.said) : event.said,
  note: forHandler && !NOTES_FOR_HANDLERS.includes(event.kind) ? null : event.note,
  at: event.happened_at,
})

/** What everybody who works on a case sees: what it is, where, how it stands. Nothing of who reported it. */
const caseView = (row: DeskRow, rectifiedBy: string | null) => ({
  id: row.id,
  number: row.number,
  door: row.door,
  status: row.status,
  version: row.version,
  category: row.category,
  placeKind: row.place_kind,
  street: row.street,
  community: row.community,
  landmark: row.landmark,
  lng: row.lng,
  lat: row.lat,
  accuracyM: row.accuracy_m,
  text: row.text,
  photoCount: row.photo_count,
  meToo: row.me_too_count,
  questionOpen: row.question_open === 1,
  unit: row.unit,
  jointUnits: jointUnitsOf(row),
  dueAt: row.due_at,
  grid: row.grid,
  assignedAt: row.assigned_at,
  transfers: row.transfers,
  extensionUntil: row.extension_until,
  extendedCount: row.extended_count,
  backloggedAt: row.backlogged_at,
  backlogUntil: row.backlog_until,
  urgentAt: row.urgent_at,
  isRebound: row.rebound_of !== null,
  reboundCount: row.rebound_count,
  receivedAt: row.received_at,
  changedAt: row.changed_at,
  rectifiedBy,
  closedAt: row.closed_at,
  rating: row.rating,
  reopenedCount: row.reopened_count,
  mergedInto: row.merged_into,
  publishedAt: row.published_at,
  publicText: row.public_text,
})

/** Where the case goes by the rules as they are now; none for praise, which goes nowhere. */
const proposalFor = async (env: Env, row: DeskRow) => {
  if (row.door === 'praise') return null
  const { category, community, street, place_kind: placeKind } = row
  const { propose } = await readRouting(env)
  const route = propose({ category, community, street, placeKind, grid: gridNow(row)?.id ?? null })
  return route && { unit: route.unit, rule: route.by.kind === 'rule' ? route.by.number : null }
}

const slipView = ({ id, number, colour, state, unit, due_at }: SlipOfCase) => ({
  ...{ id, number, colour, state, unit },
  dueAt: due_at,
})
const relatedView = ({ way, id, number, status, category }: RelatedRow) => ({ way, id, number, status, category })

export type DeskCase = {
  tipOff: ReturnType<typeof caseView> & { solved?: boolean }
  photos: ReturnType<typeof photoView>[]
  events: ReturnType<typeof eventView>[]
  allowedMoves: MoveName[]
  nearby: { id: string; number: string; status: string; landmark: string; receivedAt: number; meToo: number }[]
  place: ReturnType<typeof placeOfCase>
  /** Its supervision slips, first to last; of a handler's unit only its own. */
  slips: ReturnType<typeof slipView>[]
  /** Cases it was split off from, merged into or rebounded from, and those that were from it; not told to handlers. */
  related: ReturnType<typeof relatedView>[]
  /** The last moment to which its deadline may be put off now. */
  latestExtension: number
  /** Absent for handlers: which unit is in charge is the office's to say. */
  proposal?: Awaited<ReturnType<typeof proposalFor>>
  /** Absent for handlers: whether a reporter can be reached is not theirs to know. */
  hasContact?: boolean
}

/** The case as this member of staff may see it. */
export async function viewCase(env: Env, row: DeskRow, staff: Staff): Promise<DeskCase> {
  const [around, calendar] = await Promise.all([
    listAround(env.DB, row, NEARBY_DAYS, scopeOf(staff)),
    readCalendar(env),
  ])
  const rectifiedBy = row.rectified_by && (await findStaffName(env.DB, row.rectified_by))
  const tipOff = caseView(row, rectifiedBy)
  const view = {
    photos: around.photos.map(photoView),
    allowedMoves: allowedMoves(toMove(row), staff),
    place: placeOfCase(row),
    slips: around.slips.map(slipView),
    latestExtension: latestExtension(row.due_at, findCategory(row.category)?.deadline_hours ?? 0, calendar),
  }
  if (staff.role === 'handler') {
    const events = around.events.map((event) => eventView(event, true))
    return { ...view, tipOff: { ...tipOff, text: maskNumbers(row.text) }, events, nearby: [], related: [] }
  }
  return {
    ...view,
    tipOff: { ...tipOff, solved: row.solved === 1 },
    events: around.events.map((event) => eventView(event, false)),
    nearby: around.nearby.map(({ id, number, status, landmark, received_at, me_too_count }) => ({
      id,
      number,
      status,
      landmark,
      receivedAt: received_at,
      meToo: me_too_count,
    })),
    related: around.related.map(relatedView),
    proposal: await proposalFor(env, row),
    hasContact: row.has_contact === 1,
  }
}

/** One case; another unit's case does not exist for a handler. */
export async function readCase(env: Env, id: string, staff: Staff): Promise<Outcome<DeskCase>> {
  const row = isUuid(id) ? await findCase(env.DB, id, scopeOf(staff)) : null
  return row ? done(await viewCase(env, row, staff)) : refused('tip_off.not_found')
}
