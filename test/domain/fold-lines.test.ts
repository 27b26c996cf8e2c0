import fc from 'fast-check'
import { expect, test } from 'vitest'
import { foldLines } from '../../functions/domain/fold-lines.ts'

const octets = (line: string) => new TextEncoder().encode(line).length
const unfold = (text: string) => text.replace(/\r\n /g, '')

test('no line is longer than 75 octets, no character is cut, and unfolding gives the text back', () => {
  const text = fc.array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('柳岸', '😀', '👨‍👩‍👧', '𠮷')), {
    maxLength: 80,
  })
  fc.assert(
    fc.property(text, (parts) => {
      const line = 'SUMMARY:' + parts.join('').replace(/[\r\n]/g, '')
      const folded = foldLines(line)
      for (const one of folded.split('\r\n')) {
        expect(octets(one)).toBeLessThanOrEqual(75)
        expect(one).not.toMatch(/\p{Surrogate}/u)
      }
      expect(unfold(folded)).toBe(line)
    }),
  )
})

test('what was folded by characters is folded anew', () => {
  const long = 'SUMMARY:' + '文明劝导😀'.repeat(20)
  const byCharacters = long.slice(0, 75) + '\r\n ' + long.slice(75)
  expect(unfold(foldLines(byCharacters))).toBe(long)
})
