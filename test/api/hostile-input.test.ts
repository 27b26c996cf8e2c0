import { env } from '#test-host'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { app } from '../../functions/app.ts'
import { aKey, aTipOff, codesIn, file, post } from './a-tip-off.ts'

const raw = (body: BodyInit, type = 'application/json', path = '/api/tip-offs') =>
  app.request(path, { method: 'POST', headers: { 'content-type': type }, body }, env as never)
const filedRows = async () => (await env.DB.prepare('SELECT count(*) AS n FROM tip_offs').first<{ n: number }>())!.n
const storedText = async (number: string) =>
  (await env.DB.prepare('SELECT text FROM tip_offs WHERE number = ?').bind(number).first<{ text: string }>())!.text

/** Ways to hurt whoever stores or shows a text; each is lengthened to the ten characters a description needs. */
const NAUGHTY = [
  ...[
    'undefined',
    'null',
    'NULL',
    '(null)',
    'nil',
    'NaN',
    'Infinity',
    'true',
    '0x0',
    '1e1000',
    '-1',
    '1/0',
    '\\',
    '\\\\',
    '%00',
    '%s%n',
  ],
  ...[
    '__proto__',
    'constructor',
    'hasOwnProperty',
    'toString',
    '${7*7}',
    '{{7*7}}',
    '#{7*7}',
    '<%= 7*7 %>',
    '$(id)',
    '`id`',
    '; ls',
    '| cat /etc/passwd',
  ],
  ...["' OR '1'='1", "'; DROP TABLE tip_offs; --", '" OR ""="', '1;--', "%' ESCAPE '", 'x" --', '/* x */', "');--"],
  ...[
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '"><svg/onload=alert(1)>',
    "javascript:alert('x')",
    '<!--',
    ']]>',
    '<?php',
    '&lt;b&gt;',
    '</textarea>',
    '<a href="//evil">',
  ],
  ...[
    '\r\nSet-Cookie: a=b',
    'a\r\n\r\nb',
    '../../etc/passwd',
    'file:///etc/passwd',
    'C:\\CON',
    '@SUM(1+1)*cmd',
    '=1+1',
    '+1',
    '-2+3',
    '＝1+1',
  ],
  ...[
    'Ω≈ç√∫˜µ≤≥÷',
    '田中さんにあげて下さい',
    '和製漢語',
    'ﷺ',
    'הָיְתָה',
    'اختبار',
    'Ṱ̺̺̕o͞ ̷i̲̬͇̪͙n̝̗͕v̟̜̘̦͟o̶̙̰̠kè',
    '👩‍👩‍👧‍👧',
    '🇨🇳🇨',
    '❤️',
    '𠜎𠜱𠝹',
    '㐀㑖',
  ],
  ...[
    'e\u0301 decomposed',
    '\u1100\u1161 jamo',
    '\ufb01 ligature',
    '\u212b ångström',
    '\ufeffBOM',
    '\u00a0nbsp',
    '\u3000ideographic',
    '\u200b\u200czero',
    '\u2028line\u2029',
    '\ufffd',
    '\uffff',
    '\u{10ffff}',
    '\u{e0001}tag',
    '\u061carabic mark',
    '\u200e\u200fmarks',
  ],
]

test('a naughty text is stored as it was sent, in NFC and trimmed, to the last character', async () => {
  for (const text of NAUGHTY) {
    const sent = `${text} ${'。'.repeat(10)}${text}`
    const response = await file(env, { text: sent })
    expect([text, response.status]).toEqual([text, 201])
    const { number } = (await response.json()) as { number: string }
    expect(await storedText(number)).toBe(sent.normalize('NFC').replace(/\r\n?/g, '\n').trim())
  }
})

