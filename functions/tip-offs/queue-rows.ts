import type { Colour } from '../domain/slip.ts'
import type { Database } from '../http/app-types.ts'
import type { TipOffRow } from './row.ts'

const TALLIES = 'SELECT received, accepted, assigned, rectified, verified, closed FROM queue_tallies WHERE scope = ?'

/** What a list of cases shows of each, in this order of the index. */
export const QUEUE_COLUMNS = `id, number, door, status, category, community, landmark, due_at, received_at, unit, photo_count,
    me_too_count, question_open, urgent_at, rebound_of, backlog_until, extension_until, assigned_at,
    version`
/** The gravest slip in its present unit's time that stands: how late the unit is; null where nobody has the case. */
export const slipOf = (cases: string) => `(SELECT CASE max(instr('white yellow red', colour)) WHEN 14 THEN 'red'
    WHEN 7 THEN 'yellow' WHEN 1 THEN 'white' END
  FROM slips WHERE tip_off_id = ${cases}.id AND term >= ${cases}.assigned_at AND ${cases}.status = 'assigned'
    AND withdrawn_at IS NULL) AS slip`
export type QueueRow = Pick<
  TipOffRow,
  | 'id'
  | 'number'
  | 'door'
  | 'status'
  | 'category'
  | 'community'
  | 'landmark'
  | 'due_at'
  | 'received_at'
  | 'unit'
  | 'photo_count'
  | 'me_too_count'
  | 'question_open'
  | 'urgent_at'
  | 'rebound_of'
  | 'backlog_until'
  | 'extension_until'
  | 'version'
> & { slip: Colour | null }
export type Tallies = Record<'received' | 'accepted' | 'assigned' | 'rectified' | 'verified' | 'closed', number>

const OPEN = "status IN ('received', 'accepted', 'assigned', 'rectified', 'verified')"
const BY_DUE = '(due_at, id) > (?3, ?4) AND due_at < ?5 ORDER BY due_at, id'
const BY_DUE_BACK = '(due_at, id) < (?3, ?4) ORDER BY due_at DESC, id DESC'

/**
 * The ways through the cases: each walks an index from where the last page ended, and ends in an order people asked for.
 * ?1 the place on the way (a unit, a street, a group), ?2 the status; what a way does not use, the conditions below do.
 */
const WAYS = {
  open: `INDEXED BY tip_offs_queue WHERE ${OPEN} AND ${BY_DUE}`,
  status: `INDEXED BY tip_offs_by_status WHERE status = ?2 AND ${BY_DUE}`,
  closed: `INDEXED BY tip_offs_by_status WHERE status = 'closed' AND ${BY_DUE_BACK}`,
  unit_open: `INDEXED BY tip_offs_unit_queue WHERE unit = ?1 AND ${OPEN} AND ${BY_DUE}`,
  unit_status: `INDEXED BY tip_offs_by_unit WHERE unit = ?1 AND status = ?2 AND ${BY_DUE}`,
  unit_closed: `INDEXED BY tip_offs_by_unit WHERE unit = ?1 AND status = 'closed' AND ${BY_DUE_BACK}`,
  street: `INDEXED BY tip_offs_open_by_street WHERE street = ?1 AND ${OPEN} AND ${BY_DUE}`,
  group: `INDEXED BY tip_offs_open_by_group WHERE category_group = ?1 AND ${OPEN} AND ${BY_DUE}`,
  // Case numbers count up with time, and their index is there anyway.
  newest: 'WHERE number < ?4 AND number >= ?1 ORDER BY number DESC',
  urgent: `INDEXED BY tip_offs_urgent WHERE urgent_at IS NOT NULL AND ${OPEN} AND ${BY_DUE}`,
  me_too: `INDEXED BY tip_offs_by_me_too WHERE me_too_count > 0 AND (me_too_count, id) < (?3, ?4)
    ORDER BY me_too_count DESC, id DESC`,
} as const
export type Way = keyof typeof WAYS

