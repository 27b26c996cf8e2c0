import type { RevokeInput } from '../domain/certificate.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Staff } from '../domain/staff.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import { deskCertificate, type DeskCertificate } from './certificate-view.ts'
import { findCertificate, recordRevocation, whileNotRevoked } from './rows.ts'

/**
 * Revokes a certificate for a reason that whoever checks it will read. `certificate.not_found`,
 * `certificate.already_revoked`, `certificate.changed_meanwhile`.
 */
export async function revokeCertificate(
  env: Env,
  id: string,
  { version, said }: RevokeInput,
  staff: Staff,
  asked: { requestId: string; now: number },
): Promise<Outcome<DeskCertificate>> {
  const act = { staff, action: 'certificate:revoke', object: { kind: 'certificate' as const, id }, ...asked }
  const refuse = async (code: string) => {
    await recordRefusal(env.DB, act, code)
    return refused(code)
  }
  if (!isUuid(id)) return refused('certificate.not_found')
  const row = await findCertificate(env.DB, id)
  if (!row) return refuse('certificate.not_found')
  if (row.revoked_at !== null) return refuse('certificate.already_revoked')
  const results = await env.DB.batch([
    recordAct(env.DB, { ...act, result: 'ok' }, whileNotRevoked(id, version)),
    recordRevocation(env.DB, id, version, said, asked.now),
  ])
  if (results.at(-1)?.meta.changes === 0) return refuse('certificate.changed_meanwhile')
  const revoked = await findCertificate(env.DB, id)
  return revoked ? done(deskCertificate(revoked)) : refused('certificate.not_found')
}
