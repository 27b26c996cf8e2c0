import { readCertificateNumber } from '../domain/certificate.ts'
import type { Env } from '../http/app-types.ts'
import { NEWEST, readCursor, writeCursor } from '../http/cursor.ts'
import { deskCertificate, type DeskCertificate } from './certificate-view.ts'
import * as rows from './rows.ts'

const PAGE = 30
export type CertificatesPage = { certificates: DeskCertificate[]; next: string | null }

/** The certificates issued so far, newest first, or the one of a number. */
export async function listCertificates(
  env: Env,
  asked: { after?: string | undefined; number?: string | undefined },
): Promise<CertificatesPage> {
  const typed = asked.number?.trim() ?? ''
  const number = typed === '' ? null : (readCertificateNumber(typed) ?? '')
  const found = await rows.listCertificates(env.DB, readCursor(asked.after) ?? NEWEST, number, PAGE + 1)
  const last = found[PAGE - 1]
  return {
    certificates: found.slice(0, PAGE).map(deskCertificate),
    next: found.length > PAGE && last ? writeCursor({ at: last.issued_at, id: last.id }) : null,
  }
}
