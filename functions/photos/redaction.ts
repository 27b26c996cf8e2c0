import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Env } from '../http/app-types.ts'
import { base64url } from '../staff/keys.ts'
import { inspectPhoto } from './inspect-photo.ts'
import type { CleanPhoto } from './photo.ts'
import { newStorageKey } from './shelve-photo.ts'

/** Pixels on the longer side of a public list picture. */
const THUMB_SIDE = 800

const jpegOf = (bytes: Uint8Array): Outcome<CleanPhoto> => {
  const inspected = inspectPhoto(bytes)
  return inspected.ok && inspected.value.type !== 'image/jpeg' ? refused('photo.wrong_type') : inspected
}

export type Rendition = { key: string; thumbKey: string }

/**
 * Puts the redacted picture and its small one on the public shelf, under new keys. Refusals: those of `inspectPhoto`,
 * `photo.thumb_too_big`, and `photo.not_redacted` for the very bytes of the original.
 */
export const shelveRendition = async (
  env: Env,
  full: Uint8Array,
  thumb: Uint8Array,
  original: { sha256: string },
): Promise<Outcome<Rendition>> => {
  const [large, small] = [jpegOf(full), jpegOf(thumb)]
  if (!large.ok) return large
  if (!small.ok) return small
  if (Math.max(small.value.width, small.value.height) > THUMB_SIDE) return refused('photo.thumb_too_big')
  const sums = await Promise.all(
    [large.value, small.value].map(async ({ bytes }) =>
      base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))),
    ),
  )
  if (sums.includes(original.sha256)) return refused('photo.not_redacted')
  const rendition = { key: newStorageKey('image/jpeg', 'public'), thumbKey: newStorageKey('image/jpeg', 'public') }
  const options = { httpMetadata: { contentType: 'image/jpeg' } }
  await env.PHOTOS.put(rendition.key, large.value.bytes, options)
  await env.PHOTOS.put(rendition.thumbKey, small.value.bytes, options)
  return done(rendition)
}
