import type { Staff } from '../domain/staff.ts'
import type { Env } from '../http/app-types.ts'
import { centresJson } from '../staff/centre-scope.ts'
import { listOpenDisputes } from './record-rows.ts'
import { deskRecordView, type DeskRecordView } from './record-view.ts'

/** What volunteers say against their records and nobody has answered; a handler's are those of their centres. */
export async function listDisputes(env: Env, staff: Staff): Promise<{ disputes: DeskRecordView[] }> {
  return { disputes: (await listOpenDisputes(env.DB, centresJson(staff))).map(deskRecordView) }
}
