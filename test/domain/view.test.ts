import { expect, test } from 'vitest'
import { ownPath } from '../../functions/domain/own-path.ts'
import { isoDay, showDay, showMinute, showMonth } from '../../functions/domain/show-time.ts'
import { changeView, NORMAL_VIEW, readView, viewCookie } from '../../functions/domain/view.ts'

test('a choice of letters and contrast survives the way through the cookie', () => {
  for (const elder of [true, false]) {
    for (const size of [22, 26, 30] as const) {
      for (const highContrast of [true, false]) {
        const view = { elder, size: elder ? size : 22, highContrast }
        expect(readView(`a=1; view=${viewCookie(view)}; b=2`)).toEqual(view)
      }
    }
  }
})

test('a cookie from nowhere shows the normal view', () => {
  for (const cookies of [undefined, '', 'view=', 'view=huge.99', 'review=elder', 'view=<script>', 'x=view=elder']) {
    expect(readView(cookies)).toEqual(NORMAL_VIEW)
  }
})

test('each button changes one thing and leaves the rest', () => {
  const elder = changeView(NORMAL_VIEW, { elder: '1' })
  expect(elder).toEqual({ elder: true, size: 22, highContrast: false })
  const larger = changeView(elder, { size: '30' })
  expect(changeView(larger, { contrast: 'high' })).toEqual({ elder: true, size: 30, highContrast: true })
  expect(changeView(larger, { elder: '0' }).elder).toBe(false)
  expect(changeView(NORMAL_VIEW, { size: '26' }).elder).toBe(true)
  expect(changeView(larger, { size: '300', contrast: 'purple' })).toEqual(larger)
})

test('a form sends people back to pages of this portal only', () => {
  for (const path of ['/', '/en/rules/', '/search/?q=%E5%81%9C%E8%BD%A6&x=1']) expect(ownPath(path)).toBe(path)
  const foreign = [
    null,
    '',
    'https://example.com/',
    '//example.com/',
    '/\\example.com',
    '/\t/example.com',
    '/a/..//example.com/',
    'javascript:alert(1)',
    '/api/staff/sign-out',
    '/x/../api/health',
    '/rules\r\nset-cookie: a=1',
    `/${'a'.repeat(600)}`,
  ]
  for (const path of foreign) expect(ownPath(path), String(path)).toBe('/')
})

test('a moment is shown as the clock in Qinghe shows it, whatever the server thinks', () => {
  const newYear = Date.UTC(2026, 11, 31, 16, 5)
  expect(showDay('zh-CN', newYear)).toBe('2027年1月1日')
  expect(showMinute('zh-CN', newYear)).toBe('2027年1月1日 00:05')
  expect(showMinute('en', newYear)).toBe('1 January 2027, 00:05')
  expect(isoDay(newYear)).toBe('2027-01-01')
  expect(isoDay(newYear - 6 * 60_000)).toBe('2026-12-31')
  expect(showMonth('zh-CN', '2027-03')).toBe('2027年3月')
  expect(showMonth('en', '2027-03')).toBe('March 2027')
})
