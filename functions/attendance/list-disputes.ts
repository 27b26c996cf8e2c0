import { centres } from '../district.ts'
import { scopeOf, type Staff } from '../domain/staff.ts'
import type { Env } from '../http/app-types.ts'
import { listOpenDisputes } from './record-rows.ts'
import { deskRecordView, type DeskRecordView } from './record-view.ts'

/** What volunteers say against their records and nobody has answered; a handler's are those of their centres. */
export async function listDisputes(env: Env, staff: Staff): Promise<{ disputes: DeskRecordView[] }> {
  const unit = scopeOf(staff)
  const mine = unit === null ? null : centres.filter((centre) => centre.unit === unit).map(({ id }) => id)
  return { disputes: (await listOpenDisputes(env.DB, mine)).map(deskRecordView) }
}
