import { env } from '#test-host'
import { expect, test } from 'vitest'
import { app } from '../../functions/app.ts'
import { formatReceipt } from '../../functions/domain/receipt.ts'
import type { ReporterView } from '../../functions/tip-offs/reporter-view.ts'
import { aToken, codesIn, file, filed, JPEG, post } from './a-tip-off.ts'
import { moveAsStaff } from './move-as-staff.ts'

const track = (receipt: unknown, headers: Record<string, string> = {}) =>
  post(env, '/api/tip-offs/track', { receipt }, headers)
const viewOf = async (receipt: string) => (await (await track(receipt)).json()) as ReporterView
const move = (body: Record<string, unknown>) => post(env, '/api/tip-offs/track/moves', body)
const rowOf = (number: string) => env.DB.prepare('SELECT * FROM tip_offs WHERE number = ?').bind(number).first()

test('a reporter follows their case with the receipt code, and sees their photo', async () => {
  const { receipt, number, dueAt } = await filed(env, {
    photos: [await aToken(env)],
    contact: { phone: '19900008000' },
  })
  const response = await track(receipt)
  expect(response.headers.get('cache-control')).toBe('no-store')
  const text = await response.text()
  const view = JSON.parse(text) as ReporterView
  expect(view).toMatchObject({ number, dueAt, status: 'received', overdueWorkingDays: 0, contact: 'left', meToo: 0 })
  expect(view).toMatchObject({ canRate: false, canWithdraw: true, canAnswer: false, question: null, unit: null })
  expect(view.timeline.map(({ kind }) => kind)).toEqual(['filed'])
  expect(text).not.toContain('19900008000')
  const photo = await app.request(view.photos.before[0]!, {}, env as never)
  expect(new Uint8Array(await photo.arrayBuffer()).length).toBeGreaterThan(100)
  expect(photo.headers.get('content-type')).toBe('image/jpeg')
  expect(photo.headers.get('cache-control')).toBe('no-store')
  expect(photo.headers.get('content-security-policy')).toContain('sandbox')
})

test('the receipt code is read however it is typed', async () => {
  const { receipt, number } = await filed(env)
  const wide = receipt.replace(/[0-9A-Z]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0))
  const misread = receipt.replaceAll('0', 'o').replaceAll('1', 'l')
  for (const typed of [receipt, receipt.toLowerCase(), receipt.replaceAll('-', ' '), ` ${receipt}\n`, wide, misread]) {
    expect((await viewOf(typed)).number).toBe(number)
  }
})

test('a thousand wrong codes, and codes of every wrong shape, get one and the same answer', async () => {
  const { receipt, number } = await filed(env)
  const last = receipt.at(-1) === 'Z' ? 'Y' : 'Z'
  const wrong: unknown[] = [number, '', 'x', receipt.slice(0, -1), receipt.slice(0, -1) + last, 'U'.repeat(24), '🦆']
  for (let i = 0; i < 1000; i += 1) wrong.push(formatReceipt(crypto.getRandomValues(new Uint8Array(15))))
  const answers = new Set<string>()
  const answerTo = async (code: unknown) => {
    const response = await track(code)
    const headers = [...response.headers].filter(([name]) => name !== 'x-request-id').sort()
    answers.add(JSON.stringify([response.status, headers, await response.text()]))
  }
  while (wrong.length > 0) await Promise.all(wrong.splice(0, 50).map(answerTo))
  expect([...answers].map((answer) => JSON.parse(answer)[0])).toEqual([404])
  expect([...answers][0]).toContain('tip_off.unknown_receipt')
})

test('ten wrong codes a minute, then a pause; a right code always opens', async () => {
  const { receipt } = await filed(env)
  const limited = { ...env, LIMITS: 'on' }
  const from = (address: string) => ({ 'x-portal-client-address': address })
  const wrong = () => formatReceipt(crypto.getRandomValues(new Uint8Array(15)))
  const ask = (code: string, address: string) => post(limited, '/api/tip-offs/track', { receipt: code }, from(address))
  const statuses: number[] = []
  for (let i = 0; i < 11; i += 1) statuses.push((await ask(wrong(), '203.0.113.9')).status)
  expect(statuses).toEqual([...Array.from({ length: 10 }, () => 404), 429])
  const refused = await ask(wrong(), '203.0.113.9')
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await codesIn(refused)).toEqual(['request.too_many'])
  expect((await ask(receipt, '203.0.113.9')).status).toBe(200)
  expect((await ask(wrong(), '203.0.113.10')).status).toBe(404)
})

