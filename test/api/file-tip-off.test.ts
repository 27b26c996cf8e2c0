import { env } from '#test-host'
import { expect, test } from 'vitest'
import { unseal } from '../../functions/staff/keys.ts'
import { aKey, aTipOff, aToken, codesIn, file, filed, post } from './a-tip-off.ts'

const count = async (table: 'tip_offs' | 'photos' | 'submissions' | 'outbox_messages' | 'tip_off_events') => {
  const texts = {
    tip_offs: 'SELECT count(*) AS n FROM tip_offs',
    photos: 'SELECT count(*) AS n FROM photos',
    submissions: 'SELECT count(*) AS n FROM submissions',
    outbox_messages: 'SELECT count(*) AS n FROM outbox_messages',
    tip_off_events: 'SELECT count(*) AS n FROM tip_off_events',
  }
  return (await env.DB.prepare(texts[table]).first<{ n: number }>())!.n
}
const all = async () =>
  Promise.all((['tip_offs', 'photos', 'submissions', 'outbox_messages', 'tip_off_events'] as const).map(count))
const rowOf = (number: string) => env.DB.prepare('SELECT * FROM tip_offs WHERE number = ?').bind(number).first()

test('a resident files a problem with two photos and gets a receipt and a number', async () => {
  const photos = [await aToken(env), await aToken(env)]
  const before = await all()
  const answer = await filed(env, { photos })
  expect(answer.receipt).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}$/)
  expect(answer.number).toMatch(/^\d{6}-\d{4}$/)
  expect(answer.answerBy).toBeGreaterThan(answer.dueAt)
  expect((await all()).map((n, i) => n - before[i]!)).toEqual([1, 2, 1, 1, 1])
  const row = (await rowOf(answer.number))!
  expect(row).toMatchObject({ status: 'received', street: 'heyuan-street', photo_count: 2, solved: 0, version: 1 })
  expect(Number(row.received_at) % 60_000).toBe(0)
})

test('case numbers count up within the day', async () => {
  const [first, second] = [await filed(env), await filed(env)]
  expect(Number(second.number.slice(7))).toBe(Number(first.number.slice(7)) + 1)
})

test('the same submission again gets the same receipt, another body under its key is refused', async () => {
  const body = aTipOff({ photos: [await aToken(env)] })
  const first = await post(env, '/api/tip-offs', body)
  const said = await first.text()
  const before = await all()
  const again = await post(env, '/api/tip-offs', body)
  expect([first.status, again.status]).toEqual([201, 200])
  expect(await again.text()).toBe(said)
  const other = await post(env, '/api/tip-offs', { ...body, landmark: '柳岸菜市场西门' })
  expect([other.status, await codesIn(other)]).toEqual([422, ['submission.other_body']])
  expect(await all()).toEqual(before)
})

test('fifty identical submissions in parallel are one case with one receipt', async () => {
  const body = aTipOff({ photos: [await aToken(env)] })
  const before = await all()
  const answers = await Promise.all(Array.from({ length: 50 }, () => post(env, '/api/tip-offs', body)))
  const bodies = new Set(await Promise.all(answers.map((answer) => answer.text())))
  expect(bodies.size).toBe(1)
  expect(answers.map(({ status }) => status).sort()).toEqual([...Array.from({ length: 49 }, () => 200), 201])
  expect((await all()).map((n, i) => n - before[i]!)).toEqual([1, 1, 1, 1, 1])
})

test('two different tip-offs filed at once both stand, each with its own number', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => filed(env)))
  expect(new Set(answers.map(({ number }) => number)).size).toBe(20)
})

test('a photo belongs to one tip-off only', async () => {
  const photos = [await aToken(env)]
  await filed(env, { photos })
  const before = await all()
  const response = await file(env, { photos })
  expect([response.status, await codesIn(response)]).toEqual([422, ['photo.already_used']])
  const twice = await aToken(env)
  const doubled = await file(env, { photos: [twice, twice] })
  expect([doubled.status, await codesIn(doubled)]).toEqual([422, ['photo.already_used']])
  expect(await all()).toEqual(before)
})

