import fc from 'fast-check'
import { expect, test } from 'vitest'
import { caseDay, isCaseNumber } from '../../functions/domain/case-number.ts'
import { base32, formatReceipt, readReceipt } from '../../functions/domain/receipt.ts'

const bytes = fc.uint8Array({ minLength: 15, maxLength: 15 })

test('every 120 bits make six groups of four characters without I, L, O and U, and are read back', () => {
  fc.assert(
    fc.property(bytes, (random) => {
      const code = formatReceipt(random)
      expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}$/)
      expect(readReceipt(code)).toBe(code)
    }),
  )
})

test('different bits make different codes; the first and the last bit count', () => {
  expect(formatReceipt(new Uint8Array(15))).toBe('0000-0000-0000-0000-0000-0000')
  expect(formatReceipt(new Uint8Array(15).fill(255))).toBe('ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ')
  expect(formatReceipt(Uint8Array.of(128, ...new Array(14).fill(0)))).toMatch(/^G000/)
  expect(formatReceipt(Uint8Array.of(...new Array(14).fill(0), 1))).toMatch(/0001$/)
  fc.assert(fc.property(bytes, bytes, (a, b) => (formatReceipt(a) === formatReceipt(b)) === (a.join() === b.join())))
})

test('base 32 as RFC-like five bits a character: twenty bytes are 32 characters', () => {
  expect(base32(Uint8Array.of(0xff, 0, 0xff, 0, 0xff))).toBe('ZW0FY07Z')
  expect(base32(new Uint8Array(20))).toHaveLength(32)
})

test('a code is forgiven case, spaces, hyphens, full width, O, I and L', () => {
  fc.assert(
    fc.property(bytes, fc.nat(), (random, seed) => {
      const code = formatReceipt(random)
      const typed = Array.from(code, (char, i) => {
        const variants = [char, char.toLowerCase(), char === '-' ? ' ' : char]
        if (char === '0') variants.push('O', 'o', '０')
        if (char === '1') variants.push('I', 'l', 'Ｉ')
        if (char === '-') variants.push('', '—', '\u200b', '\n')
        if (/[A-Z0-9]/.test(char)) variants.push(String.fromCharCode(char.charCodeAt(0) + 0xfee0))
        return variants[(seed + i * 7) % variants.length]
      }).join('')
      expect(readReceipt(typed)).toBe(code)
    }),
  )
})

test.each([
  '',
  'x',
  '0'.repeat(23),
  '0'.repeat(25),
  'U'.repeat(24),
  '0'.repeat(23) + '!',
  '垃'.repeat(24),
  '0'.repeat(100_000),
  '\0'.repeat(24),
])('a text that is no code is none', (typed) => expect(readReceipt(typed)).toBeNull())

test('the day of a case number is the day in China', () => {
  expect(caseDay(Date.parse('2026-11-21T16:00:00Z'))).toBe('261122')
  expect(caseDay(Date.parse('2026-11-21T15:59:59Z'))).toBe('261121')
  expect([
    isCaseNumber('261122-0007'),
    isCaseNumber('261122-12345'),
    isCaseNumber('261122-7'),
    isCaseNumber('x'),
  ]).toEqual([true, true, false, false])
})
