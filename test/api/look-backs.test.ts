import { env } from '#test-host'
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { drawLots, mondayOf } from '../../functions/domain/look-back.ts'
import { DAY } from '../../functions/domain/shanghai-day.ts'
import type { Env } from '../../functions/http/app-types.ts'
import { runJobs } from '../../functions/jobs.ts'
import { drawLookBacks } from '../../functions/look-backs/draw-look-backs.ts'
import { sweepPhotos } from '../../functions/photos/sweep-photos.ts'
import { forgetTipOffs } from '../../functions/tip-offs/forget-tip-offs.ts'
import { indexOf } from '../fixtures/bytes.ts'
import { aPhoto } from '../fixtures/cases.ts'
import { aRow, at, clearAll, turn } from '../fixtures/clockwork.ts'
import { codesOf, moved, rowsOf } from '../fixtures/desk.ts'
import { aLookBack, closedCase, readList, readOne, record, sendPhoto } from '../fixtures/look-backs.ts'
import { tellTalePhoto } from '../fixtures/photos.ts'
import { asks, signedIn, type SignedIn } from '../fixtures/staff.ts'
import { failingEnv } from './failing-env.ts'

vi.spyOn(console, 'error').mockImplementation(() => {})

let moderator: SignedIn
let second: SignedIn
let handler: SignedIn
let other: SignedIn
beforeAll(async () => {
  moderator = await signedIn('moderator')
  second = await signedIn('moderator')
  handler = await signedIn('handler', 'sanitation')
  other = await signedIn('handler', 'parks')
}, 60_000)
beforeEach(clearAll)

// Monday 2 November 2026: the closings of 5–11 October are drawn from.
const DRAW = at('2026-11-02 00:10')
const CLOSED = at('2026-10-08 16:00')
const drawn = () => rowsOf<{ tip_off_id: string; unit: string; due_at: number }>('SELECT * FROM look_backs ORDER BY id')
const picked = async () => (await drawn()).map(({ tip_off_id }) => tip_off_id).sort()
const draws = () => rowsOf('SELECT week, closed, picked FROM look_back_draws ORDER BY week')
const closings = async () => {
  for (let n = 0; n < 9; n++) await closedCase(CLOSED + n * 60_000)
  for (let n = 0; n < 2; n++) await closedCase(CLOSED, 'parks')
}

