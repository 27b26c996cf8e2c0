import { readFileSync } from 'node:fs'
import { isWorkday } from 'chinese-days'
import { expect, test } from 'vitest'
import { shippedCalendar, shippedYears } from '../../functions/district.ts'
import { DAY } from '../../functions/domain/shanghai-day.ts'
import { isWorkDay, withChangedDays } from '../../functions/domain/work-days.ts'

type Entry = { date: string; type: 'public_holiday' | 'transfer_workday' }
const years = ['2023', '2024', '2025', '2026']
const middayOf = (day: string) => Date.parse(`${day}T12:00:00+08:00`)
const daysOf = (year: string) => {
  const days: string[] = []
  for (let at = Date.parse(`${year}-01-01T00:00:00Z`); new Date(at).toISOString().startsWith(year); at += DAY) {
    days.push(new Date(at).toISOString().slice(0, 10))
  }
  return days
}
/** What the second package says of a day: its table, and weekends. */
const byTable = (year: string) => {
  const file = new URL(`../../node_modules/holiday-calendar/data/CN/${year}.json`, import.meta.url)
  const { dates } = JSON.parse(readFileSync(file, 'utf8')) as { dates: Entry[] }
  const types = new Map(dates.map(({ date, type }) => [date, type]))
  return (day: string) => {
    const type = types.get(day)
    return type ? type === 'transfer_workday' : ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay())
  }
}

test('every published year is shipped, and none that is not', () => expect(Object.keys(shippedYears)).toEqual(years))

test.each(years)('every day of %s is a working day or not, as two others count it', (year) => {
  const works = byTable(year)
  const days = daysOf(year)
  expect(days.length).toBeGreaterThan(364)
  for (const day of days) {
    expect(isWorkDay(middayOf(day), shippedCalendar), day).toBe(isWorkday(day))
    expect(isWorkDay(middayOf(day), shippedCalendar), day).toBe(works(day))
  }
})

test('a year nobody has announced rests on Saturdays and Sundays only', () => {
  for (const day of daysOf('2027')) {
    const weekend = [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay())
    expect(isWorkDay(middayOf(day), shippedCalendar), day).toBe(!weekend)
  }
})

test('a day the office changed is as the office says, and the shipped calendar stays as it was', () => {
  const changed = withChangedDays(shippedCalendar, [
    { day: '2026-10-01', kind: 'working' },
    { day: '2026-10-10', kind: 'off' },
    { day: '2026-11-24', kind: 'off' },
    { day: '2026-11-28', kind: 'working' },
  ])
  const works = ['2026-10-01', '2026-10-10', '2026-11-24', '2026-11-28'].map((day) => isWorkDay(middayOf(day), changed))
  expect(works).toEqual([true, false, false, true])
  expect(isWorkDay(middayOf('2026-10-01'), shippedCalendar)).toBe(false)
})