test('a reporter answers an open question once, and nothing when there is none', async () => {
  const { receipt, number } = await filed(env)
  const early = await move({ receipt, move: 'answer', said: '在东门外面' })
  expect([early.status, await codesIn(early)]).toEqual([409, ['tip_off.no_question']])
  await moveAsStaff(env, number, 'ask', 'received', { said: '是东门里面还是外面？' })
  expect(await viewOf(receipt)).toMatchObject({ question: '是东门里面还是外面？', canAnswer: true })
  const answered = await move({ receipt, move: 'answer', said: '在东门外面' })
  expect(answered.status).toBe(200)
  const view = (await answered.json()) as ReporterView
  expect(view).toMatchObject({ question: null, canAnswer: false })
  expect(view.timeline.at(-1)).toMatchObject({ kind: 'answer', said: '在东门外面' })
  // Its answer was lost, so the phone sends it again.
  expect((await move({ receipt, move: 'answer', said: '在东门外面' })).status).toBe(200)
  expect((await viewOf(receipt)).timeline).toHaveLength(3)
  expect((await move({ receipt, move: 'answer', said: '不，在里面' })).status).toBe(409)
})

test('notes of the office never reach the reporter', async () => {
  const { receipt, number } = await filed(env)
  await moveAsStaff(env, number, 'accept', 'accepted')
  const text = await (await track(receipt)).text()
  expect(text).toContain('"kind":"accept"')
  expect(text).not.toContain('inner note')
})

test('"not mended" opens the case again once, with a new deadline; the second time it is only recorded', async () => {
  const { receipt, number } = await filed(env)
  expect((await move({ receipt, move: 'rate', rating: 'mended', note: '' })).status).toBe(409)
  await moveAsStaff(env, number, 'close', 'closed', { said: '已经清运' })
  await env.DB.prepare('UPDATE tip_offs SET due_at = 1 WHERE number = ?').bind(number).run()
  expect(await viewOf(receipt)).toMatchObject({ canRate: true, canWithdraw: false })
  const reopened = (await (
    await move({ receipt, move: 'rate', rating: 'not_mended', note: '还是老样子' })
  ).json()) as ReporterView
  expect(reopened).toMatchObject({ status: 'accepted', rating: null, canRate: false, overdueWorkingDays: 0 })
  expect(reopened.timeline.at(-1)).toMatchObject({ kind: 'rate', rating: 'not_mended', said: '还是老样子' })
  expect(reopened.dueAt).toBeGreaterThan(Date.now())
  await moveAsStaff(env, number, 'close', 'closed')
  const second = (await (await move({ receipt, move: 'rate', rating: 'not_mended', note: '' })).json()) as ReporterView
  expect(second).toMatchObject({ status: 'closed', rating: 'not_mended', canRate: false })
  const third = await move({ receipt, move: 'rate', rating: 'mended', note: '' })
  expect([third.status, await codesIn(third)]).toEqual([409, ['tip_off.cannot_now']])
})

test('a reporter withdraws, and their contact details are gone with the same act', async () => {
  const { receipt, number } = await filed(env, { contact: { phone: '19900008000' } })
  const view = (await (await move({ receipt, move: 'withdraw' })).json()) as ReporterView
  expect(view).toMatchObject({ status: 'withdrawn', contact: 'none', canWithdraw: false })
  expect(await rowOf(number)).toMatchObject({ status: 'withdrawn', contact_sealed: null })
  expect((await move({ receipt, move: 'withdraw' })).status).toBe(200)
  expect((await viewOf(receipt)).timeline.map(({ kind }) => kind)).toEqual(['filed', 'withdraw'])
})

test('a case that is being handled cannot be withdrawn', async () => {
  const { receipt, number } = await filed(env)
  await moveAsStaff(env, number, 'assign', 'assigned')
  const response = await move({ receipt, move: 'withdraw' })
  expect([response.status, await codesIn(response)]).toEqual([409, ['tip_off.cannot_now']])
  expect(await rowOf(number)).toMatchObject({ status: 'assigned' })
})

