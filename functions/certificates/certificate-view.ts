import { certificateState, type CertificateItem } from '../domain/certificate.ts'
import { district } from '../district.ts'
import { maskName } from '../domain/mask-name.ts'
import type { Env } from '../http/app-types.ts'
import { unseal } from '../staff/keys.ts'
import type { CertificateRow } from './rows.ts'

const itemsOf = ({ items }: CertificateRow) => JSON.parse(items) as CertificateItem[]

/** The name it was issued to; empty when it was deleted on the volunteer's wish. */
const nameOn = async (env: Env, row: CertificateRow): Promise<string> =>
  (row.name_sealed && (await unseal(env, 'vault', row.name_sealed, row.id))) || ''

export const stateOf = (row: CertificateRow) =>
  certificateState({
    revoked: row.revoked_at !== null,
    minutes: row.minutes,
    minutesNow: row.minutes_now,
  })

/** What whoever holds the paper may check: whether it holds, of whom (masked) and for how much; nothing of what was done. */
export const publicCertificate = async (env: Env, row: CertificateRow) => ({
  number: row.number,
  name: maskName(await nameOn(env, row)),
  minutes: row.minutes,
  records: itemsOf(row).length,
  firstDay: row.first_day,
  lastDay: row.last_day,
  issuedAt: row.issued_at,
  issuer: district.office,
  state: stateOf(row),
  minutesNow: row.minutes_now,
  revokedAt: row.revoked_at,
  revokedSaid: row.revoked_said,
  replacedBy: row.replaced_by === null ? null : { number: row.replaced_by, key: row.replaced_key },
})
export type PublicCertificate = Awaited<ReturnType<typeof publicCertificate>>

/** Everything the paper says, for the volunteer whose it is. */
export const printedCertificate = async (env: Env, row: CertificateRow) => ({
  ...(await publicCertificate(env, row)),
  key: row.verify_key,
  name: await nameOn(env, row),
  volunteer: row.volunteer_number,
  items: itemsOf(row).map(({ servedOn, title, centre, minutes }) => ({ servedOn, title, centre, minutes })),
})
export type PrintedCertificate = Awaited<ReturnType<typeof printedCertificate>>

/** One line of the desk's list. */
export const deskCertificate = (row: CertificateRow) => ({
  id: row.id,
  number: row.number,
  key: row.verify_key,
  volunteer: row.volunteer_number,
  minutes: row.minutes,
  minutesNow: row.minutes_now,
  records: itemsOf(row).length,
  issuedAt: row.issued_at,
  state: stateOf(row),
  revokedAt: row.revoked_at,
  revokedSaid: row.revoked_said,
  replacedBy: row.replaced_by,
  version: row.version,
})
export type DeskCertificate = ReturnType<typeof deskCertificate>
