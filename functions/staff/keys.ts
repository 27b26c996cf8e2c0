import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Env } from '../http/app-types.ts'

const encoder = new TextEncoder()

/** What each derived key is for; a new purpose is a new line here, so that no two purposes share a key. */
export type Purpose =
  | 'receipt'
  | 'receipt-hash'
  | 'submission'
  | 'photo-token'
  | 'vault'
  /** A volunteer's query code with their mobile; which person it is; what the spot shows; certificates' and feeds' keys. */
  | 'volunteer'
  | 'person'
  | 'spot-code'
  | 'order'
  /** Codes of those who appeal. */
  | 'appeal'
  | 'team'
  /** Codes of respondents and interviewers, submission keys; what is in the box until it is opened. */
  | 'survey'
  | 'survey-box'
  | 'totp'
  | 'session'
  /** One-time links and what they offer; the browser somebody signed in with before; passkeys' challenges; recovery codes. */
  | 'invitation'
  | 'device'
  | 'passkey'
  | 'recovery'
  | 'challenge'
  | 'limits'
  | 'demo'
  /** The links of the audit log's chain. */
  | 'audit'
  /** The lots by which closed cases are drawn for a look-back. */
  | 'look-back'

export type SealingPurpose = Extract<Purpose, 'vault' | 'totp' | 'survey-box'>

const derived = async (secret: string, purpose: Purpose): Promise<CryptoKey> => {
  if (secret.length < 43) throw new Error('PORTAL_SECRET must be 32 random bytes in base64url')
  const root = await crypto.subtle.importKey('raw', encoder.encode(secret), 'HKDF', false, ['deriveKey'])
  const sealing = purpose === 'vault' || purpose === 'totp' || purpose === 'survey-box'
  return crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: encoder.encode(`portal/${purpose}/1`) },
    root,
    sealing ? { name: 'AES-GCM', length: 256 } : { name: 'HMAC', hash: 'SHA-256', length: 256 },
    !sealing,
    sealing ? ['encrypt', 'decrypt'] : ['sign', 'verify'],
  )
}

/** Derives once for each secret and purpose of a process. */
const once = <T>(make: (secret: string, purpose: Purpose) => Promise<T>) => {
  const known = new Map<string, Promise<T>>()
  return (secret: string, purpose: Purpose): Promise<T> => {
    const name = `${purpose}:${secret}`
    const cached = known.get(name)
    if (cached) return cached
    const key = make(secret, purpose)
    known.set(name, key)
    return key
  }
}
const importKey = once(derived)
const macKey = once(
  async (secret, purpose) =>
    new Uint8Array((await crypto.subtle.exportKey('raw', await derived(secret, purpose))) as ArrayBuffer),
)

export const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')

/** The bytes of a base64url text, or null when it is not one. */
export const fromBase64url = (text: string): Uint8Array<ArrayBuffer> | null => {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) return null
  try {
    return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0))
  } catch {
    return null
  }
}

/**
 * HMAC-SHA-256 of the text under the key of that purpose: 32 bytes. Made by node:crypto, which answers at once:
 * WebCrypto sends each of the six that a tip-off needs to another thread, five times the work.
 */
export const hmac = async (secret: string, purpose: Purpose, text: string): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(
    createHmac('sha256', await macKey(secret, purpose))
      .update(text)
      .digest(),
  )

/** Whether `mac` is the HMAC of the text; compared in constant time. */
export const hmacHolds = async (
  secret: string,
  purpose: Purpose,
  text: string,
  mac: Uint8Array<ArrayBuffer>,
): Promise<boolean> => {
  const right = await hmac(secret, purpose, text)
  return mac.length === right.length && timingSafeEqual(mac, right)
}

/** A key that seals, by its name; the first has none. `portal-secret` itself sealed everything before keys were turned. */
type SealingKey = { kid: string; secret: string }
/** What sealing needs of the env: the root secret, and the keys that came after it. */
export type Keys = Pick<Env, 'PORTAL_SECRET' | 'SEALING_KEYS'>

const RING = /^k([1-9]\d{0,5}):([A-Za-z0-9_-]{43,})$/

/** The keys that seal, newest first; the root secret, which has no name, is the last. Throws when one is unreadable. */
const ringOf = ({ PORTAL_SECRET, SEALING_KEYS = '' }: Keys): SealingKey[] => {
  const named = SEALING_KEYS.split(/\s+/).filter(Boolean)
  const keys = named.map((text) => {
    const [, number, secret = ''] = RING.exec(text) ?? []
    if (number === undefined) throw new Error('SEALING_KEYS must be k1:<32 random bytes in base64url> k2:…')
    return { number: Number(number), kid: `k${number}`, secret }
  })
  return [...keys.sort((a, b) => b.number - a.number), { kid: '', secret: PORTAL_SECRET }]
}
const rings = new Map<string, SealingKey[]>()
const keysIn = (keys: Keys): SealingKey[] => {
  const name = `${keys.PORTAL_SECRET} ${keys.SEALING_KEYS ?? ''}`
  const known = rings.get(name)
  if (known) return known
  const ring = ringOf(keys)
  rings.set(name, ring)
  return ring
}

/** The name of the key that seals now; '' for the first. */
export const sealingKid = (keys: Keys): string => keysIn(keys)[0]!.kid

/**
 * Seals a text with AES-256-GCM under the newest key: `<kid>.` (the first key has none) and base64url of a random 12-byte
 * nonce and the ciphertext. `bound` ties it to its row.
 */
export const seal = async (keys: Keys, purpose: SealingPurpose, text: string, bound: string): Promise<string> => {
  const { kid, secret } = keysIn(keys)[0]!
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const algorithm = { name: 'AES-GCM', iv, additionalData: encoder.encode(bound) }
  const sealed = new Uint8Array(
    await crypto.subtle.encrypt(algorithm, await importKey(secret, purpose), encoder.encode(text)),
  )
  const whole = new Uint8Array(12 + sealed.length)
  whole.set(iv)
  whole.set(sealed, 12)
  return (kid && kid + '.') + base64url(whole)
}

/** The sealed text, or null when it was changed, bound to another row, or sealed with a key that is not there. */
export const unseal = async (
  keys: Keys,
  purpose: SealingPurpose,
  sealed: string,
  bound: string,
): Promise<string | null> => {
  const dot = sealed.indexOf('.')
  const kid = dot < 0 ? '' : sealed.slice(0, dot)
  const key = keysIn(keys).find((one) => one.kid === kid)
  const whole = fromBase64url(sealed.slice(dot + 1))
  if (!key || !whole || whole.length < 28) return null
  const algorithm = { name: 'AES-GCM', iv: whole.slice(0, 12), additionalData: encoder.encode(bound) }
  try {
    return new TextDecoder().decode(
      await crypto.subtle.decrypt(algorithm, await importKey(key.secret, purpose), whole.slice(12)),
    )
  } catch {
    return null
  }
}