describe('the draw', () => {
  test('a fifth of what each unit mended, and one at least, is drawn when the weeks are over, and due in five working days', async () => {
    await closings()
    await closedCase(at('2026-10-04 23:59'))
    await closedCase(at('2026-10-12 00:00'))
    await turn(await aRow(CLOSED), 'closed', CLOSED)
    await drawLookBacks(env, DRAW - 11 * 60_000)
    expect((await draws()).at(-1)).toMatchObject({ week: '2026-09-28', closed: 1 })
    await env.DB.prepare('DELETE FROM look_backs').run()
    await drawLookBacks(env, DRAW)
    const rows = await drawn()
    expect(rows.map(({ unit }) => unit).sort()).toEqual(['parks', 'sanitation', 'sanitation'])
    expect(new Set(rows.map(({ due_at }) => due_at))).toEqual(new Set([at('2026-11-06 18:00')]))
    expect((await draws()).at(-1)).toEqual({ week: '2026-10-05', closed: 11, picked: 3 })
  })

  test('the same cases are drawn by the same key however often, and by another key others', async () => {
    await closings()
    await drawLookBacks(env, DRAW)
    const first = await picked()
    const drawAgain = async (on: Env) => {
      for (const table of ['look_backs', 'look_back_draws']) await env.DB.prepare('DELETE FROM ' + table).run()
      await drawLookBacks(on, DRAW)
      return picked()
    }
    expect(await drawAgain(env)).toEqual(first)
    const otherwise = await Promise.all([1, 2, 3, 4].map((n) => ({ ...env, PORTAL_SECRET: String(n).repeat(43) })))
    const samples = []
    for (const on of otherwise) samples.push((await drawAgain(on)).join())
    expect(new Set([first.join(), ...samples]).size).toBeGreaterThan(1)
  })

  test('drawn twice at once, or killed at every step and drawn again, it is one draw', async () => {
    await closings()
    await Promise.all([drawLookBacks(env, DRAW), drawLookBacks(env, DRAW + 1), drawLookBacks(env, DRAW + 2)])
    const first = await picked()
    expect(first).toHaveLength(3)
    for (const when of ['before', 'after'] as const) {
      for (let k = 1; ; k += 1) {
        for (const table of ['look_backs', 'look_back_draws']) await env.DB.prepare('DELETE FROM ' + table).run()
        const broken = failingEnv(env, k, 'Network connection lost.', when)
        await drawLookBacks(broken.env, DRAW).catch(() => {})
        if (!broken.counted.fired) break
        await drawLookBacks(env, DRAW)
        expect(await picked()).toEqual(first)
        expect(await draws()).toEqual([{ week: '2026-10-05', closed: 11, picked: 3 }])
      }
    }
  })

  test('what was drawn stays drawn: nobody takes the place of a case that is opened again', async () => {
    await closings()
    await drawLookBacks(env, DRAW)
    const [first] = await picked()
    await turn(first!, 'accepted', DRAW + 1)
    await drawLookBacks(env, DRAW + DAY)
    expect(await picked()).toHaveLength(3)
    expect(await rowsOf('SELECT state FROM look_backs WHERE tip_off_id = ?', first)).toEqual([{ state: 'dropped' }])
  })

  test('after a silence every week of it is drawn, and is not late at once', async () => {
    await closings()
    await drawLookBacks(env, DRAW)
    const late = await closedCase(CLOSED + 7 * DAY)
    await closedCase(CLOSED + 14 * DAY)
    await drawLookBacks(env, DRAW + 21 * DAY + 3 * 3_600_000)
    expect((await draws()).map(({ week }) => week)).toEqual(['2026-10-05', '2026-10-12', '2026-10-19', '2026-10-26'])
    const [row] = await rowsOf<{ due_at: number }>('SELECT due_at FROM look_backs WHERE tip_off_id = ?', late)
    expect(row!.due_at).toBe(at('2026-11-27 18:00'))
  })

  test('weeks begin on Monday in China, and lots decide whatever the order', () => {
    expect(mondayOf(at('2026-11-01 23:59'))).toBe(at('2026-10-26 00:00'))
    expect(mondayOf(at('2026-11-02 00:00'))).toBe(at('2026-11-02 00:00'))
    const lots = ['c', 'a', 'd', 'b', 'e'].map((rank) => ({ id: rank, rank, unit: 'u' }))
    const rule = { look_back_share: 0.3, look_back_minimum: 1 }
    expect(drawLots(lots, rule).map(({ id }) => id)).toEqual(['a', 'b'])
    expect(drawLots(lots.toReversed(), rule).map(({ id }) => id)).toEqual(['a', 'b'])
    expect(drawLots(lots, { look_back_share: 0, look_back_minimum: 9 })).toHaveLength(5)
  })
})

const counted = () => rowsOf('SELECT unit, look_backs FROM rebound_tallies WHERE look_backs > 0')

