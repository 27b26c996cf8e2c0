/** A point as GeoJSON writes it: longitude before latitude, in degrees. */
export type Position = readonly [lng: number, lat: number]
/** Rings of a polygon: the outer one, then its holes. */
export type Rings = readonly (readonly Position[])[]

/** The area of a grid as GeoJSON has it (RFC 7946, 3.1.6 and 3.1.7). */
export type Area = { type: 'Polygon'; coordinates: Rings } | { type: 'MultiPolygon'; coordinates: readonly Rings[] }

/**
 * Whether a ray from the point to the east crosses the ring an odd number of times. Of each edge the lower end counts
 * and the upper does not, so a point on a border that two grids share lies in exactly one of them.
 */
const inRing = ([lng, lat]: Position, ring: readonly Position[]): boolean => {
  let inside = false
  ring.forEach(([x, y], at) => {
    const [nextX, nextY] = ring[(at + 1) % ring.length]!
    if (y > lat !== nextY > lat && lng < crossing(x, y, nextX, nextY, lat)) inside = !inside
  })
  return inside
}

/** Where an edge meets the latitude; reckoned from its lower end, so that both neighbours of the edge find the same. */
const crossing = (x: number, y: number, nextX: number, nextY: number, lat: number): number =>
  y < nextY ? x + ((lat - y) / (nextY - y)) * (nextX - x) : nextX + ((lat - nextY) / (y - nextY)) * (x - nextX)

const inRings = (point: Position, [outer, ...holes]: Rings): boolean =>
  outer !== undefined && inRing(point, outer) && !holes.some((hole) => inRing(point, hole))

/** Whether the point lies in the area: within an outer ring and in none of its holes. A point that is no point does not. */
export const isWithin = (point: Position, area: Area): boolean =>
  area.type === 'Polygon' ? inRings(point, area.coordinates) : area.coordinates.some((rings) => inRings(point, rings))
