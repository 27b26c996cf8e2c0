import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readPhone } from '../../functions/domain/phone.ts'

test.each([
  ['19900008000', '19900008000'],
  [' 199 0000 8000 ', '19900008000'],
  ['199-0000-8000', '19900008000'],
  ['+86 199 0000 8000', '19900008000'],
  ['+86-199-0000-8000', '19900008000'],
  ['0086 19900008000', '19900008000'],
  ['8619900008000', '19900008000'],
  ['（＋８６）１９９００００８０００', '19900008000'],
  ['199\u200b0000\ufeff8000', '19900008000'],
  ['13000000000', '13000000000'],
  ['010-12345678', '010-12345678'],
  ['01012345678', '01012345678'],
  ['(0755) 1234567', '07551234567'],
  ['0755－12345678－123', '0755-12345678-123'],
  ['010 1234 5678', '01012345678'],
  ['010-1234-5678', '01012345678'],
  ['+86 10 12345678', '01012345678'],
  ['+86-10-12345678', '010-12345678'],
  ['400-123-4567', '4001234567'],
])('%s is read as %s', (typed, phone) => expect(readPhone(typed)).toBe(phone))

test.each([
  '',
  '12345',
  '12900008000',
  '1990000800',
  '199000080000',
  '110',
  '010-123456',
  '+1 415 555 0100',
  '0',
  'phone',
  '１３８',
  '19900008000x',
  '010-12345678-1234567',
  '٠١٢٣٤٥٦٧٨٩٠',
])('%s is no phone number anyone could call', (typed) => expect(readPhone(typed)).toBeNull())

test('every mobile number is read however it is grouped, and reading is stable', () => {
  const mobile = fc
    .tuple(fc.integer({ min: 3, max: 9 }), fc.integer({ min: 0, max: 999_999_999 }))
    .map(([a, b]) => `1${a}${String(b).padStart(9, '0')}`)
  fc.assert(
    fc.property(
      mobile,
      fc.constantFrom('', '+86', '0086', '86', '+86 ', '+86-'),
      fc.constantFrom('', ' ', '-', '\u3000'),
      (number, prefix, gap) => {
        const typed = prefix + [number.slice(0, 3), number.slice(3, 7), number.slice(7)].join(gap)
        expect(readPhone(typed)).toBe(number)
        expect(readPhone(readPhone(typed)!)).toBe(number)
      },
    ),
  )
})

test('whatever is typed, the answer is a number to dial or nothing', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 60 }),
      (typed) => readPhone(typed) === null || /^[\d-]{10,21}$/.test(readPhone(typed)!),
    ),
  )
})