test('what holds is recorded with a photo and who looked; the unit reads it then, and not before', async () => {
  const { id, tipOff } = await aLookBack()
  const hidden = await readList(handler, '?state=open')
  expect(hidden.lookBacks).toEqual([])
  expect((await asks(handler, '/api/desk/look-backs/' + id)).status).toBe(404)
  expect(await codesOf(await record(moderator, id, { move: 'hold' }))).toEqual(['look_back.photo_missing'])
  const photo = (await (await sendPhoto(moderator, id)).json()) as { url: string }
  expect((await asks(handler, photo.url)).status).toBe(404)
  const held = await record(moderator, id, { move: 'hold', note: '还是干净的' })
  expect(held.status).toBe(200)
  expect(await held.json()).toMatchObject({
    state: 'held',
    looked: { by: moderator.name, note: '还是干净的' },
    mayRecord: false,
  })
  expect((await readOne(handler, id)).state).toBe('held')
  expect((await asks(handler, photo.url)).status).toBe(200)
  for (const nobody of [other, null]) {
    expect((await asks(nobody, '/api/desk/look-backs/' + id)).status).toBe(404)
    expect((await asks(nobody, photo.url)).status).toBe(404)
  }
  const elsewhere = await aLookBack()
  expect((await asks(moderator, photo.url.replace(id, elsewhere.id))).status).toBe(404)
  expect((await readList(moderator, '?tipOff=' + tipOff)).lookBacks.map((one) => one.id)).toEqual([id])
  expect(await counted()).toEqual([])
  expect((await record(handler, elsewhere.id, { move: 'hold' })).status).toBe(403)
})

test('what rebounded opens the case again, is told to the unit and the log, and counts once', async () => {
  const { id, tipOff } = await aLookBack()
  await sendPhoto(moderator, id)
  expect(await codesOf(await record(moderator, id, { move: 'rebound' }))).toEqual(['look_back_note.missing'])
  expect((await record(moderator, id, { move: 'rebound', note: '又满溢了' })).status).toBe(200)
  expect(await rowsOf('SELECT status, reopened_count FROM tip_offs WHERE id = ?', tipOff)).toEqual([
    { status: 'accepted', reopened_count: 1 },
  ])
  expect((await readOne(moderator, id)).state).toBe('rebounded')
  expect(await rowsOf('SELECT kind, note FROM tip_off_events WHERE tip_off_id = ?', tipOff)).toEqual([
    { kind: 'reopen', note: '回头看发现反弹：又满溢了' },
  ])
  expect(await counted()).toEqual([{ unit: 'sanitation', look_backs: 1 }])
  expect(await rowsOf("SELECT audience FROM outbox_messages WHERE topic = 'look_back.rebounded'")).toEqual([
    { audience: 'unit:sanitation' },
  ])
  const acts = await rowsOf<{ action: string }>(
    "SELECT action FROM audit_events WHERE object_id IN (?, ?) AND result = 'ok' ORDER BY action",
    id,
    tipOff,
  )
  expect(acts.map(({ action }) => action)).toEqual(['look_back:add_photo', 'look_back:rebound', 'tip_off:reopen'])
  expect(await codesOf(await record(second, id, { move: 'rebound', note: '又满溢了' }))).toEqual([
    'look_back.changed_meanwhile',
  ])
  expect(await codesOf(await record(second, id, { move: 'hold', version: 2 }))).toEqual(['look_back.cannot_now'])
  expect(await codesOf(await sendPhoto(second, id))).toEqual(['look_back.cannot_now'])
})

test('of those who record it at once one is heard, and the case stands as that one said', async () => {
  for (let round = 0; round < 4; round += 1) {
    const { id, tipOff } = await aLookBack()
    await sendPhoto(moderator, id)
    const answers = await Promise.all([
      record(moderator, id, { move: 'hold' }),
      record(second, id, { move: 'rebound', note: '又满溢了' }),
      record(moderator, id, { move: 'rebound', note: '又满溢了' }),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409])
    const [row] = await rowsOf<{ state: string }>('SELECT state FROM look_backs WHERE id = ?', id)
    const [{ status } = { status: '' }] = await rowsOf<{ status: string }>(
      'SELECT status FROM tip_offs WHERE id = ?',
      tipOff,
    )
    expect(status).toBe(row!.state === 'held' ? 'closed' : 'accepted')
  }
})

