import { DAY, shanghaiMidnight } from './shanghai-day.ts'

export type Place = { community: string; landmark: string; lng: number | null; lat: number | null }

const EARTH_M = 6_371_008.8
const radians = (degrees: number) => (degrees * Math.PI) / 180

/** Metres between two points on the ground (great circle; the mean radius of WGS-84). */
export const metresBetween = (a: { lng: number; lat: number }, b: { lng: number; lat: number }): number => {
  const north = Math.sin(radians(b.lat - a.lat) / 2) ** 2
  const east = Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.sin(radians(b.lng - a.lng) / 2) ** 2
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(north + east)))
}

/** A landmark as it is compared: width, case, blanks and punctuation make no other place of it. */
export const sameWords = (landmark: string): string =>
  landmark
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\p{P}\p{S}\p{Z}\s]/gu, '')

/**
 * Whether two reports are about one place: within so many metres, the boundary included; where either has no point, in
 * one community with the same words for the landmark.
 */
export const isSamePlace = (a: Place, b: Place, metres: number): boolean => {
  if (a.lng !== null && a.lat !== null && b.lng !== null && b.lat !== null) {
    return metresBetween({ lng: a.lng, lat: a.lat }, { lng: b.lng, lat: b.lat }) <= metres
  }
  const words = sameWords(a.landmark)
  return a.community === b.community && words !== '' && words === sameWords(b.landmark)
}

/** The earliest closing that still counts for a tip-off received at `at`: `days` days before by the calendar in China. */
export const closedSince = (at: number, days: number): number => shanghaiMidnight(at) - days * DAY

/** The cells of a thousandth of a degree that a circle of so many metres around a point may touch. */
export const cellsAround = ({ lng, lat }: { lng: number; lat: number }, metres: number) => {
  const north = (metres / EARTH_M) * (180 / Math.PI)
  const east = north / Math.max(0.01, Math.cos(radians(lat)))
  const cell = (degrees: number) => Math.trunc(degrees * 1000)
  const rows = Array.from({ length: cell(lat + north) - cell(lat - north) + 1 }, (_, n) => cell(lat - north) + n)
  return { rows, west: cell(lng - east), east: cell(lng + east) }
}
