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