test('a naughty text in any other field is taken or refused, and never a fault', async () => {
  const fields = ['key', 'door', 'category', 'placeKind', 'community', 'landmark', 'locale', 'website', 'solution']
  for (const text of NAUGHTY) {
    const answers = await Promise.all([
      ...fields.map((field) => file(env, { [field]: text })),
      file(env, { photos: [text] }),
      file(env, { contact: { name: text, phone: '19900008000' } }),
      file(env, { contact: { phone: text } }),
      file(env, { position: text }),
      post(env, '/api/tip-offs/track', { receipt: text }),
      app.request('/api/tip-offs/nearby?' + new URLSearchParams({ category: text, community: text }), {}, env as never),
      app.request(
        '/api/tip-offs/board?' + new URLSearchParams({ door: text, group: text, street: text, before: text }),
        {},
        env as never,
      ),
      app.request('/api/tip-offs/board/' + encodeURIComponent(text), {}, env as never),
      app.request('/api/tip-offs/photos/' + encodeURIComponent(text), {}, env as never),
      app.request('/api/photos/' + encodeURIComponent(text), {}, env as never),
    ])
    expect([text, answers.map(({ status }) => status).filter((status) => status >= 500)]).toEqual([text, []])
  }
})

test.each([
  ['NUL', '\0'],
  ['a bell', '\u0007'],
  ['an escape', '\u001b[31m'],
  ['a vertical tab', '\v'],
  ['a right-to-left override', '\u202e'],
  ['an embedding', '\u202a'],
  ['an isolate', '\u2066'],
  ['the end of an isolate', '\u2069'],
])('%s is refused in text, landmark and name, and stores nothing', async (_, char) => {
  const before = await filedRows()
  const text = `垃圾桶满了三天没有人来收${char}味道很大`
  for (const over of [
    { text },
    { landmark: `东${char}门外` },
    { contact: { name: `李${char}禾`, phone: '19900008000' } },
  ]) {
    const response = await file(env, over)
    expect([response.status, await codesIn(response)]).toEqual([422, ['text.strange_characters']])
  }
  expect(await filedRows()).toBe(before)
})

test('half a character is refused, however it is escaped', async () => {
  for (const half of ['\\ud83d', '\\ude00', '\\ude00\\ud83d']) {
    const body = JSON.stringify(aTipOff({ text: 'HALF 垃圾桶满了三天没有人来收' })).replace('HALF', half)
    const response = await raw(body)
    expect([response.status, await codesIn(response)]).toEqual([422, ['text.strange_characters']])
  }
})

test('several lines are kept, with one kind of line end', async () => {
  const response = await file(env, { text: '第一行写在这里\r\n第二行\r第三行\n\t第四行' })
  expect(await storedText(((await response.json()) as { number: string }).number)).toBe(
    '第一行写在这里\n第二行\n第三行\n\t第四行',
  )
})

test('characters nobody sees do not make a text long enough', async () => {
  expect((await file(env, { text: '\u200b'.repeat(20) })).status).toBe(422)
  expect((await file(env, { landmark: '东\u200b\u200b\u200b' })).status).toBe(422)
})

const deep = (n: number, open = '[', close = ']') => open.repeat(n) + close.repeat(n)
test.each([
  ['nothing', ''],
  ['a space', ' '],
  ['a word', 'nul'],
  ['null', 'null'],
  ['a number', '1'],
  ['a text', '"x"'],
  ['a list', '[]'],
  ['an open object', '{'],
  ['a cut object', '{"key":"x'],
  ['a comma too many', '{"key":1,}'],
  ['single quotes', "{'key':1}"],
  ['no quotes', '{key:1}'],
  ['two objects', '{}{}'],
  ['a comment', '{}/**/'],
  ['NaN', '{"key":NaN}'],
  ['a raw control character', '{"key":"\u0001"}'],
  ['a bad escape', '{"key":"\\x41"}'],
  ['a leading zero', '{"key":012}'],
  ['bytes that are not UTF-8', Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d)],
  ['UTF-16', Uint8Array.of(0xff, 0xfe, 0x7b, 0, 0x7d, 0)],
  ['100 000 open lists', '['.repeat(100_000)],
  ['100 000 nested lists', `{"text":${deep(100_000)}}`],
  ['30 000 nested objects', '{"a":'.repeat(30_000)],
  ['21 levels', `{"solution":${deep(20)}}`],
])('a body of %s is refused as malformed', async (_, body) => {
  for (const path of ['/api/tip-offs', '/api/tip-offs/track', '/api/tip-offs/track/moves']) {
    const response = await raw(body as BodyInit, 'application/json', path)
    expect([response.status, await codesIn(response)]).toEqual([400, ['request.malformed']])
  }
})

