import { env } from '#test-host'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { DAY } from '../../functions/domain/shanghai-day.ts'
import { isWorkDay } from '../../functions/domain/work-days.ts'
import type { Env } from '../../functions/http/app-types.ts'
import { listGaps } from '../../functions/work-calendar/list-gaps.ts'
import { forgetCalendar, readCalendar } from '../../functions/work-calendar/read-calendar.ts'
import { readDay } from '../../functions/work-calendar/read-day.ts'
import { recountDeadlines } from '../../functions/work-calendar/recount-deadlines.ts'
import { aRow, clearAll, give } from '../fixtures/clockwork.ts'
import { codesOf, rowsOf } from '../fixtures/desk.ts'
import { withFaults } from '../fixtures/faults.ts'
import { layCases } from '../fixtures/many-cases.ts'
import { asks, signedIn, type SignedIn } from '../fixtures/staff.ts'
import { failingEnv } from './failing-env.ts'

vi.spyOn(console, 'error').mockImplementation(() => {})

const change = (day: string, kind: string) =>
  env.DB.prepare(
    "INSERT INTO calendar_days (day, kind, note, changed_by, changed_at) VALUES (?1, ?2, '', 'a', 0) ON CONFLICT (day) DO UPDATE SET kind = ?2",
  )
    .bind(day, kind)
    .run()
const worksOn = async (day: string, on = env) => isWorkDay(Date.parse(`${day}T12:00:00+08:00`), await readCalendar(on))

afterEach(async () => {
  vi.useRealTimers()
  await env.DB.prepare('DELETE FROM calendar_days').run()
  await env.DB.prepare('DELETE FROM calendar_changes').run()
  forgetCalendar()
})

test('deadlines are counted by what the office made of a day', async () => {
  expect(await worksOn('2026-10-10')).toBe(true)
  await change('2026-10-10', 'off')
  await change('2026-10-01', 'working')
  await change('2026-02-17', 'shipped')
  forgetCalendar()
  expect(await worksOn('2026-10-10')).toBe(false)
  expect(await worksOn('2026-10-01')).toBe(true)
  expect(await worksOn('2026-02-17')).toBe(false)
})

test('the calendar is read once, and again after half a minute', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  const { env: watched, watch } = withFaults(env, null)
  await worksOn('2026-10-10', watched)
  await worksOn('2026-10-10', watched)
  expect(watch.calls).toBe(1)
  await change('2026-10-10', 'off')
  expect(await worksOn('2026-10-10', watched)).toBe(true)
  vi.setSystemTime(Date.now() + 31_000)
  expect(await worksOn('2026-10-10', watched)).toBe(false)
  expect(watch.calls).toBe(2)
})

test('a calendar that could not be read is not kept', async () => {
  const { env: failing } = withFaults(env, { call: 1, error: 'Network connection lost.' })
  await expect(readCalendar(failing)).rejects.toThrow('Network connection lost.')
  expect(await worksOn('2026-10-10')).toBe(true)
})

test('a day changed while the calendar is read is seen by the next who asks', async () => {
  let answered = () => {}
  const waits = new Promise<void>((resolve) => (answered = resolve))
  const slow = {
    ...env,
    DB: {
      ...env.DB,
      prepare: () => ({ all: () => waits.then(() => ({ results: [] })) }),
    } as never,
  }
  const reading = readCalendar(slow)
  await change('2026-10-10', 'off')
  forgetCalendar()
  answered()
  await reading
  expect(await worksOn('2026-10-10')).toBe(false)
})

test('a day is changed by who manages the calendar, once, with a reason; whoever saw it before is told', async () => {
  const admin = await signedIn('administrator')
  const change = (day: string, json: object) => asks(admin, '/api/desk/calendar/days/' + day, { json })
  expect(await codesOf(await change('2099-02-30', { kind: 'off', note: '放假', version: 0 }))).toEqual([
    'calendar_day.not_found',
  ])
  expect(await codesOf(await change('2099-03-03', { kind: 'off', note: '', version: 0 }))).toEqual(['day_note.missing'])
  const both = await Promise.all(
    [0, 0].map((version) => change('2099-03-03', { kind: 'off', note: '全区放假', version })),
  )
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
  expect(await worksOn('2099-03-03')).toBe(false)
  expect(await codesOf(await change('2099-03-03', { kind: 'off', note: '放假', version: 1 }))).toEqual([
    'calendar_day.already',
  ])
  expect((await change('2099-03-03', { kind: 'shipped', note: '照常', version: 1 })).status).toBe(200)
  expect(await worksOn('2099-03-03')).toBe(true)
})