test('a photo token that is forged, cut or swept is refused and nothing is filed', async () => {
  const token = await aToken(env)
  const before = await all()
  const swept = await aToken(env)
  const { key } = JSON.parse(atob(swept.split('.')[0]!.replaceAll('-', '+').replaceAll('_', '/'))) as { key: string }
  await env.PHOTOS.delete(key)
  for (const bad of [`${token.slice(0, -2)}AA`, token.slice(3), 'x', '', '.', swept, `e30.${token.split('.')[1]}`]) {
    const response = await file(env, { photos: [bad] })
    expect([bad, response.status, await codesIn(response)]).toEqual([bad, 422, ['photo.expired']])
  }
  expect(await all()).toEqual(before)
})

test('contact details lie sealed, bound to their case, and nowhere in clear', async () => {
  const { number } = await filed(env, { contact: { name: '李小禾', phone: '+86 199-0000-8000' } })
  const row = (await rowOf(number)) as { id: string; contact_sealed: string }
  expect(JSON.parse((await unseal(env, 'vault', row.contact_sealed, row.id))!)).toEqual({
    name: '李小禾',
    phone: '19900008000',
  })
  expect(await unseal(env, 'vault', row.contact_sealed, 'another-case')).toBeNull()
})

test.each([
  ['no category', { category: '' }, 'category.missing', 'category'],
  ['a category of the other door', { category: 'praise-helping' }, 'category.wrong', 'category'],
  ['a category nobody knows', { category: 'constructor' }, 'category.wrong', 'category'],
  ['a matter for others', { category: 'dogs-bite' }, 'category.stopper', 'category'],
  ['no community', { community: '' }, 'community.missing', 'community'],
  ['a community nobody knows', { community: 'atlantis' }, 'community.wrong', 'community'],
  ['a place kind nobody knows', { placeKind: 'moon' }, 'place_kind.wrong', 'placeKind'],
  ['no landmark', { landmark: '  ' }, 'landmark.missing', 'landmark'],
  ['one character of landmark', { landmark: '东' }, 'landmark.too_short', 'landmark'],
  ['a landmark of 61 characters', { landmark: '东'.repeat(61) }, 'landmark.too_long', 'landmark'],
  ['a landmark of two lines', { landmark: '东门\n西门' }, 'text.line_break', 'landmark'],
  ['neither text nor photo', { text: '' }, 'text.missing', 'text'],
  ['nine characters', { text: '一二三四五六七八九' }, 'text.too_short', 'text'],
  ['501 characters', { text: '一'.repeat(501) }, 'text.too_long', 'text'],
  ['a phone nobody can call', { contact: { phone: '12345' } }, 'phone.wrong', 'phone'],
  ['a name without a phone', { contact: { name: '李小禾' } }, 'phone.missing', 'phone'],
  ['a filled honeypot', { website: 'https://example.com' }, 'website.leave_empty', 'website'],
])('%s is refused with a code and its field, and stores nothing', async (_, over, code, field) => {
  const before = await all()
  const response = await file(env, over)
  expect(response.status).toBe(422)
  expect(((await response.json()) as { issues: unknown[] }).issues[0]).toMatchObject({ code, field })
  expect(await all()).toEqual(before)
})

test('every problem of a form is said at once', async () => {
  const response = await file(env, { category: '', community: '', landmark: '', text: '短' })
  expect((await codesIn(response)).sort()).toEqual([
    'category.missing',
    'community.missing',
    'landmark.missing',
    'text.too_short',
  ])
})

test('length counts characters, not code units', async () => {
  expect((await file(env, { text: '😀'.repeat(10) })).status).toBe(201)
  expect((await file(env, { text: '😀'.repeat(500) })).status).toBe(201)
  expect((await file(env, { text: '😀'.repeat(9) })).status).toBe(422)
})

test('a photo alone is enough; seven photos are too many', async () => {
  expect((await file(env, { text: '', photos: [await aToken(env)] })).status).toBe(201)
  const many = await file(env, { photos: await Promise.all(Array.from({ length: 7 }, () => aToken(env))) })
  expect([many.status, await codesIn(many)]).toEqual([413, ['photo.too_many']])
})

test('praise goes the same way', async () => {
  const { number } = await filed(env, { door: 'praise', category: 'praise-helping', key: aKey() })
  expect(await rowOf(number)).toMatchObject({ door: 'praise', status: 'received' })
})