test('a tip-off may nest twenty levels and no more', async () => {
  expect((await raw(JSON.stringify(aTipOff()).replace('{', `{"solution":${deep(19)},`))).status).toBe(201)
  const deeper = await raw(JSON.stringify(aTipOff()).replace('{', `{"solution":${deep(20)},`))
  expect([deeper.status, await codesIn(deeper)]).toEqual([400, ['request.malformed']])
})

test('a tip-off in another type of body is refused', async () => {
  for (const type of [
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'text/plain',
    'application/xml',
    'application/jsonx',
  ]) {
    expect([type, (await raw(JSON.stringify(aTipOff()), type)).status >= 400]).toEqual([type, true])
  }
  expect((await raw(JSON.stringify(aTipOff()), 'application/json; charset=utf-8')).status).toBe(201)
})

test('a key named twice, also in disguise, is refused and has no effect', async () => {
  const before = await filedRows()
  const body = JSON.stringify(aTipOff())
  for (const twice of [`"door":"praise",`, `"d\\u006for":"praise",`, `"contact":{"phone":"1","phone":"2"},`]) {
    const response = await raw(body.replace('{', '{' + twice))
    expect([response.status, await codesIn(response)]).toEqual([400, ['request.malformed']])
  }
  expect(await filedRows()).toBe(before)
})

test('a field that is not asked for is refused and has no effect, whatever it is called', async () => {
  const { results } = await env.DB.prepare("SELECT name FROM pragma_table_info('tip_offs')").all<{ name: string }>()
  const before = await filedRows()
  const asked = Object.keys(aTipOff())
  const columns = results.map(({ name }) => name).filter((name) => !asked.includes(name))
  expect(columns.length).toBeGreaterThan(20)
  for (const extra of [...columns, 'role', 'verified', 'isAdmin', 'constructor', 'toString', '']) {
    const response = await file(env, { [extra]: 'closed' })
    expect([extra, response.status]).toEqual([extra, 400])
  }
  const proto = await raw(JSON.stringify(aTipOff()).replace('{', '{"__proto__":{"door":"praise"},'))
  expect(proto.status).toBe(400)
  expect((await file(env, { contact: { phone: '19900008000', verified: true } })).status).toBe(400)
  expect((await file(env, { position: { lng: 110, lat: 30, accuracy: 5, altitude: 1 } })).status).toBe(400)
  expect(await filedRows()).toBe(before)
})

test.each([
  ['numbers for texts', { text: 1, landmark: 2 }],
  ['a list for a text', { landmark: ['a', 'b'] }],
  ['a text for photos', { photos: 'x' }],
  ['numbers for photos', { photos: [1] }],
  ['a short key', { key: 'x' }],
  ['a key with a slash', { key: '../../../../../../x' }],
  ['a door of its own', { door: 'window' }],
  ['a longitude beyond the world', { position: { lng: 1e9, lat: 0, accuracy: 1 } }],
  ['half a position', { position: { lng: 110 } }],
  ['a language nobody speaks here', { locale: 'tlh' }],
])('%s are refused as malformed', async (_, over) => {
  const response = await file(env, over)
  expect([response.status, await codesIn(response)]).toEqual([400, ['request.malformed']])
})

test('anything at all as JSON is answered with less than 500', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        key: fc.constant(aKey()),
        text: fc.jsonValue(),
        landmark: fc.jsonValue(),
        photos: fc.jsonValue(),
        contact: fc.jsonValue(),
        position: fc.jsonValue(),
        solution: fc.jsonValue(),
        door: fc.jsonValue(),
      }),
      async (over) => {
        expect((await file(env, over)).status).toBeLessThan(500)
      },
    ),
    { numRuns: 150 },
  )
})

test('a body over 256 KB is refused before it is read', async () => {
  const response = await file(env, { text: 'x'.repeat(300_000) })
  expect([response.status, await codesIn(response)]).toEqual([413, ['request.too_large']])
})
