import { env, hostName } from '#test-host'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { HOUR } from '../../functions/domain/shanghai-day.ts'
import { MOVE_NAMES, type MoveName } from '../../functions/domain/tip-off.ts'
import { runJobs } from '../../functions/jobs.ts'
import { verifyAudit } from '../../functions/staff/verify-audit.ts'
import { rowsOf } from '../fixtures/desk.ts'
import { D1_ERRORS, dice, withFaults } from '../fixtures/faults.ts'
import { expectActsAreAudited } from '../fixtures/random-acts/acts-are-audited.ts'
import { expectCountersAgree } from '../fixtures/random-acts/counters-agree.ts'
import { type Act, drawAct } from '../fixtures/random-acts/draw-act.ts'
import { expectStatesFollowEvents } from '../fixtures/random-acts/states-follow.ts'
import {
  countOf,
  fileOne,
  hire,
  type Known,
  type Person,
  speakUp,
  staySignedIn,
} from '../fixtures/random-acts/world.ts'

/** Ten thousand on the node host; on workerd, where a call costs many times as much, the first few hundred of them. */
const ACTS = hostName === 'node' ? 10_000 : 300
const LOOKS = 10
/** The reporter's; the exposure board has tests of its own. */
const OTHERS: readonly MoveName[] = ['answer', 'rate', 'withdraw']
/** Every fifth act meets a fault somewhere on its way. */
const FAULTY = 0.2

/** What ten thousand acts come by: every move of staff and every other button of this walk. */
const EVERYWHERE = [
  ...MOVE_NAMES.filter((name) => !OTHERS.includes(name)).map((name) => 'move ' + name),
  ...['accept', 'assign', 'reject', 'verify', 'close'].map((name) => 'many ' + name),
  ...['note', 'withdraw', 'acknowledge', 'answer', 'by hand'].map((name) => 'slip ' + name),
  ...['undo', 'after photo', 'contact', 'urgency', 'rebound', 'rule', 'rule move'],
  ...['cover', 'propose', 'exposure approve', 'exposure refuse', 'exposure withdraw', 'take down'],
]

const roll = dice(20260302)
const pick = <T>(from: readonly T[]): T => from[Math.floor(roll() * from.length)]!
const aFault = (calls: number) => ({
  call: 1 + Math.floor(roll() * calls),
  error: pick(D1_ERRORS),
  after: roll() < 0.5,
})

let people: Person[]
let gone: Person
let now = Date.parse('2026-03-02T09:00:00+08:00')

beforeAll(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  vi.useFakeTimers({ toFake: ['Date'], now })
  ;({ people, gone } = await hire())
  await staySignedIn(now)
}, 180_000)
afterAll(() => void vi.useRealTimers())

const everythingAgrees = async () => {
  await expectActsAreAudited()
  await expectStatesFollowEvents()
  await expectCountersAgree()
}

/** Presses once and judges the answer beside what the audit log got of it; the status. */
const press = async ({ what, by, send }: Act): Promise<number> => {
  const before = await countOf('SELECT COALESCE(MAX(rowid), 0) AS n FROM audit_events')
  const fault = roll() < FAULTY ? aFault(14) : null
  const { env: shaken, watch } = withFaults(env, fault)
  const { status } = await send(shaken)
  const rows = await rowsOf<{ result: string }>('SELECT result FROM audit_events WHERE rowid > ?', before)
  const ok = rows.filter(({ result }) => result === 'ok').length
  const told = JSON.stringify({ what, role: by.role, status, fault, rows })

  expect(status >= 500 && status !== 503, told).toBe(false)
  expect(status < 500 || watch.fired, told).toBe(true)
  if (by === gone) expect([status < 500 ? status : 404, rows.length], told).toEqual([404, 0])
  // Of many cases at once some may be refused; the answer tells of each.
  const many = what.startsWith('many') || what === 'undo'
  if (status < 300 && !many) expect(rows.length - ok, told).toBe(0)
  if (status >= 400 && status < 500) expect(ok, told).toBe(0)
  return status
}

/** Two at once press the same button on the same page: whatever comes of it, neither fails; the better answer. */
const pressTwice = async ({ what, send }: Act): Promise<number> => {
  const both = await Promise.all([send(env), send(env)])
  const statuses = both.map(({ status }) => status)
  expect(Math.max(...statuses), what).toBeLessThan(500)
  return Math.min(...statuses)
}

/** Minutes pass, and sometimes a night; now and then the clock's jobs run, and may fail half-way. */
const timePasses = async () => {
  now += Math.ceil(roll() * 180_000) + (roll() < 0.03 ? 10 * HOUR : 0)
  vi.setSystemTime(now)
  await staySignedIn(now)
  if (roll() > 0.03) return
  const jobs = withFaults(env, roll() < 0.5 ? aFault(40) : null)
  // A run that cannot even note how it went ends there; the next one goes on.
  await runJobs(jobs.env, now).catch((error: unknown) => {
    if (!jobs.watch.fired) throw error
  })
}

test(
  'whatever staff press, and whatever fails on the way, state, events, counters and audit agree',
  async () => {
    const known: Known[] = []
    const seen = { ok: 0, refused: 0, failed: 0 }
    const done = new Set<string>()
    for (let acts = 0; acts < ACTS; acts += 1) {
      if (known.length < 12 || roll() < 0.06) known.push(await fileOne(roll))
      const act = await drawAct({ roll, pick }, roll() < 0.02 ? [gone] : people, known)
      let status = roll() < 0.05 ? await pressTwice(act) : await press(act)
      // The same button again: it does what was not done, or says that it was.
      if (status === 503 && roll() < 0.5) status = await press(act)
      if (status < 300) done.add(act.what)
      seen[status < 300 ? 'ok' : status < 500 ? 'refused' : 'failed'] += 1
      if (roll() < 0.05) await speakUp(roll, pick(known))
      await timePasses()
      if (acts % (ACTS / LOOKS) === 0) await everythingAgrees()
    }
    await runJobs(env, now)
    await everythingAgrees()
    expect(await verifyAudit(env)).toMatchObject({ finding: null, waiting: 0 })
    // The walk went nearly everywhere: ids are random, so the rarest buttons are missed now and then; each has its own tests.
    if (hostName === 'node') expect(EVERYWHERE.filter((what) => !done.has(what)).length).toBeLessThanOrEqual(4)
    expect(seen.failed).toBeGreaterThan(ACTS / 50)
    expect(seen.refused).toBeGreaterThan(ACTS / 20)
    expect(seen.ok).toBeGreaterThan(ACTS / 5)
  },
  15 * 60_000,
)
