import { env, hostName } from '#test-host'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { applyMarks } from '../../functions/attendance/apply-marks.ts'
import { parse } from '../../functions/domain/parse.ts'
import { HOUR, MINUTE } from '../../functions/domain/shanghai-day.ts'
import { SignUpInput } from '../../functions/domain/sign-up-input.ts'
import type { Staff } from '../../functions/domain/staff.ts'
import { servedMinutes } from '../../functions/domain/volunteer.ts'
import type { VolunteerMove } from '../../functions/domain/volunteer-move.ts'
import { moveMySignUp } from '../../functions/volunteers/move-my-sign-up.ts'
import { myRecord } from '../../functions/volunteers/my-record.ts'
import { promoteWaiting } from '../../functions/volunteers/promote.ts'
import { signUp } from '../../functions/volunteers/sign-up.ts'
import { rowsOf } from '../fixtures/desk.ts'
import { aPerson, aShift, aVolunteerBody } from '../fixtures/volunteers.ts'

const small = (max: number) => fc.nat({ max })
const act = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('sign up' as const),
      who: small(6),
      shift: small(2),
      withCode: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('bring' as const),
      who: small(6),
      shift: small(2),
      others: fc.integer({ min: 1, max: 2 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('cancel' as const),
      which: small(20),
      member: small(2),
      said: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('confirm' as const, 'decline' as const), which: small(20) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('swap' as const), which: small(20), shift: small(2) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('move the shift' as const),
      shift: small(2),
      hours: fc.integer({ min: -3, max: 3 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('resize' as const),
      shift: small(2),
      capacity: fc.integer({ min: 1, max: 5 }),
      reserved: small(2),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('mark' as const),
      which: small(4),
      member: small(2),
      marks: fc.array(
        fc.record({
          kind: fc.constantFrom(...(['in', 'in', 'out', 'out', 'no_show', 'undo'] as const)),
          minute: fc.integer({ min: -90, max: 240 }),
        }),
        { minLength: 1, maxLength: 4 },
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('time passes' as const), hours: fc.integer({ min: 0, max: 30 }) }),
  },
)
type Act = typeof act extends fc.Arbitrary<infer A> ? A : never

type Row = {
  id: string
  shift_id: string
  party: string
  person_key: string
  seq: number
  state: string
  offer_until: number | null
}
type Shift = {
  id: string
  starts_at: number
  ends_at: number
  capacity: number
  reserved: number
  taken: number
  waiting: number
}
const isHeld = ({ state }: Row) => state === 'confirmed' || state === 'offered'
const isWaiting = ({ state }: Row) => state === 'waiting'
const isActive = (row: Row) => isHeld(row) || isWaiting(row)

const look = async () => ({
  shifts: await rowsOf<Shift>('SELECT * FROM shifts'),
  rows: await rowsOf<Row>('SELECT * FROM sign_ups ORDER BY rowid'),
})
type Seen = Awaited<ReturnType<typeof look>>

/** What has to hold whatever was done, and whatever was done just now may not have broken. */
const check = (before: Seen, after: Seen, now: number, settled: boolean) => {
  for (const shift of after.shifts) {
    const rows = after.rows.filter(({ shift_id }) => shift_id === shift.id)
    const places = shift.capacity - shift.reserved
    expect(rows.filter(isHeld).length).toBe(shift.taken)
    expect(rows.filter(isWaiting).length).toBe(shift.waiting)
    expect(shift.taken).toBeLessThanOrEqual(shift.capacity)
    const active = rows.filter(isActive).map(({ person_key }) => person_key)
    expect(new Set(active).size, 'nobody is twice on a shift').toBe(active.length)
    for (const { state, offer_until } of rows)
      expect(offer_until !== null && state !== 'lapsed').toBe(state === 'offered')

    const queue = new Map<string, Row[]>()
    for (const row of rows.filter(isWaiting)) queue.set(row.party, [...(queue.get(row.party) ?? []), row])
    const states = new Map<string, string>()
    for (const { party, state } of rows.filter(isActive)) {
      expect(states.get(party) ?? state, 'a party is not torn').toBe(state)
      states.set(party, state)
    }
    for (const row of rows.filter(isHeld)) {
      const was = before.rows.find(({ id }) => id === row.id)
      if (was && isHeld(was)) continue
      for (const [first] of queue.values()) {
        const fits = queue.get(first!.party)!.length <= places
        expect(first!.seq < row.seq && (fits || !was), 'nobody is overtaken').toBe(false)
      }
    }
    const next = [...queue.values()].filter((party) => party.length <= places).sort(([a], [b]) => a!.seq - b!.seq)[0]
    if (settled && next && shift.starts_at > now)
      expect(next.length, 'no place stays free while the next would fit').toBeGreaterThan(places - shift.taken)
  }
  for (const row of after.rows.filter((one) => isActive(one) && !before.rows.some(({ id }) => id === one.id))) {
    const on = after.shifts.find(({ id }) => id === row.shift_id)!
    for (const other of after.rows.filter(
      (one) => isActive(one) && one.id !== row.id && one.person_key === row.person_key,
    )) {
      const then = after.shifts.find(({ id }) => id === other.shift_id)!
      expect(then.starts_at < on.ends_at && on.starts_at < then.ends_at, 'nobody is at two places at once').toBe(false)
    }
  }
}

const clear = async () => {
  const tables = [
    'attendance_marks',
    'service_records',
    'sign_up_submissions',
    'sign_ups',
    'volunteers',
    'shifts',
    'activities',
    'outbox_messages',
  ]
  await env.DB.batch(tables.map((table) => env.DB.prepare('DELETE FROM ' + table)))
}

const moderator: Staff = { id: 'moderator', name: '周远舟', role: 'moderator', unit: null }
type Mark = { kind: string; marked_at: number }
type Hours = { minutes: number; no_show: number }

/** The minutes that all marks of one sign-up come to, reckoned here anew, by hand. */
const reckoned = (marks: Mark[], shift: Shift, now: number): Hours | undefined => {
  const undone = Math.max(-1, ...marks.filter(({ kind }) => kind === 'undo').map(({ marked_at }) => marked_at))
  const live = marks.filter(({ kind, marked_at }) => kind !== 'undo' && marked_at > undone)
  if (live.length === 0) return undefined
  const at = (kind: string) =>
    live.filter((one) => one.kind === kind).map(({ marked_at }) => Math.floor(marked_at / MINUTE) * MINUTE)
  const [came, left] = [Math.min(...at('in')), Math.max(...at('out'))]
  const no_show = Number(live.every(({ kind }) => kind === 'no_show'))
  const open = !(left > came)
  if (at('in').length === 0 || (open && now < shift.ends_at + 12 * HOUR)) return { minutes: 0, no_show }
  const times = { startsAt: shift.starts_at, endsAt: shift.ends_at }
  return { minutes: servedMinutes({ in: came, out: open ? shift.ends_at : left }, times), no_show }
}

/** The record of a sign-up is what its marks come to, and the figures are the sum of the records. */
const checkHours = async (signUp: string, shift: Shift, now: number) => {
  const marks = await rowsOf<Mark>('SELECT kind, marked_at FROM attendance_marks WHERE sign_up_id = ?', signUp)
  const [record] = await rowsOf<Hours>('SELECT minutes, no_show FROM service_records WHERE sign_up_id = ?', signUp)
  expect(record && { ...record }, 'hours are what was marked').toEqual(reckoned(marks, shift, now))
  const [sum] = await rowsOf(
    'SELECT total(minutes) AS minutes, total(no_show) AS no_shows, total(no_show = 0) AS served FROM service_records',
  )
  const [kept] = await rowsOf("SELECT minutes, no_shows, served FROM volunteer_tallies WHERE scope = 'all'")
  expect({ ...kept }, 'figures are the sum of the records').toEqual({ ...sum })
}

const play = async (acts: Act[], sizes: number[]) => {
  await clear()
  let now = Date.now()
  const startsAt = Math.ceil(now / HOUR) * HOUR + 40 * HOUR
  const shifts = await Promise.all(
    sizes.map((capacity, n) =>
      // The second and third overlap; the first ends as the second begins.
      aShift({ capacity, startsAt: startsAt + [0, 2, 3][n]! * HOUR, endsAt: startsAt + [2, 4, 5][n]! * HOUR, now }),
    ),
  )
  const people = Array.from({ length: 7 }, aPerson)
  const signed: { phone: string; code: string; ids: string[]; who: number }[] = []
  const take = async (who: number, shift: number, more: Record<string, unknown>) => {
    const input = parse(SignUpInput, aVolunteerBody(shifts[shift]!.id, { ...people[who]!, ...more }))
    if (!input.ok) throw new Error(JSON.stringify(input.issues))
    const outcome = await signUp(env, input.value, '', now)
    if (!outcome.ok) return
    const { code, signUps } = outcome.value.signedUp
    signed.push({ phone: people[who]!.phone, code: code ?? String(more.code), ids: signUps.map(({ id }) => id), who })
  }
  const move = async (which: number, member: number, body: object) => {
    const one = signed[which % (signed.length || 1)]
    if (!one) return
    const { phone, code, ids } = one
    await moveMySignUp(env, { phone, code, signUp: ids[member % ids.length]!, ...body } as VolunteerMove, '', now)
  }
  for (const one of acts) {
    const before = await look()
    if (one.do === 'sign up') {
      const known = one.withCode && signed.find(({ who }) => who === one.who)
      await take(one.who, one.shift, known ? { code: known.code } : {})
    } else if (one.do === 'bring') {
      const party = Array.from({ length: one.others }, (_, n) => ({ name: '同行' + '甲乙'[n], age: 'adult' }))
      await take(one.who, one.shift, { party })
    } else if (one.do === 'mark') {
      const { ids } = signed[one.which % (signed.length || 1)] ?? { ids: [] }
      const row = before.rows.find(({ id }) => id === ids[one.member % ids.length])
      if (!row) continue
      const shift = before.shifts.find(({ id }) => id === row.shift_id)!
      const marks = one.marks.map(({ kind, minute }) => ({
        ...{ id: crypto.randomUUID(), signUp: row.id, kind, how: 'list' as const },
        at: shift.starts_at + minute * MINUTE,
      }))
      const then = Math.max(now, ...marks.map(({ at }) => at))
      const outcome = await applyMarks(env, shift.id, marks, moderator, { requestId: 'test', now: then })
      if (outcome.ok && outcome.value.results.some(({ ok }) => ok)) await checkHours(row.id, shift, then)
    } else if (one.do === 'cancel')
      await move(one.which, one.member, { move: 'cancel', said: one.said ? '临时有事' : '' })
    else if (one.do === 'swap') await move(one.which, 0, { move: 'swap', to: shifts[one.shift]!.id, said: '换一场' })
    else if (one.do === 'move the shift')
      await env.DB.prepare(
        'UPDATE shifts SET starts_at = starts_at + ?2, ends_at = ends_at + ?2, moved_at = ?3 WHERE id = ?1',
      )
        .bind(shifts[one.shift]!.id, one.hours * HOUR, now)
        .run()
    else if (one.do === 'resize')
      await env.DB.prepare(
        'UPDATE shifts SET capacity = max(?2, taken), reserved = min(?3, max(?2, taken) - taken) WHERE id = ?1',
      )
        .bind(shifts[one.shift]!.id, one.capacity, one.reserved)
        .run()
    else if (one.do === 'time passes') {
      now += one.hours * HOUR
      await promoteWaiting(env, now)
    } else await move(one.which, 0, { move: one.do })
    check(before, await look(), now, one.do === 'time passes')
  }
  for (const { phone, code } of signed) {
    const mine = await myRecord(env, { phone, code }, '', now)
    if (!mine.ok) throw new Error(JSON.stringify(mine.issues))
    const { minutes, records } = mine.value
    expect(minutes, 'my hours are the sum of my records').toBe(records.reduce((sum, one) => sum + one.minutes, 0))
  }
}

test(
  'whatever people, office and clock do, no place is given twice, nobody overtaken, and hours are what was marked',
  { timeout: 300_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(act, { minLength: 5, maxLength: 30, size: 'max' }),
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 3, maxLength: 3 }),
        play,
      ),
      { numRuns: hostName === 'node' ? 300 : 40 },
    )
  },
)
