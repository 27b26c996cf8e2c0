import grids from '../../content/district/grids.json' with { type: 'json' }
import posts from '../../content/district/posts.json' with { type: 'json' }
import { type Area, isWithin } from '../domain/grid.ts'

/** The smallest area somebody answers for, with the name of the post and who holds it. */
export type Grid = {
  id: string
  name: string
  name_en: string
  community: string
  street: string
  post: string
  keeper: string
}

const features = grids.features.map(({ properties, geometry }) => ({
  grid: properties as Grid,
  area: geometry as unknown as Area,
}))
const gridById = new Map(features.map(({ grid }) => [grid.id, grid]))

/** Every grid of the district, as content/district/grids.json has them now. */
export const allGrids: readonly Grid[] = features.map(({ grid }) => grid)
/** The grid with this id, or null: grids are redrawn, and a case may name one that is gone. */
export const findGrid = (id: string): Grid | null => gridById.get(id) ?? null
export const gridsOf = (community: string): Grid[] => allGrids.filter((grid) => grid.community === community)

/** The grid the point lies in, or null outside of all. Longitude and latitude in degrees (WGS-84). */
export const gridAt = (lng: number, lat: number): Grid | null =>
  features.find(({ area }) => isWithin([lng, lat], area))?.grid ?? null

/** A phone that knows its place no better than this many metres does not say which grid it is. */
const SURE_M = 200

/** The grid of a case by where the phone was; null without a position, or when it is too vague to say. */
export const gridOfPosition = (
  position: { lng: number; lat: number; accuracy: number | null } | null,
): string | null =>
  position === null || (position.accuracy ?? 0) > SURE_M ? null : (gridAt(position.lng, position.lat)?.id ?? null)

type Placed = { grid: string | null; lng: number | null; lat: number | null; accuracy_m: number | null }

/** The grid a case lies in by the map as it is now: the one it was filed in, or, where that is gone, that of its position. */
export const gridNow = ({ grid, lng, lat, accuracy_m }: Placed): Grid | null => {
  const kept = grid === null ? null : findGrid(grid)
  if (kept || lng === null || lat === null) return kept
  const now = gridOfPosition({ lng, lat, accuracy: accuracy_m })
  return now === null ? null : findGrid(now)
}

/** Who answers for a road, a street, a lane or a building (路长, 街长, 巷长, 楼长). */
export type Post = { id: string; name: string; post: string; keeper: string }

/** The posts whose road or building a case's landmark names, within the communities it runs through. */
export const postsAt = (community: string, landmark: string): Post[] =>
  posts
    .filter((one) => one.communities.includes(community) && one.words.some((word) => landmark.includes(word)))
    .map(({ id, name, post, keeper }) => ({ id, name, post, keeper }))
