import { refused } from '../domain/outcome.ts'

/**
 * What we take: bytes per photo (10 MiB), pixels in all (40 megapixels), pixels per side, photos per report.
 * A decoder needs four bytes a pixel, so a small file that claims a huge canvas is refused by its header.
 */
export const PHOTO = { maxBytes: 10 * 1024 * 1024, maxPixels: 40_000_000, maxSide: 12_000, maxCount: 6 } as const

/** Segments or chunks in one file: a PNG of 12 000 rows may hold one for each; more only keep a server busy. */
export const MAX_PARTS = 20_000

/** A photo without its past. `width` and `height` are pixels as a person sees them, after orientation. */
export type CleanPhoto = {
  bytes: Uint8Array<ArrayBuffer>
  type: 'image/jpeg' | 'image/png' | 'image/webp'
  width: number
  height: number
}

/** Zero counts as too many: neither can be shown. */
export const tooManyPixels = (width: number, height: number): boolean =>
  width < 1 || height < 1 || width > PHOTO.maxSide || height > PHOTO.maxSide || width * height > PHOTO.maxPixels

export const refusedAsBroken = () => refused('photo.broken')

export const refusedAsAnimated = () => refused('photo.animated')

export const refusedAsTooManyPixels = () =>
  refused('photo.too_many_pixels', undefined, { megapixels: PHOTO.maxPixels / 1_000_000, side: PHOTO.maxSide })

export const refusedAsTooBig = () => refused('photo.too_big', undefined, { megabytes: PHOTO.maxBytes / 1024 / 1024 })
