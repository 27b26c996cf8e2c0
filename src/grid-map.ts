import type { Area, Position, Rings } from '../functions/domain/grid.ts'

const WIDE = 600
type Feature = { properties: { id: string; name: string }; geometry: unknown }
export type DrawnGrid = { id: string; name: string; d: string; x: number; y: number }

const ringsOf = (area: Area): readonly Rings[] => (area.type === 'Polygon' ? [area.coordinates] : area.coordinates)

/** The centre of mass of a ring; of one without an area, its first point. */
const centreOf = (ring: readonly Position[]): Position => {
  let [twice, x, y] = [0, 0, 0]
  ring.forEach(([x1, y1], at) => {
    const [x2, y2] = ring[(at + 1) % ring.length]!
    const cross = x1 * y2 - x2 * y1
    twice += cross
    x += (x1 + x2) * cross
    y += (y1 + y2) * cross
  })
  return twice === 0 ? ring[0]! : [x / (3 * twice), y / (3 * twice)]
}

/**
 * GeoJSON areas as SVG paths, north above: 600 wide, whole numbers. A degree of longitude is shortened by the cosine of
 * the latitude, which within one district is as good as any projection. `x`, `y`: where a number stands in the area.
 */
export const drawGrids = (features: readonly Feature[]) => {
  const shapes = features.map(({ properties, geometry }) => ({ ...properties, parts: ringsOf(geometry as Area) }))
  const points = shapes.flatMap(({ parts }) => parts.flatMap((rings) => rings.flat()))
  const [lngs, lats] = [points.map(([lng]) => lng), points.map(([, lat]) => lat)]
  const [west, east, south, north] = [Math.min(...lngs), Math.max(...lngs), Math.min(...lats), Math.max(...lats)]
  const scale = WIDE / (east - west)
  const stretch = scale / Math.cos((((north + south) / 2) * Math.PI) / 180)
  const place = ([lng, lat]: Position): Position => [
    Math.round((lng - west) * scale) + 4,
    Math.round((north - lat) * stretch) + 4,
  ]
  const path = (ring: readonly Position[]) =>
    `M${ring
      .slice(0, -1)
      .map((point) => place(point).join(' '))
      .join('L')}Z`
  const areas = shapes.map(({ id, name, parts }): DrawnGrid => {
    const [x, y] = centreOf((parts[0]?.[0] ?? []).map(place))
    return { ...{ id, name, x: Math.round(x), y: Math.round(y) }, d: parts.flat().map(path).join('') }
  })
  return { width: WIDE + 8, height: Math.round((north - south) * stretch) + 8, areas }
}

export type Level = { from: number; to: number }

/** At most four steps of about the same width from one to the most; fewer where there are fewer numbers. */
export const levelsOf = (counts: readonly number[]): Level[] => {
  const most = Math.max(0, ...counts)
  const steps = Math.min(4, most)
  const end = (step: number) => Math.ceil((most * step) / steps)
  return Array.from({ length: steps }, (_, at) => ({ from: at === 0 ? 1 : end(at) + 1, to: end(at + 1) }))
}
/** Which step a number is on, from 1; 0 for none. */
export const levelOf = (levels: readonly Level[], n: number): number =>
  levels.findIndex(({ from, to }) => n >= from && n <= to) + 1
