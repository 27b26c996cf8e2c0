import { env } from '#test-host'
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { MOVE_NAMES } from '../../functions/domain/tip-off.ts'
import type { Env } from '../../functions/http/app-types.ts'
import { aCase, aPhoto, sendAfterPhoto } from '../fixtures/cases.ts'
import { move, moved, rowsOf, versionOf } from '../fixtures/desk.ts'
import { D1_ERRORS, dice, withFaults } from '../fixtures/faults.ts'
import { asks, signedIn, trySignIn, type SignedIn } from '../fixtures/staff.ts'

let moderator: SignedIn
let second: SignedIn
let handler: SignedIn
beforeAll(async () => {
  moderator = await signedIn('moderator')
  second = await signedIn('moderator')
  handler = await signedIn('handler', 'sanitation')
}, 60_000)
beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => undefined))
afterEach(() => void vi.restoreAllMocks())

/** All that an act on a case may leave behind. */
const traces = async (id: string) =>
  JSON.stringify(
    await Promise.all([
      rowsOf('SELECT * FROM tip_offs WHERE id = ?', id),
      rowsOf('SELECT * FROM tip_off_events WHERE tip_off_id = ? ORDER BY seq', id),
      rowsOf('SELECT * FROM photos WHERE tip_off_id = ? ORDER BY id', id),
      rowsOf("SELECT action, result FROM audit_events WHERE object_id = ? AND result = 'ok' ORDER BY rowid", id),
      rowsOf("SELECT action, result FROM audit_events WHERE detail = ? AND result = 'ok' ORDER BY rowid", id),
      rowsOf(
        'SELECT id FROM outbox_messages WHERE outbox_messages.number = (SELECT number FROM tip_offs WHERE id = ?) ORDER BY id',
        id,
      ),
    ]),
  )
const countOf = async (sql: string, ...values: unknown[]) => (await rowsOf<{ n: number }>(sql, ...values))[0]!.n

const assigned = async () => {
  const { id } = await aCase({ contact: { name: '李梅', phone: '19900005678' } })
  await moved(moderator, id, { move: 'accept' })
  const { photos } = await moved(moderator, id, { move: 'assign', unit: 'sanitation' })
  return { id, photo: photos[0]!.id }
}
type On = Awaited<ReturnType<typeof assigned>>

const acts: Record<
  string,
  { act: (on: On, env: Env) => Promise<Response>; again: number[]; done: (on: On) => Promise<boolean> }