test('deadlines counted before a day was changed can be counted anew, once, and slips say why', async () => {
  const admin = await signedIn('administrator')
  const monday = Date.parse('2099-06-01T10:00:00+08:00')
  await clearAll()
  const moves = await aRow(monday - 86_400_000)
  await give(moves, 'sanitation', monday + 2 * 86_400_000, monday)
  const stays = await aRow(monday - 86_400_000)
  await give(stays, 'sanitation', monday + 3_600_000, monday)
  const json = { kind: 'off', note: '全区放假', version: 0 }
  // As if the day were changed after the deadlines were set.
  expect((await asks(admin, '/api/desk/calendar/days/2099-06-02', { json })).status).toBe(200)
  await env.DB.prepare('UPDATE calendar_changes SET changed_at = ?')
    .bind(monday + 1)
    .run()
  const moving = async () =>
    ((await (await asks(admin, '/api/desk/calendar?year=2099')).json()) as { moving: number }).moving
  expect(await moving()).toBe(1)
  const recount = async () => (await asks(admin, '/api/desk/calendar/recounts', { json: {} })).json()
  const [first, second] = await Promise.all([
    recountDeadlines(env, { ...admin, role: 'administrator', unit: null }, { requestId: 'a', now: monday + 2 }),
    recountDeadlines(env, { ...admin, role: 'administrator', unit: null }, { requestId: 'b', now: monday + 2 }),
  ])
  expect(first.moved + second.moved).toBe(1)
  expect(await recount()).toEqual({ moved: 0, left: 0 })
  expect(await rowsOf('SELECT due_at, due_from FROM tip_offs WHERE id = ?', moves)).toEqual([
    { due_at: monday + 3 * 86_400_000, due_from: monday },
  ])
  expect(await rowsOf('SELECT due_at FROM tip_offs WHERE id = ?', stays)).toEqual([{ due_at: monday + 3_600_000 }])
  expect(await rowsOf("SELECT kind FROM tip_off_events WHERE kind = 'recount'")).toEqual([{ kind: 'recount' }])
})