/** What is asked of each case on the way; null asks nothing. */
export const CONDITIONS = `(?8 IS NULL OR status = ?8) AND (?9 IS NULL OR category = ?9) AND (?10 IS NULL OR category_group = ?10)
  AND (?11 IS NULL OR street = ?11) AND (?12 IS NULL OR community = ?12) AND (?13 IS NULL OR unit = ?13)
  AND (?14 IS NULL OR door = ?14) AND (?15 IS NULL OR question_open = 1) AND (?16 IS NULL OR photo_count > 0)
  AND (?17 IS NULL OR received_at >= ?17) AND (?18 IS NULL OR received_at < ?18) AND (?19 IS NULL OR ${OPEN})
  AND (?21 IS NULL OR (urgent_at IS NOT NULL) = ?21) AND (?22 IS NULL OR rebound_of IS NOT NULL)
  AND (?23 IS NULL OR backlog_until IS NOT NULL)
  AND (?20 IS NULL OR due_at >= ?20) AND (?5 IS NULL OR due_at < ?5)`
export type Conditions = {
  status: string | null
  category: string | null
  group: string | null
  street: string | null
  community: string | null
  unit: string | null
  door: string | null
  question: true | null
  photo: true | null
  /** Only the urgent ones, or only the others. */
  urgent: 1 | 0 | null
  rebound: true | null
  backlog: true | null
  receivedFrom: number | null
  receivedTo: number | null
  open: true | null
  dueFrom: number | null
  dueTo: number | null
}

const eachWay = <T>(make: (way: string) => T) =>
  Object.fromEntries(Object.entries(WAYS).map(([name, way]) => [name, make(way)])) as Record<Way, T>
// ?6 so many at most are shown, of ?7 that are looked at. The inner list is read only as far as the outer needs it.
const PAGES = eachWay(
  (way) => `SELECT *, ${slipOf('walk')} FROM (
    SELECT ${QUEUE_COLUMNS}, street, category_group FROM tip_offs ${way} LIMIT ?7
  ) AS walk WHERE ${CONDITIONS} LIMIT ?6`,
)
const ENDS = eachWay((way) => `SELECT id, number, due_at, me_too_count FROM tip_offs ${way} LIMIT 1 OFFSET ?6 - 1`)

const BY_NUMBER = `SELECT ${QUEUE_COLUMNS}, ${slipOf('tip_offs')} FROM tip_offs WHERE number = ?1 AND (?2 IS NULL
  OR unit = ?2 OR EXISTS (SELECT 1 FROM tip_off_joint_units AS helping WHERE tip_off_id = tip_offs.id AND helping.unit = ?2))`

/** How many cases stand in each state, kept by triggers: one row. */
export const findTallies = async (db: Database, scope: string | null): Promise<Tallies> =>
  (await db
    .prepare(TALLIES)
    .bind(scope ?? 'all')
    .first<Tallies>()) ?? { received: 0, accepted: 0, assigned: 0, rectified: 0, verified: 0, closed: 0 }

/** The one case with this number, in whatever state; within a scope, one the unit has or helps with. */
export const listByNumber = async (db: Database, number: string, scope: string | null): Promise<QueueRow[]> =>
  (await db.prepare(BY_NUMBER).bind(number, scope).all<QueueRow>()).results

/** Where a page begins: the order's value and the id (by number: the number) of the last case before it. */
export type Start = { at: number; id: string }
export type Walk = { way: Way; place: string | null; status: string | null; start: Start; dueTo: number }

const valuesOf = ({ place, status, start, dueTo }: Walk) => [place, status, start.at, start.id, dueTo]

/** One page on the way: so many cases at most that meet the conditions, of so many that are looked at. */
export const listQueue = async (
  db: Database,
  walk: Walk,
  conditions: Conditions,
  shown: number,
  walked: number,
): Promise<QueueRow[]> =>
  (
    await db
      .prepare(PAGES[walk.way])
      .bind(...valuesOf(walk), shown, walked, ...conditionValues(conditions))
      .all<QueueRow>()
  ).results

/** The case at which so long a walk ends, or null when the way ends before. */
export const findEndOfWalk = (db: Database, walk: Walk, walked: number) =>
  db
    .prepare(ENDS[walk.way])
    .bind(...valuesOf(walk), walked)
    .first<Pick<QueueRow, 'id' | 'number' | 'due_at' | 'me_too_count'>>()

/** In the order of the conditions' parameters; the end of the deadlines is the way's own ?5. */
export const conditionValues = (c: Conditions) => [
  ...[c.status, c.category, c.group, c.street, c.community, c.unit, c.door, c.question, c.photo],
  ...[c.receivedFrom, c.receivedTo, c.open, c.dueFrom, c.urgent, c.rebound, c.backlog],
]