> = {
  'handing back': {
    act: ({ id }, on) => move(handler, id, { move: 'hand_back', note: '不在这个路段', version: 3 }, on),
    // Done, and the answer lost: the case is no longer the handler's.
    again: [200, 404],
    done: async ({ id }) =>
      (await versionOf(id)) === 4 &&
      (await countOf("SELECT COUNT(*) AS n FROM tip_off_events WHERE tip_off_id = ? AND kind = 'hand_back'", id)) ===
        1 &&
      (await countOf(
        "SELECT COUNT(*) AS n FROM audit_events WHERE object_id = ? AND action = 'tip_off:hand_back' AND result = 'ok'",
        id,
      )) === 1,
  },
  transferring: {
    act: ({ id }, on) => move(moderator, id, { move: 'transfer', unit: 'parks', note: '这一段归园林', version: 3 }, on),
    again: [200, 409],
    done: async ({ id }) =>
      (await versionOf(id)) === 4 &&
      (await countOf("SELECT COUNT(*) AS n FROM tip_off_events WHERE tip_off_id = ? AND unit = 'parks'", id)) === 1 &&
      (await countOf(
        "SELECT COUNT(*) AS n FROM outbox_messages WHERE audience = 'unit:parks' AND outbox_messages.number = (SELECT number FROM tip_offs WHERE id = ?)",
        id,
      )) === 1,
  },
  'an after-photo': {
    act: ({ id }, on) => sendAfterPhoto(handler, id, photoBytes.get(id)!, on),
    again: [201],
    done: async ({ id }) =>
      (await countOf("SELECT COUNT(*) AS n FROM photos WHERE tip_off_id = ? AND kind = 'after'", id)) === 1 &&
      (await countOf(
        "SELECT COUNT(*) AS n FROM audit_events WHERE object_id = ? AND action = 'tip_off:add_after_photo' AND result = 'ok'",
        id,
      )) === 1,
  },
  'a redaction': {
    act: ({ photo }, on) => {
      const body = new FormData()
      body.set('full', new File([aPhoto()], 'full.jpg'))
      body.set('thumb', new File([aPhoto()], 'thumb.jpg'))
      return asks(moderator, '/api/desk/photos/' + photo + '/redaction', { method: 'PUT', body, env: on })
    },
    again: [200],
    done: async ({ photo }) => {
      const kept = await countOf('SELECT COUNT(*) AS n FROM photos WHERE id = ? AND public_key IS NOT NULL', photo)
      const acts = await countOf("SELECT COUNT(*) AS n FROM audit_events WHERE object_id = ? AND result = 'ok'", photo)
      return kept === 1 && acts === 1
    },
  },
  'opening a contact': {
    act: ({ id }, on) =>
      asks(moderator, '/api/desk/tip-offs/' + id + '/contact', { json: { reason: '需要核实' }, env: on }),
    again: [200],
    done: async ({ id }) =>
      (await countOf(
        "SELECT COUNT(*) AS n FROM audit_events WHERE object_id = ? AND action = 'contact:unseal' AND result = 'ok'",
        id,
      )) === 1,
  },
}
const photoBytes = new Map<string, Uint8Array<ArrayBuffer>>()

describe('whatever call of an act fails, it is done whole or not at all, and can be tried again', () => {
  for (const [name, { act, again, done }] of Object.entries(acts)) {
    for (const after of [false, true]) {
      test(name + (after ? ', answer lost' : ''), async () => {
        for (let call = 1; ; call += 1) {
          const on = await assigned()
          photoBytes.set(on.id, aPhoto())
          const before = await traces(on.id)
          const faulty = withFaults(env, { call, error: D1_ERRORS[call % D1_ERRORS.length]!, after })
          const response = await act(on, faulty.env)
          if (!faulty.watch.fired) {
            expect(response.ok).toBe(true)
            expect(call).toBeGreaterThan(2)
            break
          }
          // A rendition that could not be removed is no fault of the act: the sweep takes it.
          if (!response.ok) {
            expect(response.status).toBe(503)
            expect(response.headers.get('retry-after')).toBe('5')
            expect(await response.text()).not.toMatch(/D1|SQL|lost|memory/)
          }
          expect((await traces(on.id)) === before || (await done(on))).toBe(true)
          expect(again).toContain((await act(on, env)).status)
        }
      })
    }
  }

  test('a sign-in', async () => {
    for (const after of [false, true]) {
      for (let call = 1; ; call += 1) {
        const account = await signedIn('moderator')
        const sessions = () => countOf('SELECT COUNT(*) AS n FROM sessions WHERE staff_id = ?', account.id)
        const faulty = withFaults(env, { call, error: D1_ERRORS[0]!, after })
        const at = Date.now() + 30_000
        const response = await trySignIn(account, { env: faulty.env, at })
        if (!faulty.watch.fired) break
        expect(response.status).toBe(503)
        expect(response.headers.get('set-cookie')).toBeNull()
        const acts = await countOf(
          "SELECT COUNT(*) AS n FROM audit_events WHERE object_id = ? AND action = 'staff:sign_in' AND result = 'ok'",
          account.id,
        )
        expect(acts).toBe(await sessions())
      }
    }
  }, 60_000)
})

