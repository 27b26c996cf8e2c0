import fc from 'fast-check'
import { expect, test } from 'vitest'
import grids from '../../content/district/grids.json' with { type: 'json' }
import posts from '../../content/district/posts.json' with { type: 'json' }
import streets from '../../content/district/streets.json' with { type: 'json' }
import { type Area, isWithin, type Position, type Rings } from '../../functions/domain/grid.ts'
import { gridAt, gridOfPosition, postsAt } from '../../functions/routing/grids.ts'

const square = (west: number, south: number, size: number): Position[] => [
  [west, south],
  [west + size, south],
  [west + size, south + size],
  [west, south + size],
  [west, south],
]
const areas = grids.features.map(({ geometry }) => geometry as unknown as Area)

test('a point in the hole of a grid lies outside, and inside again on the island within', () => {
  const withHole: Rings = [square(0, 0, 10), square(2, 2, 6)]
  const ring: Area = { type: 'Polygon', coordinates: withHole }
  const withIsland: Area = { type: 'MultiPolygon', coordinates: [withHole, [square(4, 4, 2)]] }
  expect([isWithin([1, 1], ring), isWithin([5, 5], ring), isWithin([11, 5], ring)]).toEqual([true, false, false])
  expect([isWithin([5, 5], withIsland), isWithin([3, 3], withIsland)]).toEqual([true, false])
})

test('what is no point, and an area without rings, lies nowhere', () => {
  const area: Area = { type: 'Polygon', coordinates: [square(0, 0, 10)] }
  const none: Position[] = [
    [Number.NaN, 1],
    [1, Number.NaN],
    [Number.POSITIVE_INFINITY, 1],
    [1, Number.NEGATIVE_INFINITY],
  ]
  for (const point of none) expect(isWithin(point, area)).toBe(false)
  expect(isWithin([1, 1], { type: 'Polygon', coordinates: [] })).toBe(false)
  expect(isWithin([1, 1], { type: 'MultiPolygon', coordinates: [] })).toBe(false)
})

test('a point on the border of two grids lies in exactly one of them, whichever way each ring runs', () => {
  const unit = fc.integer({ min: -20, max: 20 })
  const apart = fc.array(fc.tuple(unit, unit), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(apart, fc.tuple(unit, unit), fc.boolean(), (bends, [x, y], turned) => {
      // A square cut in two by a line that wanders from its south to its north, at the heights between.
      const cut = [...new Set(bends.map(([, height]) => height))].sort((a, b) => a - b)
      const line: Position[] = [[0, -21], ...cut.map((height, at): Position => [bends[at]![0], height]), [0, 21]]
      const west: Position[] = [[-21, -21], ...line, [-21, 21], [-21, -21]]
      const east: Position[] = [[21, -21], ...line, [21, 21], [21, -21]]
      const halves = [west, turned ? east.toReversed() : east].map((ring): Area => ({
        type: 'Polygon',
        coordinates: [ring],
      }))
      for (const point of [[x, y] as Position, ...line.slice(1, -1)]) {
        expect(halves.filter((half) => isWithin(point, half)).length).toBe(1)
      }
    }),
  )
})

test('wherever a point of the district is, at most one grid holds it, and it is the one the app finds', () => {
  const lng = fc.integer({ min: 10_999_000, max: 11_013_000 }).map((steps) => steps / 100_000)
  const lat = fc.integer({ min: 2_999_000, max: 3_009_000 }).map((steps) => steps / 100_000)
  let inside = 0
  fc.assert(
    fc.property(lng, lat, (east, north) => {
      const holding = grids.features.filter((_, at) => isWithin([east, north], areas[at]!))
      expect(holding.length).toBeLessThanOrEqual(1)
      expect(gridAt(east, north)?.id ?? null).toBe(holding[0]?.properties.id ?? null)
      inside += holding.length
    }),
    { numRuns: 400, seed: 20261124 },
  )
  expect(inside).toBeGreaterThan(100)
})

test('the middle of each grid is found to be its own, and a vague position is none', () => {
  for (const { properties, geometry } of grids.features) {
    const ring = geometry.coordinates[0]!.slice(0, -1)
    const mean = (axis: 0 | 1) => ring.reduce((sum, point) => sum + point[axis]!, 0) / ring.length
    const [lng, lat] = [mean(0), mean(1)]
    expect(gridAt(lng, lat)?.id).toBe(properties.id)
    expect(gridOfPosition({ lng, lat, accuracy: 30 })).toBe(properties.id)
    expect(gridOfPosition({ lng, lat, accuracy: null })).toBe(properties.id)
    expect(gridOfPosition({ lng, lat, accuracy: 900 })).toBeNull()
  }
  expect(gridOfPosition(null)).toBeNull()
})

test('grids and posts name communities of the district, each by an id of its own', () => {
  const communities = streets.flatMap((street) => street.communities.map(({ id }) => `${street.id} ${id}`))
  for (const { properties } of grids.features)
    expect(communities).toContain(`${properties.street} ${properties.community}`)
  const names = communities.map((one) => one.split(' ')[1])
  for (const post of posts) for (const one of post.communities) expect(names).toContain(one)
  for (const list of [grids.features.map(({ properties }) => properties.id), posts.map(({ id }) => id)]) {
    expect(new Set(list).size).toBe(list.length)
  }
})

test('a road in the landmark brings its keeper, in the communities it runs through and no others', () => {
  expect(postsAt('chenguang', '青禾大道晨光路口东侧').map(({ keeper }) => keeper)).toEqual(['路长 顾某'])
  expect(postsAt('yinxing', '银杏路与云桥路口西北角').map(({ post }) => post)).toEqual(['路长', '街长'])
  expect(postsAt('liuan', '桐荫巷北段')).toEqual([])
})
