import { expect, test } from 'vitest'
import { district } from '../../functions/district.ts'
import { pointsOf, type Counted } from '../../functions/domain/points.ts'

const rule = { on: true, per_half_hour: 5, daily_cap: 40, cool_down_days: 7 }
const TODAY = '2026-11-30'
const served = (servedOn: string, minutes: number, noShow = false): Counted => ({ servedOn, minutes, noShow })

test('half hours of a day are added up, to the cap of that day and no further', () => {
  expect(pointsOf([served('2026-11-01', 95)], 0, TODAY, rule)).toMatchObject({ earned: 15 })
  const twice = [served('2026-11-01', 50), served('2026-11-01', 40)]
  expect(pointsOf(twice, 0, TODAY, rule)).toMatchObject({ earned: 15 })
  const long = [served('2026-11-01', 400), served('2026-11-01', 200), served('2026-11-02', 600)]
  expect(pointsOf(long, 0, TODAY, rule)).toMatchObject({ earned: 80 })
})

test('points wait out the cool-down, to the day', () => {
  const records = [served('2026-11-23', 60), served('2026-11-24', 60), served('2026-12-01', 60)]
  expect(pointsOf(records, 0, TODAY, rule)).toEqual({ earned: 10, pending: 10, balance: 10 })
})

test('a record that is corrected takes its points back, spent or not', () => {
  expect(pointsOf([served('2026-11-01', 120)], 20, TODAY, rule)).toMatchObject({ balance: 0 })
  expect(pointsOf([served('2026-11-01', 30)], 20, TODAY, rule)).toMatchObject({ earned: 5, balance: -15 })
  expect(pointsOf([served('2026-11-01', 120, true)], 20, TODAY, rule)).toMatchObject({ earned: 0, balance: -20 })
})

test('this district gives no points yet, and its rule is a whole one', () => {
  expect(district.points.on).toBe(false)
  expect(pointsOf([served('2026-01-01', 30)], 0, TODAY, district.points).earned).toBeGreaterThan(0)
})
