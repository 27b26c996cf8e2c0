import { pairsIn } from './search-words.ts'

/** Two reports this near to each other are of one place. */
export const SAME_PLACE_M = 80

type Place = { landmark: string; lng: number | null; lat: number | null }
const METRES_PER_DEGREE = 111_320

/** Metres between two places, to a metre, or null where one of them is not known. Flat earth: a district is small. */
export const metresBetween = (one: Place, other: Place): number | null => {
  if (one.lng === null || one.lat === null || other.lng === null || other.lat === null) return null
  const north = (one.lat - other.lat) * METRES_PER_DEGREE
  const east = (one.lng - other.lng) * METRES_PER_DEGREE * Math.cos((one.lat * Math.PI) / 180)
  return Math.round(Math.hypot(north, east))
}

/** Whether two landmarks are much the same words: half of the shorter one's pairs of characters stand in the other. */
const saysTheSame = (one: string, other: string): boolean => {
  const [short, long] = [pairsIn(one).split(' '), pairsIn(other).split(' ')].sort((a, b) => a.length - b.length)
  const shared = short!.filter((pair) => pair !== '' && long!.includes(pair)).length
  return shared > 0 && shared * 2 >= short!.length
}

/** Whether two reports of one community are of the same place: near each other, or, where one has no point, by their words. */
export const isSamePlace = (one: Place, other: Place): boolean => {
  const metres = metresBetween(one, other)
  return metres === null ? saysTheSame(one.landmark, other.landmark) : metres <= SAME_PLACE_M
}
