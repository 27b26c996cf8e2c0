import { env } from '#test-host'
import { beforeAll, expect, test } from 'vitest'
import type { ReporterView } from '../../functions/tip-offs/reporter-view.ts'
import { aPhoto, aCase } from '../fixtures/cases.ts'
import { codesOf, move, moved, readAs, rowsOf, versionOf } from '../fixtures/desk.ts'
import { asks, signedIn, type SignedIn } from '../fixtures/staff.ts'
import { upload } from './a-tip-off.ts'

let moderator: SignedIn
let second: SignedIn
beforeAll(async () => {
  moderator = await signedIn('moderator')
  second = await signedIn('moderator')
}, 60_000)

const token = async () => ((await (await upload(env, aPhoto())).json()) as { token: string }).token
const track = async (receipt: string) =>
  (await (await asks(null, '/api/tip-offs/track', { json: { receipt } })).json()) as ReporterView
const sameMove = async (receipt: string, body: object) =>
  asks(null, '/api/tip-offs/track/moves', { json: { receipt, ...body } })

test('two matters in one tip-off become two cases; the reporter’s code shows both, and each can be answered', async () => {
  const contact = { name: '李梅', phone: '19900005678' }
  const first = await aCase({
    photos: [await token(), await token()],
    photo: true,
    contact,
    text: '垃圾满了，旁边还占道摆摊。',
  })
  // aCase files its own photo list: whatever it is, the second half goes along.
  const { photos } = await moved(moderator, first.id, { move: 'accept' })
  const chosen = photos.slice(-1).map(({ id }) => id)
  const split = { move: 'split', category: 'stalls-street', note: '照片 2 里的占道摊位', photos: chosen }
  const { related, photos: kept } = await moved(moderator, first.id, { ...split, said: '摊位的事单独办。' })
  expect(related).toMatchObject([{ way: 'split_off', status: 'accepted', category: 'stalls-street' }])
  expect(kept.length).toBe(photos.length)

  const { id, number } = related[0]!
  expect(number).not.toBe(first.number)
  const other = await readAs(moderator, id)
  expect(other.tipOff).toMatchObject({
    status: 'accepted',
    unit: null,
    text: '垃圾满了，旁边还占道摆摊。',
    photoCount: 1,
  })
  expect(other.related).toMatchObject([{ way: 'split_from', number: first.number }])
  expect(other.events.map(({ kind, note }) => [kind, note])).toEqual([
    ['filed', null],
    ['split_off', '照片 2 里的占道摊位'],
  ])
  expect(other.hasContact).toBe(true)
  const opened = await asks(moderator, `/api/desk/tip-offs/${id}/contact`, { json: { reason: '要核实摊位' } })
  expect(await opened.json()).toEqual(contact)
  // Two rows, two files: one may be covered, or forgotten, without the other.
  const [mine] = other.photos
  expect((await asks(moderator, '/api/desk/photos/' + mine!.id)).status).toBe(200)
  const keys = await rowsOf<{ storage_key: string; sha256: string }>(
    'SELECT storage_key, sha256 FROM photos WHERE id IN (?, ?)',
    mine!.id,
    chosen[0],
  )
  expect(new Set(keys.map(({ storage_key }) => storage_key)).size).toBe(2)
  expect(new Set(keys.map(({ sha256 }) => sha256)).size).toBe(1)

  const seen = await track(first.receipt)
  expect(seen.parts).toMatchObject([{ number, status: 'accepted', category: 'stalls-street' }])
  expect(seen.timeline.at(-1)).toMatchObject({ kind: 'split', said: '摊位的事单独办。' })
  const code = seen.parts[0]!.receipt!
  const part = await track(code)
  expect(part).toMatchObject({ number, parts: [{ number: first.number, receipt: null }] })
  await moved(moderator, id, { move: 'ask', said: '摊位一般几点出来？' })
  expect((await sameMove(code, { move: 'answer', said: '晚上六点以后。' })).status).toBe(200)
  expect((await readAs(moderator, id)).tipOff.questionOpen).toBe(false)
  expect(JSON.stringify(await track(code))).not.toContain('占道摊位')
  const audit = await rowsOf(
    "SELECT action, object_id FROM audit_events WHERE action LIKE 'tip_off:split%' ORDER BY rowid",
  )
  expect(audit).toEqual([
    { action: 'tip_off:split', object_id: first.id },
    { action: 'tip_off:split_off', object_id: id },
  ])
  expect(await rowsOf('SELECT key_hash FROM submissions WHERE tip_off_id = ?', id)).toEqual([])
})

test('what is split off needs a kind, a note and the case’s own photos', async () => {
  const [one, other] = [await aCase(), await aCase()]
  const foreign = (await readAs(moderator, other.id)).photos[0]!.id
  const split = { move: 'split', category: 'stalls-street', note: '第二件' }
  const refusals: [Record<string, unknown>, string[]][] = [
    [{ ...split, category: '' }, ['category.missing']],
    [{ ...split, category: 'stalls-dispute' }, ['category.stopper']],
    [{ ...split, category: 'praise-caring' }, ['category.wrong']],
    [{ ...split, note: '' }, ['note.missing']],
    [{ ...split, photos: [foreign] }, ['split_photos.unknown']],
    [{ ...split, photos: Array(7).fill(foreign) }, ['request.malformed']],
  ]
  for (const [body, codes] of refusals) {
    expect(await codesOf(await move(moderator, one.id, body as { move: string }))).toEqual(codes)
  }
  const praise = await aCase({ door: 'praise', category: 'praise-caring' })
  expect(await codesOf(await move(moderator, praise.id, split))).toEqual(['tip_off.move_not_allowed'])
  expect(await versionOf(one.id)).toBe(1)
})

test('of two moderators who split at once, one makes the second case', async () => {
  const { id, receipt } = await aCase()
  const version = await versionOf(id)
  const press = (staff: SignedIn) =>
    move(staff, id, { move: 'split', category: 'stalls-street', note: '第二件', version })
  const answers = await Promise.all([press(moderator), press(second)])
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
  expect((await track(receipt)).parts.length).toBe(1)
  const [counted] = await rowsOf<{ value: number }>('SELECT value FROM case_counters')
  expect(counted!.value).toBe((await rowsOf('SELECT id FROM tip_offs')).length)
})