test('in a random walk with faults, every act has one audit row and every audit row its act (G36)', async () => {
  const roll = dice(20261122)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(roll() * list.length)]!
  const cases = await Promise.all(
    Array.from({ length: 5 }, async (_, n) => aCase(n === 4 ? { door: 'praise', category: 'praise-caring' } : {})),
  )
  const answered: Record<string, number> = { ok: 0, refused: 0, unknown: 0 }
  // Most steps follow the course of a case, so that the walk gets around; the rest are anything at all.
  const course: Record<string, string[]> = {
    received: ['accept', 'ask', 'thank'],
    accepted: ['assign', 'thank'],
    assigned: ['rectify', 'rectify', 'rectify', 'hand_back', 'transfer', 'joint'],
    rectified: ['verify', 'verify', 'send_back'],
    verified: ['close'],
    closed: ['reopen'],
    rejected: ['reopen'],
    merged: ['reopen'],
  }
  for (let step = 0; step < 400; step += 1) {
    const { id } = pick(cases)
    const [row] = await rowsOf<{ status: string; version: number }>(
      'SELECT status, version FROM tip_offs WHERE id = ?',
      id,
    )
    const name = roll() < 0.7 ? pick(course[row!.status] ?? MOVE_NAMES) : pick(MOVE_NAMES)
    const version = row!.version - (roll() < 0.1 ? 1 : 0)
    const fault =
      roll() < 0.2 ? { call: 1 + Math.floor(roll() * 9), error: pick(D1_ERRORS), after: roll() < 0.5 } : null
    const { env: on } = withFaults(env, fault)
    const actor = pick([moderator, second, handler])
    if (name === 'rectify' && roll() < 0.8) await sendAfterPhoto(actor, id)
    const body = {
      move: name,
      version: Math.max(1, version),
      said: '谢谢您。',
      note: '内部说明',
    }
    const units = { assign: 'sanitation', transfer: pick(['sanitation', 'parks']), joint: 'parks', unjoint: 'parks' }
    const more = {
      ...(name in units && { unit: units[name as 'joint'] }),
      ...(name === 'merge' && { into: pick(cases).number }),
      ...(name === 'split' && { category: 'stalls-street' }),
      ...(name === 'backlog' && { until: '2027-03-01' }),
    }
    const response = await move(actor, id, { ...body, ...more }, on)
    answered[response.status === 200 ? 'ok' : response.status === 503 ? 'unknown' : 'refused']! += 1
  }
  let acts = 0
  for (const { id } of cases) {
    const events = await rowsOf<{ kind: string; staff_id: string; from_status: string; to_status: string }>(
      "SELECT kind, staff_id, from_status, to_status FROM tip_off_events WHERE tip_off_id = ? AND actor = 'staff' ORDER BY seq",
      id,
    )
    const audit = await rowsOf<{ action: string; staff_id: string }>(
      "SELECT action, staff_id FROM audit_events WHERE object_id = ? AND result = 'ok' AND action <> 'tip_off:add_after_photo' ORDER BY rowid",
      id,
    )
    expect(audit).toEqual(events.map(({ kind, staff_id }) => ({ action: 'tip_off:' + kind, staff_id })))
    expect(events.slice(1).map(({ from_status }) => from_status)).toEqual(
      events.slice(0, -1).map(({ to_status }) => to_status),
    )
    const [row] = await rowsOf<{ status: string; version: number }>(
      'SELECT status, version FROM tip_offs WHERE id = ?',
      id,
    )
    expect(row).toEqual({ status: events.at(-1)?.to_status ?? 'received', version: 1 + events.length })
    const photos = await countOf("SELECT COUNT(*) AS n FROM photos WHERE tip_off_id = ? AND kind = 'after'", id)
    const added = await countOf(
      "SELECT COUNT(*) AS n FROM audit_events WHERE object_id = ? AND action = 'tip_off:add_after_photo' AND result = 'ok'",
      id,
    )
    expect(added).toBe(photos)
    acts += events.length
  }
  // The walk went somewhere, was refused, and met faults.
  expect(answered.ok).toBeGreaterThan(60)
  expect(answered.refused).toBeGreaterThan(60)
  expect(answered.unknown).toBeGreaterThan(15)
  expect(acts).toBeGreaterThanOrEqual(answered.ok!)
  expect(acts).toBeLessThanOrEqual(answered.ok! + answered.unknown!)
  const ids = cases.map(({ id }) => id)
  const refusals = (
    await rowsOf<{ object_id: string }>(
      "SELECT object_id FROM audit_events WHERE result LIKE 'refused:%' AND action <> 'tip_off:add_after_photo'",
    )
  ).filter(({ object_id }) => ids.includes(object_id)).length
  expect(refusals).toBeGreaterThanOrEqual(answered.refused!)
  expect(refusals).toBeLessThanOrEqual(answered.refused! + answered.unknown!)
  // What the triggers count is what there is.
  const [tallies] = await rowsOf("SELECT * FROM queue_tallies WHERE scope = 'all'")
  for (const status of ['received', 'accepted', 'assigned', 'rectified', 'verified', 'closed']) {
    expect(tallies![status]).toBe(await countOf('SELECT COUNT(*) AS n FROM tip_offs WHERE status = ?', status))
  }
}, 120_000)

