import { isVerifyKey } from '../domain/certificate.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Env } from '../http/app-types.ts'
import { publicCertificate, type PublicCertificate } from './certificate-view.ts'
import { findByKey } from './rows.ts'

/** What the QR on the paper leads to. The key holds 128 random bits: nobody finds a certificate by guessing. */
export async function verifyCertificate(env: Env, key: string): Promise<Outcome<PublicCertificate>> {
  const row = isVerifyKey(key) ? await findByKey(env.DB, key) : null
  return row ? done(await publicCertificate(env, row)) : refused('certificate.not_found')
}