test('who acts on an old view is told so; of two who act at once only one is written', async () => {
  const { receipt, number } = await filed(env)
  await moveAsStaff(env, number, 'accept', 'accepted')
  const stale = await move({ receipt, move: 'withdraw', version: 1 })
  expect([stale.status, await codesIn(stale)]).toEqual([409, ['tip_off.has_news']])
  await moveAsStaff(env, number, 'close', 'closed')
  const ratings = ['mended', 'partly', 'mended', 'partly', 'mended', 'partly']
  const answers = await Promise.all(ratings.map((rating) => move({ receipt, move: 'rate', rating, note: '' })))
  const events = (await viewOf(receipt)).timeline.filter(({ kind }) => kind === 'rate')
  expect(events).toHaveLength(1)
  expect(answers.filter(({ status }) => status === 409).length).toBeGreaterThanOrEqual(3)
})

test('a late case says by how many working days it is late', async () => {
  const { receipt, number } = await filed(env)
  await env.DB.prepare('UPDATE tip_offs SET due_at = ? WHERE number = ?')
    .bind(Date.now() - 30 * 86_400_000, number)
    .run()
  expect((await viewOf(receipt)).overdueWorkingDays).toBeGreaterThanOrEqual(14)
})

test('photos after the work are shown once the office has checked them', async () => {
  const { receipt, number } = await filed(env)
  await env.PHOTOS.put('tip-offs/after1.jpg', JPEG)
  await env.DB.prepare(
    `INSERT INTO photos (id, tip_off_id, kind, position, storage_key, media_type, byte_size, width, height, sha256)
     SELECT 'after-1', id, 'after', 0, 'tip-offs/after1.jpg', 'image/jpeg', 1, 1, 1, 'x' FROM tip_offs WHERE number = ?`,
  )
    .bind(number)
    .run()
  await moveAsStaff(env, number, 'rectify', 'rectified')
  expect((await viewOf(receipt)).photos.after).toEqual([])
  await moveAsStaff(env, number, 'verify', 'verified')
  const [url] = (await viewOf(receipt)).photos.after
  expect((await app.request(url!, {}, env as never)).status).toBe(200)
  // A link to a picture of a case files no other case.
  const stolen = await file(env, { photos: [url!.slice(url!.lastIndexOf('/') + 1)] })
  expect(await codesIn(stolen)).toEqual(['photo.already_used'])
})

test.each([
  ['no text', { move: 'answer', said: '' }, 422, 'said.missing'],
  ['501 characters', { move: 'answer', said: '一'.repeat(501) }, 422, 'said.too_long'],
  ['no rating', { move: 'rate', rating: '' }, 422, 'rating.missing'],
  ['a rating nobody offers', { move: 'rate', rating: 'great' }, 400, 'request.malformed'],
  ['a move of the office', { move: 'close', said: '好' }, 400, 'request.malformed'],
  ['a field of the table', { move: 'withdraw', status: 'closed' }, 400, 'request.malformed'],
])('%s is refused and changes nothing', async (_, body, status, code) => {
  const { receipt, number } = await filed(env)
  const before = await rowOf(number)
  const response = await move({ receipt, ...body })
  expect([response.status, await codesIn(response)]).toEqual([status, [code]])
  expect(await rowOf(number)).toEqual(before)
})

test('acts of a reporter are kept to the minute', async () => {
  const { receipt, number } = await filed(env)
  await move({ receipt, move: 'withdraw' })
  const { results } = await env.DB.prepare(
    'SELECT happened_at AS at FROM tip_off_events UNION SELECT created_at FROM outbox_messages UNION SELECT changed_at FROM tip_offs WHERE number = ?',
  )
    .bind(number)
    .all<{ at: number }>()
  const mine = results.filter(({ at }) => at % 60_000 !== 0)
  // The desk's own events, written above by tests of the desk's moves, keep their time.
  const staff = await env.DB.prepare("SELECT happened_at AS at FROM tip_off_events WHERE actor = 'staff'").all<{
    at: number
  }>()
  expect(mine.filter(({ at }) => !staff.results.some((one) => one.at === at))).toEqual([])
})
