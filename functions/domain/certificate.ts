import * as v from 'valibot'
import { lines, MALFORMED } from './text.ts'

const secret = v.pipe(v.optional(v.string(MALFORMED), ''), v.maxLength(200, MALFORMED))

export const IssueInput = v.strictObject({ phone: secret, code: secret }, MALFORMED)
export type IssueInput = v.InferOutput<typeof IssueInput>

export const PrintInput = v.strictObject({ phone: secret, code: secret, number: secret }, MALFORMED)
export type PrintInput = v.InferOutput<typeof PrintInput>

export const RevokeInput = v.strictObject(
  {
    move: v.literal('revoke', MALFORMED),
    version: v.pipe(v.number(MALFORMED), v.safeInteger(MALFORMED), v.minValue(1, MALFORMED)),
    said: v.pipe(lines({ min: 4, max: 200 }, 'revoke_reason'), v.nonEmpty('revoke_reason.missing')),
  },
  MALFORMED,
)
export type RevokeInput = v.InferOutput<typeof RevokeInput>

/** One service on a certificate, as it stood when it was issued. `record` ties it to the record it was taken from. */
export type CertificateItem = { record: string; servedOn: string; title: string; centre: string; minutes: number }

/** `changed`: a record was corrected since, so that it says other hours now; `revoked`: it proves nothing any more. */
export const CERTIFICATE_STATES = ['valid', 'changed', 'revoked'] as const
export type CertificateState = (typeof CERTIFICATE_STATES)[number]

/** How a certificate stands; a revocation outweighs a change. */
export const certificateState = (now: { revoked: boolean; minutes: number; minutesNow: number }): CertificateState =>
  now.revoked ? 'revoked' : now.minutesNow === now.minutes ? 'valid' : 'changed'

/** Whether a text is a verify key as we make them: 16 bytes in base64url. */
export const isVerifyKey = (text: string): boolean => /^[A-Za-z0-9_-]{22}$/.test(text)
/** A certificate's number in what somebody typed: `C26-000001`, or null. */
export const readCertificateNumber = (typed: string): string | null => {
  const found = /^C?(\d{2})-?(\d{6,})$/.exec(typed.normalize('NFKC').replace(/\s/g, '').toUpperCase())
  return found && found[2]!.length <= 9 ? `C${found[1]}-${found[2]}` : null
}
