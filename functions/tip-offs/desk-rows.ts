import type { Guard } from '../db/guard.ts'
import type { Change, Course } from '../domain/check-move.ts'
import type { Colour, SlipState } from '../domain/slip.ts'
import type { MoveName, Status } from '../domain/tip-off.ts'
import type { Database } from '../http/app-types.ts'
import type { TipOffRow } from './row.ts'

const CASE = `SELECT id, number, door, status, version, category, place_kind, street, community, landmark, lng, lat,
    accuracy_m, text, solved, photo_count, me_too_count, question_open, unit, due_at, received_at, changed_at,
    rectified_by, closed_at, closed_days, rating, reopened_count, merged_into, published_at, public_text, public_before_key,
    public_after_key, grid, assigned_at, transfers, extension_until, extended_count, backlogged_at, backlog_until,
    due_before_backlog, split_from, urgent_at, rebound_of, rebound_count, contact_sealed IS NOT NULL AS has_contact, (SELECT json_group_array(unit)
      FROM tip_off_joint_units WHERE tip_off_id = tip_offs.id) AS joint_units
  FROM tip_offs WHERE id = ?1 AND (?2 IS NULL OR unit = ?2
    OR EXISTS (SELECT 1 FROM tip_off_joint_units WHERE tip_off_id = ?1 AND unit = ?2))`
const STATUS_BY_NUMBER = 'SELECT number, status FROM tip_offs WHERE number = ?'
const PHOTOS = `SELECT id, tip_off_id, kind, storage_key, media_type, width, height, sha256, public_key, public_thumb_key
  FROM photos WHERE tip_off_id = ? ORDER BY kind DESC, position`
const EVENTS = `SELECT kind, from_status, to_status, actor, staff.name AS staff_name, tip_off_events.unit, said, note,
    happened_at
  FROM tip_off_events LEFT JOIN staff ON staff.id = tip_off_events.staff_id WHERE tip_off_id = ? ORDER BY seq`
const LAST_EVENT = `SELECT actor, staff.name AS staff_name, happened_at
  FROM tip_off_events LEFT JOIN staff ON staff.id = tip_off_events.staff_id WHERE tip_off_id = ?
  ORDER BY seq DESC LIMIT 1`
const STAFF_NAME = 'SELECT name FROM staff WHERE id = ?'
const NEARBY = `SELECT id, number, status, landmark, received_at, me_too_count FROM tip_offs
  WHERE community = ? AND category = ? AND received_at >= ? AND id <> ?
    AND status IN ('received', 'accepted', 'assigned', 'rectified', 'verified')
  ORDER BY received_at DESC LIMIT 10`
// The case it was split off from, those split off from it, and those merged into it.
const RELATED = `SELECT 'split_from' AS way, id, number, status, category FROM tip_offs WHERE id = ?2
  UNION ALL SELECT 'split_off', id, number, status, category FROM tip_offs WHERE split_from = ?1
  UNION ALL SELECT 'merged_into', id, number, status, category FROM tip_offs WHERE number = ?4
  UNION ALL SELECT 'merged', id, number, status, category FROM tip_offs WHERE merged_into = ?3
  LIMIT 50`
// Rebounds in both directions; apart, for D1 takes five selects in one.
const REBOUNDS = `SELECT 'rebound_of' AS way, id, number, status, category FROM tip_offs WHERE id = ?2
  UNION ALL SELECT 'rebound', id, number, status, category FROM tip_offs WHERE rebound_of = ?1
  LIMIT 50`
const SLIPS_OF = `SELECT id, number, colour, state, unit, due_at FROM slips WHERE tip_off_id = ?1 AND (?2 IS NULL OR unit = ?2)
  ORDER BY due_at, id`
/** A case, whether somebody left a contact, and the units that help, as a JSON list. */
export type DeskRow = TipOffRow & { has_contact: number; joint_units: string }
export type PhotoRow = {
  id: string
  tip_off_id: string
  kind: 'before' | 'after'
  storage_key: string
  media_type: string
  width: number
  height: number
  sha256: string
  public_key: string | null
  public_thumb_key: string | null
}
export type EventRow = {
  kind: string
  from_status: Status | null
  to_status: Status
  actor: 'reporter' | 'staff' | 'system'
  staff_name: string | null
  unit: string | null
  said: string | null
  note: string | null
  happened_at: number
}
export type RelatedRow = Pick<TipOffRow, 'id' | 'number' | 'status' | 'category'> & {
  way: 'split_from' | 'split_off' | 'merged_into' | 'merged' | 'rebound_of' | 'rebound'
}
/** A supervision slip as its case lists it. */
export type SlipOfCase = {
  id: string
  number: string
  colour: Colour
  state: SlipState
  unit: string
  due_at: number
}
export type NearbyRow = Pick<TipOffRow, 'id' | 'number' | 'status' | 'landmark' | 'received_at' | 'me_too_count'>
/** The case, or null when there is none or it is outside the scope. */
export const findCase = (db: Database, id: string, scope: string | null): Promise<DeskRow | null> =>
  db.prepare(CASE).bind(id, scope).first<DeskRow>()

export const findStatusByNumber = (db: Database, number: string) =>
  db.prepare(STATUS_BY_NUMBER).bind(number).first<{ number: string; status: Status }>()

export const listPhotos = async (db: Database, id: string): Promise<PhotoRow[]> =>
  (await db.prepare(PHOTOS).bind(id).all<PhotoRow>()).results

export const findStaffName = async (db: Database, id: string): Promise<string | null> =>
  (await db.prepare(STAFF_NAME).bind(id).first<{ name: string }>())?.name ?? null

