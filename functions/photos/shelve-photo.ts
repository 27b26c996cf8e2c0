import { done, type Outcome } from '../domain/outcome.ts'
import { base32 } from '../domain/receipt.ts'
import { DAY, toTheMinute } from '../domain/shanghai-day.ts'
import type { Env } from '../http/app-types.ts'
import { base64url } from '../staff/keys.ts'
import { inspectPhoto } from './inspect-photo.ts'
import { photoToken, type ShelvedPhoto } from './photo-token.ts'

/** How long a shelved picture waits for its tip-off. */
export const WAITS = DAY
const ENDINGS: Record<string, string> = { 'image/jpeg': 'jpg', 'image/png': 'png', 'image/webp': 'webp' }

/** A key nobody can guess, and that says nothing: 160 random bits and the ending of the type. */
export const newStorageKey = (type: string, folder: 'tip-offs' | 'public' = 'tip-offs'): string =>
  `${folder}/${base32(crypto.getRandomValues(new Uint8Array(20))).toLowerCase()}.${ENDINGS[type] ?? 'bin'}`

/** The type a storage key's ending stands for. */
export const typeOfKey = (key: string): string =>
  Object.keys(ENDINGS).find((type) => key.endsWith(`.${ENDINGS[type]}`)) ?? 'application/octet-stream'

const sumOf = async (clean: Uint8Array): Promise<string> =>
  base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', clean as Uint8Array<ArrayBuffer>)))

/** The sum a picture gets on the shelf, or null when it is none: whether it is the one that came before. */
export const photoSum = async (bytes: Uint8Array): Promise<string | null> => {
  const inspected = inspectPhoto(bytes)
  return inspected.ok ? sumOf(inspected.value.bytes) : null
}

/** Cleans a picture and puts it on the shelf; it belongs to no case yet. Refusals are those of `inspectPhoto`. */
export const shelvePhoto = async (env: Env, bytes: Uint8Array, now: number): Promise<Outcome<ShelvedPhoto>> => {
  const inspected = inspectPhoto(bytes)
  if (!inspected.ok) return inspected
  const { bytes: clean, type, width, height } = inspected.value
  const sha256 = await sumOf(clean)
  const key = newStorageKey(type)
  await env.PHOTOS.put(key, clean, { httpMetadata: { contentType: type } })
  return done({ key, type, size: clean.length, width, height, sha256, exp: toTheMinute(now + WAITS) })
}

/** As `shelvePhoto`, for somebody who will file it: the token that stands for it, and its measures. */
export const shelveForTipOff = async (env: Env, bytes: Uint8Array, now: number) => {
  const shelved = await shelvePhoto(env, bytes, now)
  if (!shelved.ok) return shelved
  const { width, height, size } = shelved.value
  return done({ token: await photoToken(env.PORTAL_SECRET, shelved.value), width, height, size })
}