test('who mended it does not say whether it held', async () => {
  const { id, tipOff } = await aLookBack()
  await env.DB.prepare('UPDATE tip_offs SET rectified_by = ? WHERE id = ?').bind(moderator.id, tipOff).run()
  expect((await readOne(moderator, id)).mayRecord).toBe(false)
  expect(await codesOf(await sendPhoto(moderator, id))).toEqual(['look_back.mended_it'])
  await sendPhoto(second, id)
  expect(await codesOf(await record(moderator, id, { move: 'hold' }))).toEqual(['look_back.mended_it'])
  expect((await record(second, id, { move: 'hold' })).status).toBe(200)
})

test('photos come clean, once each, six at most, and nothing else is taken', async () => {
  const { id } = await aLookBack()
  const key = crypto.randomUUID()
  const [one, two] = await Promise.all([0, 1].map(() => sendPhoto(moderator, id, tellTalePhoto(), { key })))
  expect([one!.status, two!.status]).toEqual([201, 201])
  const photo = (await one!.json()) as { url: string }
  expect(await two!.json()).toEqual(photo)
  const shown = await asks(moderator, photo.url)
  expect(shown.headers.get('cache-control')).toBe('no-store')
  expect(shown.headers.get('content-security-policy')).toContain('sandbox')
  const bytes = new Uint8Array(await shown.arrayBuffer())
  for (const tell of ['SnapCorp', 'Zhang San', 'secret-tail', 'Exif']) expect(indexOf(bytes, tell)).toBe(-1)
  const send = async (text: string) => codesOf(await sendPhoto(moderator, id, new TextEncoder().encode(text)))
  expect(await send('<svg onload=alert(1)>')).toEqual(['photo.wrong_type'])
  expect(await send('')).toEqual(['photo.empty'])
  expect(await send('\xff\xd8\xff')).toEqual(['photo.wrong_type'])
  expect(await codesOf(await sendPhoto(moderator, id, aPhoto().slice(0, 90)))).toEqual(['photo.broken'])
  expect(await codesOf(await sendPhoto(moderator, id, aPhoto(), { key }))).toEqual(['after_photo.key_taken'])
  expect((await sendPhoto(moderator, id, aPhoto(), { key: 'x' })).status).toBe(400)
  expect((await sendPhoto(handler, id)).status).toBe(403)
  const more = await Promise.all(Array.from({ length: 7 }, () => sendPhoto(moderator, id)))
  expect(more.map(({ status }) => status).sort()).toEqual([201, 201, 201, 201, 201, 413, 413])
  await record(moderator, id, { move: 'hold' })
  // A phone that sends it again later is told the same.
  expect((await sendPhoto(moderator, id, tellTalePhoto(), { key })).status).toBe(201)
})

test('photos of look-backs stay on the shelf while the case is kept, and go with it', async () => {
  const { id, tipOff } = await aLookBack()
  await sendPhoto(moderator, id)
  await record(moderator, id, { move: 'hold', note: '还是干净的' })
  const [{ key } = { key: '' }] = await rowsOf<{ key: string }>('SELECT storage_key AS key FROM look_back_photos')
  await sweepPhotos(env, Date.now() + 30 * DAY)
  expect(await env.PHOTOS.head(key)).not.toBeNull()
  await env.DB.prepare('UPDATE tip_offs SET closed_at = 1, changed_at = 1 WHERE id = ?').bind(tipOff).run()
  await forgetTipOffs(env, Date.now())
  expect(await rowsOf('SELECT id FROM look_back_photos')).toEqual([])
  expect(await rowsOf('SELECT note, state FROM look_backs')).toEqual([{ note: null, state: 'held' }])
  await sweepPhotos(env, Date.now() + 30 * DAY)
  expect(await env.PHOTOS.head(key)).toBeNull()
})