/** All that stands around a case, read at one moment; of its slips, within a scope, only the unit's own. */
export const listAround = async (db: Database, row: TipOffRow, days: number, scope: string | null) => {
  const { id, community, category, received_at } = row
  const [photos, events, nearby, related, rebounds, slips] = await db.batch([
    db.prepare(PHOTOS).bind(id),
    db.prepare(EVENTS).bind(id),
    db.prepare(NEARBY).bind(community, category, received_at - days * 86_400_000, id),
    db.prepare(RELATED).bind(id, row.split_from, row.number, row.merged_into),
    db.prepare(REBOUNDS).bind(id, row.rebound_of),
    db.prepare(SLIPS_OF).bind(id, scope),
  ])
  return {
    photos: (photos?.results ?? []) as PhotoRow[],
    events: (events?.results ?? []) as EventRow[],
    nearby: (nearby?.results ?? []) as NearbyRow[],
    related: [...(rebounds?.results ?? []), ...(related?.results ?? [])] as RelatedRow[],
    slips: (slips?.results ?? []) as SlipOfCase[],
  }
}

export const findLastEvent = (db: Database, id: string) =>
  db.prepare(LAST_EVENT).bind(id).first<Pick<EventRow, 'actor' | 'staff_name' | 'happened_at'>>()

const UNCHANGED = 'FROM tip_offs WHERE id = ? AND version = ?'
const UNCHANGED_AND_OTHER_OPEN = `FROM tip_offs WHERE id = ? AND version = ? AND EXISTS (SELECT 1 FROM tip_offs AS other
  WHERE other.number = ? AND other.status IN ('received', 'accepted', 'assigned', 'rectified', 'verified'))`

/** Holds while nobody has changed the case since it was read and, for a merger, the other case is still open. */
export const whileUnchanged = (id: string, version: number, into: string | null): Guard =>
  into === null
    ? { from: UNCHANGED, values: [id, version] }
    : { from: UNCHANGED_AND_OTHER_OPEN, values: [id, version, into] }

const INSERT_EVENT = `INSERT INTO tip_off_events
    (id, tip_off_id, seq, kind, from_status, to_status, actor, staff_id, unit, said, note, happened_at)
  SELECT ?, ?, (SELECT COALESCE(MAX(seq), 0) + 1 FROM tip_off_events WHERE tip_off_id = ?), ?, ?, ?, 'staff', ?, ?, ?,
    ?, ?`

export type NewEvent = {
  id: string
  tipOffId: string
  /** `undo`: what was done to many cases at once was taken back. */
  move: MoveName | 'undo'
  from: Status
  to: Status
  staffId: string
  unit: string | null
  said: string | null
  note: string | null
  now: number
}

export const insertEvent = (db: Database, event: NewEvent, guard: Guard) =>
  db
    .prepare(INSERT_EVENT + ' ' + guard.from)
    .bind(
      ...[event.id, event.tipOffId, event.tipOffId, event.move, event.from, event.to, event.staffId],
      ...[event.unit, event.said, event.note, event.now, ...guard.values],
    )

const COLUMNS: Record<keyof Course, string> = {
  status: 'status',
  category: 'category',
  placeKind: 'place_kind',
  street: 'street',
  community: 'community',
  landmark: 'landmark',
  lng: 'lng',
  lat: 'lat',
  accuracyM: 'accuracy_m',
  grid: 'grid',
  unit: 'unit',
  dueAt: 'due_at',
  assignedAt: 'assigned_at',
  transfers: 'transfers',
  extensionUntil: 'extension_until',
  extendedCount: 'extended_count',
  backloggedAt: 'backlogged_at',
  backlogUntil: 'backlog_until',
  dueBeforeBacklog: 'due_before_backlog',
  rectifiedBy: 'rectified_by',
  closedAt: 'closed_at',
  closedDays: 'closed_days',
  rating: 'rating',
  reopenedCount: 'reopened_count',
  mergedInto: 'merged_into',
  questionOpen: 'question_open',
  publishedAt: 'published_at',
  publicText: 'public_text',
}
const PICTURES: Record<Change['pictures'], string[]> = {
  keep: [],
  clear: ['public_before_key = NULL', 'public_after_key = NULL'],
}
const AND_OTHER_OPEN = `AND EXISTS (SELECT 1 FROM tip_offs AS other
  WHERE other.number = ? AND other.status IN ('received', 'accepted', 'assigned', 'rectified', 'verified'))`

/**
 * The change itself, under the same condition as its event: the last statement of the batch, whose count decides.
 * Only what differs from `before` is set: each column named would rewrite every index it is in.
 */
export const recordChange = (
  db: Database,
  before: Course & { id: string; version: number },
  change: Change,
  into: string | null,
  now: number,
) => {
  const changed = (Object.keys(COLUMNS) as (keyof Course)[]).filter((name) => change[name] !== before[name])
  const sets = [...changed.map((name) => `${COLUMNS[name]} = ?`), ...PICTURES[change.pictures]]
  const condition = 'WHERE id = ? AND version = ? ' + (into === null ? '' : AND_OTHER_OPEN)
  const values = changed.map((name) => (typeof change[name] === 'boolean' ? Number(change[name]) : change[name]))
  const text = ['UPDATE tip_offs SET', [...sets, 'changed_at = ?', 'version = version + 1'].join(', '), condition]
  return db.prepare(text.join(' ')).bind(...values, now, before.id, before.version, ...(into === null ? [] : [into]))
}

const CONTACT = 'SELECT contact_sealed FROM tip_offs WHERE id = ?'

/** The sealed contact of a case; null when there is no case or none was left. */
export const findSealedContact = async (db: Database, id: string): Promise<string | null> =>
  (await db.prepare(CONTACT).bind(id).first<{ contact_sealed: string | null }>())?.contact_sealed ?? null
