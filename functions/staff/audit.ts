import type { Guard } from '../db/guard.ts'
import type { Role } from '../domain/staff.ts'
import type { Database, Statement } from '../http/app-types.ts'

/** What an act is done on. */
export type ObjectKind =
  | 'tip_off'
  | 'photo'
  | 'staff'
  | 'outbox'
  | 'route'
  | 'activity'
  | 'shift'
  | 'sign_up'
  | 'volunteer'
  | 'service_record'
  | 'certificate'
  | 'team'
  | 'menu_item'
  | 'order'
  | 'survey'
  | 'code_sheet'
  | 'interviewer'
  | 'survey_text'
  | 'invitation'
  | 'passkey'
  | 'session'
  | 'routing_rule'
  | 'calendar_day'
  | 'slip'
  | 'appeal'
  | 'look_back'
  | 'saved_view'
  | 'channel'
  | 'audit'

/**
 * One act of staff for the audit log. `action` is `noun:verb`; `result` is 'ok' or 'refused:<issue code>'.
 * `detail` never holds what residents wrote or who they are.
 */
export type Act = {
  staff: { id: string; role: Role } | null
  action: string
  object: { kind: ObjectKind; id: string }
  result: string
  requestId: string
  now: number
  detail?: string | null
}

const INSERT_ACT =
  'INSERT INTO audit_events (id, happened_at, staff_id, role, action, object_kind, object_id, result, request_id, detail) SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?'

const valuesOf = (act: Act) => [
  crypto.randomUUID(),
  act.now,
  act.staff?.id ?? null,
  act.staff?.role ?? null,
  act.action,
  act.object.kind,
  act.object.id,
  act.result,
  act.requestId,
  act.detail ?? null,
]

/** The statement that records an act; with a guard, only while the guard's condition holds. For the act's own batch. */
export const recordAct = (db: Database, act: Act, guard?: Guard): Statement =>
  guard
    ? db.prepare(INSERT_ACT + ' ' + guard.from).bind(...valuesOf(act), ...guard.values)
    : db.prepare(INSERT_ACT).bind(...valuesOf(act))

/** Records that an act was refused, and why. */
export const recordRefusal = async (db: Database, act: Omit<Act, 'result'>, code: string): Promise<void> => {
  await recordAct(db, { ...act, result: 'refused:' + code }).run()
}

// What an act was done on by the number people know, beside the id: the case, or whose photo, shift, hours it was.
const LIST_ACTS = `SELECT audit_events.id, happened_at, staff.name AS by_name, audit_events.role, action, object_kind,
    object_id, result, request_id, detail, CASE object_kind
      WHEN 'slip' THEN (SELECT number FROM slips WHERE id = object_id)
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
      ELSE tip_offs.number END AS number
  FROM audit_events
    LEFT JOIN staff ON staff.id = audit_events.staff_id
    LEFT JOIN photos ON object_kind = 'photo' AND photos.id = object_id
    LEFT JOIN tip_offs ON tip_offs.id = CASE object_kind WHEN 'photo' THEN photos.tip_off_id ELSE object_id END
  WHERE (happened_at, audit_events.id) < (?, ?) ORDER BY happened_at DESC, audit_events.id DESC LIMIT ?`

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
}

/** Recorded acts before a point in time, newest first. */
export const listActs = async (db: Database, before: { at: number; id: string }, limit: number) =>
  (await db.prepare(LIST_ACTS).bind(before.at, before.id, limit).all<RecordedAct>()).results
