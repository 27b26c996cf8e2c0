import { expect, test } from 'vitest'
import { daysLater, readLocalTime, writeLocalTime } from '../../functions/domain/local-time.ts'
import { planShift } from '../../functions/domain/shift-input.ts'

const now = Date.parse('2026-11-24T10:00:00+08:00')
const form = (over: Record<string, unknown> = {}) => ({
  startsAt: '2026-11-28T09:00',
  endsAt: '2026-11-28T11:00',
  capacity: 10,
  reserved: 0,
  opensAt: '',
  closesAt: '',
  cancelUntil: '',
  ...over,
})
const refusals = (over: Record<string, unknown>) => {
  const planned = planShift(form(over), now)
  return planned.ok ? [] : planned.issues.map(({ code, field }) => `${field}: ${code}`)
}

test('a time typed in China is that moment, and is shown back as it was typed', () => {
  expect(readLocalTime('2026-11-28T09:00')).toBe(Date.parse('2026-11-28T01:00:00Z'))
  for (const text of ['2026-12-31T23:59', '2028-02-29T00:00', '2026-01-01T00:00'])
    expect(writeLocalTime(readLocalTime(text)!)).toBe(text)
  expect(readLocalTime('2026-11-28 09:00')).toBe(readLocalTime('2026-11-28T09:00:00'))
})

test('what is no time of the calendar is none', () => {
  for (const text of [
    '',
    '2026-02-29T09:00',
    '2026-04-31T09:00',
    '2026-11-28T24:00',
    '2026-11-28T09:60',
    '9 点',
    '2026-11-28',
  ])
    expect(readLocalTime(text), text).toBeNull()
})

test('a week later it is the same weekday and hour, over ends of months, years and leap days', () => {
  const later = (text: string, days: number) => writeLocalTime(daysLater(readLocalTime(text)!, days))
  expect(later('2026-11-28T09:00', 7)).toBe('2026-12-05T09:00')
  expect(later('2026-12-28T23:30', 7)).toBe('2027-01-04T23:30')
  expect(later('2028-02-26T00:30', 7)).toBe('2028-03-04T00:30')
})

test('what is left empty follows from the start', () => {
  const planned = planShift(form(), now)
  if (!planned.ok) throw new Error(JSON.stringify(planned.issues))
  const { opensAt, closesAt, cancelUntil, startsAt } = planned.value
  expect(opensAt).toBe(now)
  expect(closesAt).toBe(startsAt)
  expect(writeLocalTime(cancelUntil)).toBe('2026-11-27T21:00')
  // A shift this afternoon can be cancelled from now on until it begins.
  expect(planShift(form({ startsAt: '2026-11-24T14:00', endsAt: '2026-11-24T16:00' }), now)).toMatchObject({
    ok: true,
    value: { cancelUntil: now },
  })
})

test('every wrong time has its own sentence on its own field, all at once', () => {
  expect(refusals({ startsAt: '' })).toEqual(['startsAt: starts.missing'])
  expect(refusals({ startsAt: '明天', endsAt: '' })).toEqual(['startsAt: starts.wrong', 'endsAt: ends.missing'])
  expect(refusals({ startsAt: '2026-11-24T09:00', endsAt: '2026-11-24T11:00' })).toEqual(['startsAt: starts.past'])
  expect(refusals({ startsAt: '2029-01-01T09:00', endsAt: '2029-01-01T11:00' })).toEqual(['startsAt: starts.too_far'])
  expect(refusals({ endsAt: '2026-11-28T09:00' })).toEqual(['endsAt: ends.before_start'])
  expect(refusals({ endsAt: '2026-11-29T09:01' })).toEqual(['endsAt: ends.too_long'])
  expect(refusals({ closesAt: '2026-11-28T09:01' })).toEqual(['closesAt: closes.after_start'])
  expect(refusals({ opensAt: '2026-11-27T12:00', closesAt: '2026-11-27T12:00' })).toEqual([
    'opensAt: opens.after_close',
  ])
  expect(refusals({ cancelUntil: '2026-11-28T10:00' })).toEqual(['cancelUntil: cancel_until.after_start'])
  expect(refusals({ opensAt: 'x', closesAt: 'y', cancelUntil: 'z' })).toHaveLength(3)
  expect(refusals({ reserved: 11 })).toEqual(['reserved: reserved.over_capacity'])
})

test('a shift over midnight is one shift', () => {
  expect(planShift(form({ startsAt: '2026-12-31T22:00', endsAt: '2027-01-01T02:00' }), now).ok).toBe(true)
})

test('a shift that has begun keeps its start while its end is put off', () => {
  const begun = form({ startsAt: '2026-11-24T09:00', endsAt: '2026-11-24T12:00' })
  expect(planShift(begun, now, readLocalTime('2026-11-24T09:00')).ok).toBe(true)
})