test('the list stands by what is due first, and can be narrowed by unit, result and date', async () => {
  const now = Date.now()
  const later = await aLookBack('parks', now + 9 * DAY)
  const sooner = await aLookBack('sanitation', now - DAY)
  const ids = async (query: string, staff = moderator) => (await readList(staff, query)).lookBacks.map(({ id }) => id)
  expect(await ids('')).toEqual([sooner.id, later.id])
  expect(await ids('?unit=parks')).toEqual([later.id])
  expect(await ids('?due=overdue')).toEqual([sooner.id])
  expect(await ids('?state=held')).toEqual([])
  expect(await ids('?state=open&unit=sanitation', other)).toEqual([])
  expect(await ids('?unit=%27--&due=ever&state=x&after=zz')).toEqual([sooner.id, later.id])
  for (let n = 0; n < 31; n++) await aLookBack('parks', now + (10 + n) * DAY)
  const first = await readList(moderator, '?unit=parks')
  const rest = await readList(moderator, '?unit=parks&after=' + first.next)
  expect([first.lookBacks.length, rest.lookBacks.length, rest.next]).toEqual([30, 2, null])
})

const state = async () =>
  JSON.stringify([
    await rowsOf('SELECT * FROM tip_offs ORDER BY id'),
    await rowsOf('SELECT * FROM tip_off_events ORDER BY id'),
    await rowsOf('SELECT * FROM look_backs ORDER BY id'),
    await rowsOf('SELECT * FROM look_back_photos ORDER BY id'),
    await rowsOf('SELECT * FROM rebound_tallies ORDER BY day'),
    await rowsOf('SELECT id FROM outbox_messages ORDER BY id'),
    await rowsOf("SELECT id FROM audit_events WHERE result = 'ok' ORDER BY id"),
  ])

type Act = (on: Env) => Promise<Response>
const acts: [string, () => Promise<Act>][] = [
  [
    'a photo',
    async () => {
      const [{ id }, bytes] = [await aLookBack(), aPhoto()]
      return (on) => sendPhoto(moderator, id, bytes, { env: on })
    },
  ],
  [
    'it holds',
    async () => {
      const { id } = await aLookBack()
      await sendPhoto(moderator, id)
      return (on) => record(moderator, id, { move: 'hold' }, on)
    },
  ],
  [
    'it rebounded',
    async () => {
      const { id } = await aLookBack()
      await sendPhoto(moderator, id)
      return (on) => record(moderator, id, { move: 'rebound', note: '又满溢了' }, on)
    },
  ],
]

test.each(acts)('%s: whichever call fails, 503, nothing half done, and the next try succeeds', async (_, ready) => {
  for (let k = 1; ; k += 1) {
    const act = await ready()
    const before = await state()
    const broken = failingEnv(env, k, 'Network connection lost.')
    const response = await act(broken.env)
    if (broken.counted.calls < k) {
      expect(response.status).toBeLessThan(300)
      expect(k).toBeGreaterThan(4)
      break
    }
    expect(response.status).toBe(503)
    const untouched = (await state()) === before
    // Done, and only the look at it afterwards failed: then it is whole, and a second press says so.
    const again = (await act(env)).status
    expect(untouched ? again < 300 : again < 300 || again === 409).toBe(true)
  }
  expect(
    await rowsOf(`SELECT look_backs.id FROM look_backs JOIN tip_offs ON tip_offs.id = tip_off_id
      WHERE state = 'rebounded' AND tip_offs.status = 'closed' OR state IN ('open', 'held') AND tip_offs.status <> 'closed'`),
  ).toEqual([])
})

test('a handler’s move on the case while its look-back is recorded loses nothing', async () => {
  const { id, tipOff } = await aLookBack()
  await sendPhoto(moderator, id)
  await moved(moderator, tipOff, { move: 'reopen', note: '居民又反映了' })
  expect(await codesOf(await record(moderator, id, { move: 'rebound', note: '又满溢了' }))).toEqual([
    'look_back.changed_meanwhile',
  ])
  expect(await counted()).toEqual([])
})

test('the clock starts the draw once a day', async () => {
  await drawLookBacks(env, DRAW)
  expect(await draws()).toEqual([])
  await closings()
  await runJobs(env, DRAW)
  expect(await draws()).toHaveLength(1)
})
