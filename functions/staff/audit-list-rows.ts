import { type AuditFilter, periodOf } from '../domain/audit-filter.ts'
import type { Role } from '../domain/staff.ts'
import type { Cursor } from '../http/cursor.ts'
import type { Database } from '../http/app-types.ts'

// What an act was done on by the number people know, beside the id: the case, or whose photo, shift, hours it was; and the
// unit that a case went to with it, which stands in the case's own history.
const COLUMNS = `SELECT audit_events.id, happened_at, staff.name AS by_name, audit_events.role, action, object_kind,
    object_id, result, request_id, detail, CASE object_kind
      WHEN 'slip' THEN (SELECT number FROM slips WHERE id = object_id)
      WHEN 'look_back' THEN (SELECT number FROM look_backs JOIN tip_offs ON tip_offs.id = tip_off_id WHERE look_backs.id = object_id)
      WHEN 'appeal' THEN (SELECT number FROM appeals WHERE id = object_id)
      WHEN 'calendar_day' THEN object_id
      WHEN 'activity' THEN (SELECT number FROM activities WHERE id = object_id)
      WHEN 'shift' THEN (SELECT number FROM shifts JOIN activities ON activities.id = activity_id WHERE shifts.id = object_id)
      WHEN 'volunteer' THEN (SELECT number FROM volunteers WHERE id = object_id)
      WHEN 'sign_up' THEN (SELECT number FROM sign_ups JOIN volunteers ON volunteers.id = volunteer_id WHERE sign_ups.id = object_id)
      WHEN 'service_record' THEN (SELECT number FROM service_records JOIN volunteers ON volunteers.id = volunteer_id
        WHERE service_records.id = object_id)
      WHEN 'certificate' THEN (SELECT number FROM certificates WHERE id = object_id)
      WHEN 'team' THEN (SELECT name FROM teams WHERE id = object_id)
      WHEN 'menu_item' THEN (SELECT number FROM menu_items WHERE id = object_id)
      WHEN 'order' THEN (SELECT number FROM orders WHERE id = object_id)
      WHEN 'survey' THEN (SELECT title FROM surveys WHERE id = object_id)
      WHEN 'code_sheet' THEN (SELECT title FROM survey_code_sheets JOIN surveys ON surveys.id = survey_id WHERE survey_code_sheets.id = object_id)
      WHEN 'interviewer' THEN (SELECT name FROM survey_interviewers WHERE id = object_id)
      WHEN 'staff' THEN (SELECT name FROM staff AS one WHERE one.id = object_id)
      WHEN 'survey_text' THEN (SELECT title FROM survey_texts JOIN surveys ON surveys.id = survey_id WHERE survey_texts.id = object_id)
      ELSE tip_offs.number END AS number,
    CASE WHEN action IN ('tip_off:assign', 'tip_off:transfer', 'tip_off:joint', 'tip_off:unjoint') THEN
      (SELECT event.unit FROM tip_off_events AS event WHERE event.tip_off_id = object_id
        AND event.happened_at = audit_events.happened_at AND event.staff_id = audit_events.staff_id) END AS unit
  FROM audit_events
    LEFT JOIN staff ON staff.id = audit_events.staff_id
    LEFT JOIN photos ON object_kind = 'photo' AND photos.id = object_id
    LEFT JOIN tip_offs ON tip_offs.id = CASE object_kind WHEN 'photo' THEN photos.tip_off_id ELSE object_id END`
const ORDER = 'ORDER BY happened_at DESC, audit_events.id DESC LIMIT ?'
const FIND_CASE = 'SELECT id FROM tip_offs WHERE number = ?'
const PEOPLE = `SELECT id, name, role, disabled_at IS NOT NULL AS disabled FROM staff ORDER BY disabled_at IS NOT NULL, name LIMIT 500`

// A case's photos and slips are the case's.
const OF_CASE = `(object_kind = 'tip_off' AND object_id = ?
  OR object_kind = 'photo' AND object_id IN (SELECT id FROM photos WHERE tip_off_id = ?)
  OR object_kind = 'slip' AND object_id IN (SELECT id FROM slips WHERE tip_off_id = ?))`

export type RecordedAct = {
  id: string
  happened_at: number
  by_name: string | null
  role: Role | null
  action: string
  object_kind: string
  object_id: string
  result: string
  request_id: string
  detail: string | null
  number: string | null
  unit: string | null
}
type Condition = { sql: string; values: (string | number)[] }

const onObject = (object: string): Condition => {
  const [kind = '', id = ''] = object.split(':')
  if (kind === 'tip_off') return { sql: OF_CASE, values: [id, id, id] }
  return { sql: 'object_kind = ? AND object_id = ?', values: [kind, id] }
}

/** What a filter asks of the rows, behind a point in time. Every part of it ends in an index (audit-list.test.ts). */
export const conditionsOf = (filter: AuditFilter, behind: Cursor): Condition => {
  const { since, before } = periodOf(filter)
  const parts: (Condition | false)[] = [
    { sql: '(happened_at, audit_events.id) < (?, ?)', values: [behind.at, behind.id] },
    filter.who !== '' &&
      (filter.who === 'stranger'
        ? { sql: 'audit_events.staff_id IS NULL', values: [] }
        : { sql: 'audit_events.staff_id = ?', values: [filter.who] }),
    filter.act !== '' && { sql: 'action = ?', values: [filter.act] },
    filter.object !== '' && onObject(filter.object),
    since !== null && { sql: 'happened_at >= ?', values: [since] },
    before !== null && { sql: 'happened_at < ?', values: [before] },
    filter.result !== '' && { sql: filter.result === 'ok' ? "result = 'ok'" : "result <> 'ok'", values: [] },
  ]
  const asked = parts.filter((part) => part !== false)
  return { sql: asked.map(({ sql }) => sql).join(' AND '), values: asked.flatMap(({ values }) => values) }
}

/** The statement for a page of the log; also what its plan is read from. */
export const listing = (filter: AuditFilter, behind: Cursor, limit: number): Condition => {
  const { sql, values } = conditionsOf(filter, behind)
  return { sql: `${COLUMNS} WHERE ${sql} ${ORDER}`, values: [...values, limit] }
}

/** Recorded acts of this filter behind a point in time, newest first. */
export const listActs = async (db: Database, filter: AuditFilter, behind: Cursor, limit: number) => {
  const { sql, values } = listing(filter, behind, limit)
  return (
    await db
      .prepare(sql)
      .bind(...values)
      .all<RecordedAct>()
  ).results
}

/** The id of the case with this number. */
export const findCaseId = async (db: Database, number: string): Promise<string | null> =>
  (await db.prepare(FIND_CASE).bind(number).first<{ id: string }>())?.id ?? null

/** Everybody who has or had an account, to choose from. */
export const listPeople = async (db: Database): Promise<{ id: string; name: string; role: Role; disabled: 0 | 1 }[]> =>
  (await db.prepare(PEOPLE).all<{ id: string; name: string; role: Role; disabled: 0 | 1 }>()).results
