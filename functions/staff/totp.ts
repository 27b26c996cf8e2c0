import { Secret, TOTP } from 'otpauth'

const PERIOD_SECONDS = 30

const totp = (base32: string, account = '') =>
  new TOTP({
    issuer: '文明同行',
    label: account,
    algorithm: 'SHA1',
    digits: 6,
    period: PERIOD_SECONDS,
    secret: Secret.fromBase32(base32),
  })

/** A new secret of 160 bits, in base32 as authenticator apps take it. */
export const newTotpSecret = (random: Uint8Array<ArrayBuffer>): string => new Secret({ buffer: random.buffer }).base32

/** What an authenticator app scans. */
export const totpUri = (base32: string, account: string): string => totp(base32, account).toString()

/** The code an authenticator app shows at that time. */
export const totpCode = (base32: string, now: number): string => totp(base32).generate({ timestamp: now })

/** The time step the code belongs to, one step of clock skew either way (RFC 6238), or null when it is wrong. */
export const totpStep = (base32: string, code: string, now: number): number | null => {
  const delta = totp(base32).validate({ token: code, timestamp: now, window: 1 })
  return delta === null ? null : Math.floor(now / 1000 / PERIOD_SECONDS) + delta
}
