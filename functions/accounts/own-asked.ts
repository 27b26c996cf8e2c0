import type { Staff } from '../domain/staff.ts'
import type { RelyingParty } from '../domain/relying-party.ts'
import type { Session } from '../http/app-types.ts'

/** Somebody who sets something of their own account: who, in which session, for which portal's address. */
export type Own = { staff: Staff; session: Session; party: RelyingParty | null; requestId: string; now: number }

/** The audit row of an act on one's own account. */
export const ownAct = ({ staff, requestId, now }: Own, action: string) => ({
  staff,
  action,
  object: { kind: 'staff' as const, id: staff.id },
  requestId,
  now,
})
