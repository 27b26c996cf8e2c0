import { expect, test } from 'vitest'
import { showClock, showIsoDay, showMinute, showPromisedDay, showSpan } from '../../functions/domain/show-time.ts'

const at = (iso: string) => Date.parse(iso)

test('a time is read as in China, whatever clock the server has', () => {
  expect(showMinute('zh-CN', at('2026-11-22T06:00:00Z'))).toBe('2026年11月22日 14:00')
  expect(showMinute('en', at('2026-11-22T16:05:00Z'))).toBe('23 November 2026, 00:05')
})

test('a promised day names its weekday, also across midnight and the turn of the year', () => {
  expect(showPromisedDay('zh-CN', at('2026-11-24T10:00:00Z'))).toBe('2026年11月24日（周二）')
  expect(showPromisedDay('zh-CN', at('2026-11-21T16:00:00Z'))).toBe('2026年11月22日（周日）')
  expect(showPromisedDay('en', at('2026-12-31T16:00:00Z'))).toBe('Friday 1 January 2027')
})

test('a day stored without a time stays that day', () => {
  expect(showIsoDay('zh-CN', '2026-02-28')).toBe('2026年2月28日')
  expect(showIsoDay('en', '2026-03-01')).toBe('1 March 2026')
})

test('a shift is read from its start to its end, with the second day only when it ends on another', () => {
  const start = at('2026-11-28T01:00:00Z')
  expect(showClock(start)).toBe('09:00')
  expect(showSpan('zh-CN', start, at('2026-11-28T03:30:00Z'))).toBe('2026年11月28日（周六） 09:00–11:30')
  expect(showSpan('en', start, at('2026-11-28T03:30:00Z'))).toBe('Saturday 28 November 2026, 09:00–11:30')
  expect(showSpan('zh-CN', start, at('2026-11-28T16:30:00Z'))).toBe(
    '2026年11月28日（周六） 09:00 – 2026年11月29日（周日） 00:30',
  )
})