test('what staff did cannot be changed or removed, not even by SQL', async () => {
  const { id } = await assigned()
  await expect(
    env.DB.prepare("UPDATE audit_events SET result = 'x' WHERE object_id = ?").bind(id).run(),
  ).rejects.toThrow(/never changed/)
  await expect(env.DB.prepare('DELETE FROM audit_events WHERE object_id = ?').bind(id).run()).rejects.toThrow(
    /never deleted/,
  )
})

test('nothing anybody wrote or signed in with gets into a log, whatever fails (G37)', async () => {
  const canary = {
    name: '金丝雀',
    phone: '19900000987',
    text: '金丝雀说这里有垃圾没人收',
    note: '金丝雀内部说明',
    said: '金丝雀答复',
  }
  const logged: string[] = []
  for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const) {
    vi.spyOn(console, level).mockImplementation((...args) => void logged.push(args.map(String).join(' ')))
  }
  const { id, receipt } = await aCase({ text: canary.text, contact: { name: canary.name, phone: canary.phone } })
  const said: string[] = []
  const attempts: ((on: Env) => Response | Promise<Response>)[] = [
    (on) => move(moderator, id, { move: 'accept', said: canary.said, note: canary.note }, on),
    (on) => asks(moderator, '/api/desk/tip-offs/' + id + '/contact', { json: { reason: '金丝雀理由' }, env: on }),
    (on) => asks(moderator, '/api/desk/tip-offs?status=金丝雀&after=' + canary.phone, { env: on }),
    (on) => trySignIn({ ...moderator, signInName: 'canary-name' }, { password: '金丝雀密码', env: on }),
    (on) =>
      asks(null, '/api/tip-offs/track', { json: { receipt }, env: on, headers: { 'user-agent': 'canary-browser' } }),
  ]
  for (const attempt of attempts) {
    for (let call = 1; call <= 3; call += 1) {
      // Errors that carry the statement and what was bound to it, as some drivers throw them.
      const error = `SQLITE_ERROR near "${canary.note}": ${canary.phone} ${receipt}\n{"at":"forged line"}\u001b[31m`
      const response = await attempt(withFaults(env, { call, error }).env)
      if (response.status === 503) said.push(await response.text())
    }
  }
  expect(logged.length).toBeGreaterThan(5)
  const everything = [...logged, ...said].join('\n')
  const secrets = [moderator.cookie.split('=')[1]!, moderator.password, moderator.totpSecret, receipt, 'canary-name']
  for (const secret of ['金丝雀', canary.phone, 'forged', '\u001b', 'SQLITE', 'canary-browser', ...secrets]) {
    expect(everything).not.toContain(secret)
  }
  for (const line of logged) expect(() => JSON.parse(line)).not.toThrow()
  expect(said.join('')).not.toMatch(/sqlite|D1_|D1 DB|hono|\.ts|SELECT/i)
})
