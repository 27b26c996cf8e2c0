import { env } from '#test-host'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { app } from '../../functions/app.ts'
import { codesOf, rowsOf } from '../fixtures/desk.ts'
import { aGuardian, aShift, aVolunteerBody, postAs, signedUp, signUp } from '../fixtures/volunteers.ts'
import { everythingKept } from './every-table.ts'

const NAUGHTY = [
  ...[
    '',
    ' ',
    'null',
    'NaN',
    '-1',
    '__proto__',
    'constructor',
    '${7*7}',
    '{{7*7}}',
    "' OR '1'='1",
    "'); DROP TABLE sign_ups; --",
  ],
  ...[
    '<script>alert(1)</script>',
    '%00',
    '\0',
    '\u202e李',
    'a\nb',
    '\ufeff',
    '👩‍👩‍👧‍👧',
    'ﷺ',
    '\u{10ffff}',
    'x'.repeat(5000),
    '李'.repeat(5000),
  ],
  ...['=1+1', '@SUM(1)', '../../etc/passwd', '9'.repeat(400), '2012-13-45', '0000-00-00', '9999-99-99', '20120508'],
]
const THINGS: unknown[] = [...NAUGHTY, null, true, 0, -1, 1e308, [], ['a'], {}, { a: 1 }, [[]]]
const FIELDS = Object.keys(aVolunteerBody('')).concat(
  ...['born', 'guardian', 'skills', 'code', 'party', 'partyConsent', 'solution', 'website', 'locale'],
)

test('whatever stands in any field of a sign-up, it is taken or refused, and never a fault', async () => {
  const shift = await aShift({ capacity: 2000 })
  for (const thing of THINGS) {
    const bodies = [
      ...FIELDS.map((field) => aVolunteerBody(shift.id, { [field]: thing })),
      aVolunteerBody(shift.id, { age: 'minor', born: thing, guardian: aGuardian() }),
      ...['name', 'phone', 'consent'].map((field) =>
        aVolunteerBody(shift.id, { age: 'minor', born: '2014-05-06', guardian: aGuardian({ [field]: thing }) }),
      ),
      ...['name', 'age', 'born'].map((field) =>
        aVolunteerBody(shift.id, {
          party: [{ name: '林小满', age: 'minor', born: '2014-05-06', [field]: thing }],
          partyConsent: true,
        }),
      ),
    ]
    const answers = await Promise.all(bodies.map((body) => postAs('/api/volunteers/sign-ups', body)))
    expect([thing, answers.filter(({ status }) => status >= 500).length]).toEqual([thing, 0])
  }
  expect(await rowsOf("SELECT count(*) AS n FROM sign_ups WHERE check_code = ''")).toEqual([{ n: 0 }])
})

test('whatever stands in any field of a volunteer’s own pages, nothing opens and nothing fails', async () => {
  const { phone, code, signUps } = await signedUp((await aShift()).id)
  const good = { phone, code, signUp: signUps[0]!.id, move: 'swap', to: 'x', otherPhone: phone, otherCode: code }
  const before = await everythingKept(env)
  const asked: [string, (keyof typeof good)[]][] = [
    ['me', ['phone', 'code']],
    ['me/moves', ['phone', 'code', 'signUp', 'move', 'to']],
    ['me/join', ['phone', 'code', 'otherPhone', 'otherCode']],
    ['me/erase', ['phone', 'code']],
  ]
  for (const thing of THINGS) {
    for (const [path, fields] of asked) {
      for (const field of fields) {
        const body = Object.fromEntries(fields.map((name) => [name, name === field ? thing : good[name]]))
        const { status } = await postAs('/api/volunteers/' + path, body)
        expect([path, field, thing, status >= 400 && status < 500]).toEqual([path, field, thing, true])
      }
    }
    const text = encodeURIComponent(String(thing))
    for (const path of [
      '?kind=' + text + '&street=' + text + '&before=' + text + '&free=' + text,
      '/' + text,
      '/shifts/' + text,
    ]) {
      expect((await app.request('/api/activities' + path, {}, env as never)).status).toBeLessThan(500)
    }
  }
  expect(await everythingKept(env)).toBe(before)
})

test('a field nobody asked for is refused, whatever it is called', async () => {
  const shift = await aShift()
  const columns = await rowsOf<{ name: string }>(
    "SELECT name FROM pragma_table_info('sign_ups') UNION SELECT name FROM pragma_table_info('volunteers')",
  )
  const before = await everythingKept(env)
  const extras = columns.map(({ name }) => name).filter((name) => !FIELDS.includes(name))
  for (const extra of [...extras, 'role', 'isAdmin', 'reserved', 'how', '']) {
    expect([extra, (await signUp(shift.id, { [extra]: 'confirmed' })).status]).toEqual([extra, 400])
  }
  expect(await everythingKept(env)).toBe(before)
})

test('a party is forty at most, the one who brings it included', async () => {
  const shift = await aShift({ capacity: 50 })
  const party = (n: number) =>
    Array.from({ length: n }, (_, i) => ({ name: '同学' + String.fromCharCode(0x4e00 + i), age: 'adult' }))
  const response = await signUp(shift.id, { party: party(40) })
  expect([response.status, await codesOf(response)]).toEqual([422, ['party.too_many']])
  expect((await signUp(shift.id, { party: party(39) })).status).toBe(201)
  expect(await rowsOf('SELECT taken FROM shifts WHERE id = ?', shift.id)).toEqual([{ taken: 40 }])
})

test('anything at all as JSON is answered with less than 500', async () => {
  const shift = await aShift()
  await fc.assert(
    fc.asyncProperty(fc.dictionary(fc.constantFrom(...FIELDS), fc.jsonValue()), async (over) => {
      expect((await signUp(shift.id, over)).status).toBeLessThan(500)
    }),
    { numRuns: 150 },
  )
})