describe('what a change brings is known before, and done whole after', () => {
  let admin: SignedIn
  beforeAll(async () => {
    admin = await signedIn('administrator')
  })
  const monday = Date.parse('2099-06-01T10:00:00+08:00')
  const DAY_OFF = '2099-06-02'
  /** As if it were that Monday, when the deadlines were counted. */
  const recounts = (on: Env = env) =>
    recountDeadlines(on, { ...admin, role: 'administrator', unit: null }, { requestId: 'a', now: monday + 2 })
  const changeDay = (json: object, on: Env = env, day = DAY_OFF) =>
    asks(admin, '/api/desk/calendar/days/' + day, { json: { note: '全区放假', version: 0, ...json }, env: on })
  const open = async () => {
    const day = await readDay(env, DAY_OFF, monday + 1)
    return day.ok ? day.value : null
  }
  /** Cases due after the day, counted before anybody changed it. */
  const cases = async (n: number) => {
    await clearAll()
    const one = { text: '', status: 'assigned', unit: 'sanitation', dueAt: monday + 2 * DAY, receivedAt: monday }
    await layCases(Array.from({ length: n }, () => one))
  }
  const changed = async () => {
    expect((await changeDay({ kind: 'off' })).status).toBe(200)
    await env.DB.prepare('UPDATE calendar_changes SET changed_at = ?')
      .bind(monday + 1)
      .run()
  }
  const dues = async () =>
    (await rowsOf<{ due_at: number; n: number }>('SELECT due_at, COUNT(*) AS n FROM tip_offs GROUP BY due_at')).map(
      ({ due_at, n }) => [(due_at - monday) / DAY, n],
    )

  test('the day tells how many deadlines each choice would move, and who changed it last', async () => {
    await cases(3)
    const before = await open()
    expect(before).toMatchObject({ kind: 'shipped', version: 0, changed: null })
    expect(before?.choices).toEqual([
      { kind: 'off', moving: 3 },
      { kind: 'working', moving: 0 },
    ])
    await changed()
    const after = await open()
    expect(after).toMatchObject({ kind: 'off', version: 1, changed: { by: admin.name, note: '全区放假' } })
    expect(after?.choices).toEqual([
      { kind: 'working', moving: 0 },
      { kind: 'shipped', moving: 0 },
    ])
    const year = (await (await asks(admin, '/api/desk/calendar?year=2099')).json()) as {
      history: object[]
      moving: number
    }
    expect(year.moving).toBe(3)
    expect(year.history).toMatchObject([
      { day: DAY_OFF, before: 'shipped', after: 'off', by: admin.name, note: '全区放假' },
    ])
  })

  test('a change killed at any call is made or not, with its line in the log and in the audit', async () => {
    const halves = () =>
      rowsOf(`SELECT day FROM calendar_days WHERE version <> (SELECT COUNT(*) FROM calendar_changes WHERE
          calendar_changes.day = calendar_days.day) OR version <> (SELECT COUNT(*) FROM audit_events
          WHERE object_id = calendar_days.day AND action = 'calendar:change' AND result = 'ok')`)
    for (let k = 1; ; k += 1) {
      const day = `2097-05-${String(k).padStart(2, '0')}`
      const broken = failingEnv(env, k, 'Network connection lost.')
      const response = await changeDay({ kind: 'off' }, broken.env, day)
      expect(await halves()).toEqual([])
      if (!broken.counted.fired) {
        expect(response.status).toBe(200)
        expect(k).toBeGreaterThan(2)
        break
      }
      expect(response.status).toBe(503)
      expect((await changeDay({ kind: 'off' }, env, day)).status).toBe(200)
    }
    for (const when of ['before', 'after'] as const) {
      await env.DB.prepare("DELETE FROM calendar_days WHERE day = '2096-05-05'").run()
      const lost = failingEnv(env, 3, 'Network connection lost.', when)
      expect((await changeDay({ kind: 'off' }, lost.env, '2096-05-05')).status).toBe(503)
      const again = await changeDay({ kind: 'off' }, env, '2096-05-05')
      expect(again.status).toBe(when === 'before' ? 200 : 409)
      await env.DB.prepare("DELETE FROM calendar_changes WHERE day = '2096-05-05'").run()
    }
  })

  test('a recount killed at every step moves each deadline once, with one event, one audit row and one message', async () => {
    for (const when of ['before', 'after'] as const) {
      for (let k = 1; ; k += 1) {
        await env.DB.prepare('DELETE FROM calendar_days').run()
        await env.DB.prepare('DELETE FROM calendar_changes').run()
        forgetCalendar()
        await cases(30)
        await changed()
        const broken = failingEnv(env, k, 'Network connection lost.', when)
        const answer = await recounts(broken.env).catch((error: Error) => error.message)
        if (!broken.counted.fired) {
          expect(answer).toEqual({ moved: 30, left: 0 })
          break
        }
        expect(answer).toBe('Network connection lost.')
        // Twenty-five at once: all of them or none.
        expect([
          [[2, 30]],
          [
            [2, 5],
            [3, 25],
          ],
          [[3, 30]],
        ]).toContainEqual(await dues())
        await recounts()
        expect(await dues()).toEqual([[3, 30]])
        expect(
          await rowsOf(`SELECT tip_offs.id FROM tip_offs WHERE
            (SELECT COUNT(*) FROM tip_off_events WHERE tip_off_id = tip_offs.id AND kind = 'recount') <> 1 OR
            (SELECT COUNT(*) FROM audit_events WHERE object_id = tip_offs.id AND action = 'tip_off:recount' AND result = 'ok') <> 1 OR
            (SELECT COUNT(*) FROM outbox_messages WHERE topic = 'tip_off.recounted' AND outbox_messages.number = tip_offs.number) <> 1`),
        ).toEqual([])
      }
    }
  })

  test('deadlines in a year nobody has laid out are told of, until somebody has', async () => {
    await clearAll()
    const autumn = Date.parse('2095-11-20T10:00:00+08:00')
    const gaps = () => listGaps(env, autumn)
    expect(await gaps()).toEqual([
      { year: '2095', deadlines: 0 },
      { year: '2096', deadlines: 0 },
    ])
    await give(await aRow(autumn), 'sanitation', Date.parse('2096-01-03T10:00:00+08:00'), autumn)
    await give(await aRow(autumn), 'sanitation', Date.parse('2095-12-31T18:00:00+08:00'), autumn)
    expect((await gaps())[1]).toEqual({ year: '2096', deadlines: 1 })
    for (const day of ['01', '02', '03', '04', '05', '06']) await change(`2096-02-${day}`, 'off')
    expect((await gaps())[1]).toEqual({ year: '2096', deadlines: 1 })
    await change('2096-02-07', 'off')
    expect((await gaps()).map(({ year }) => year)).toEqual(['2095'])
    expect(await listGaps(env, Date.parse('2025-11-20T10:00:00+08:00'))).toEqual([])
  })
})
