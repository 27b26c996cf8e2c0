import { env } from '#test-host'
import { beforeAll, expect, test } from 'vitest'
import { closeAttendance } from '../../functions/attendance/close-attendance.ts'
import { HOUR, MINUTE } from '../../functions/domain/shanghai-day.ts'
import {
  aMark,
  aShiftOfToday,
  correct,
  marked,
  marksKept,
  recordKept,
  rosterAs,
  sendMarks,
} from '../fixtures/attendance.ts'
import { codesOf, rowsOf } from '../fixtures/desk.ts'
import { asks, signedIn, type SignedIn } from '../fixtures/staff.ts'
import { aShift, aSignUp } from '../fixtures/volunteers.ts'

let moderator: SignedIn
let organiser: SignedIn
let elsewhere: SignedIn
let supervisor: SignedIn
beforeAll(async () => {
  moderator = await signedIn('moderator')
  organiser = await signedIn('handler', 'heyuan-street')
  elsewhere = await signedIn('handler', 'yunqiao-street')
  supervisor = await signedIn('supervisor')
})

test('who is checked in and out has the minutes they served within the shift', async () => {
  const shift = await aShiftOfToday()
  const { id, checkCode } = await aSignUp(shift.id)
  const { results, roster } = await marked(organiser, shift.id, [
    aMark({ checkCode: checkCode.toLowerCase(), at: shift.startsAt - 10 * MINUTE, how: 'scan' }),
    aMark({ signUp: id, kind: 'out', at: shift.startsAt + 95 * MINUTE + 30_000 }),
  ])
  expect(results.map(({ ok }) => ok)).toEqual([true, true])
  expect(await recordKept(id)).toMatchObject({ minutes: 95, no_show: 0, corrected: 0 })
  expect(roster.people).toMatchObject([{ signUp: id, standing: 'out', record: { minutes: 95 } }])
  const late = await aSignUp(shift.id)
  await marked(organiser, shift.id, [
    aMark({ signUp: late.id, at: shift.startsAt + 30 * MINUTE }),
    aMark({ signUp: late.id, kind: 'out', at: shift.endsAt + 40 * MINUTE }),
  ])
  expect(await recordKept(late.id)).toMatchObject({ minutes: 90 })
})

test('marks may come in any order, from several phones, and twice: the record is the same', async () => {
  const shift = await aShiftOfToday()
  const { id } = await aSignUp(shift.id)
  const s = shift.startsAt
  const marks = [
    aMark({ signUp: id, kind: 'no_show', at: s + 5 * MINUTE }),
    aMark({ signUp: id, at: s + 10 * MINUTE }),
    aMark({ signUp: id, at: s + 20 * MINUTE }),
    aMark({ signUp: id, kind: 'out', at: s + 60 * MINUTE }),
    aMark({ signUp: id, kind: 'out', at: s + 100 * MINUTE }),
  ]
  for (const mark of [...marks].reverse()) await marked(organiser, shift.id, [mark])
  expect(await recordKept(id)).toMatchObject({
    in_at: s + 10 * MINUTE,
    out_at: s + 100 * MINUTE,
    minutes: 90,
    no_show: 0,
  })
  const { version } = (await recordKept(id))!
  const again = await marked(moderator, shift.id, marks)
  expect(again.results.every(({ ok }) => ok)).toBe(true)
  expect(await marksKept(id)).toBe(5)
  expect((await recordKept(id))!.version).toBe(version)
})

test('two phones that send at the same moment lose nothing', async () => {
  const shift = await aShiftOfToday({ capacity: 60 })
  const people = await Promise.all(Array.from({ length: 12 }, () => aSignUp(shift.id)))
  const s = shift.startsAt
  const phone = (offset: number) =>
    people.map(({ id }) => [
      aMark({ signUp: id, at: s + offset * MINUTE }),
      aMark({ signUp: id, kind: 'out', at: s + (60 + offset) * MINUTE }),
    ])
  await Promise.all([...phone(4), ...phone(9), ...phone(1)].map((marks) => marked(organiser, shift.id, marks)))
  for (const { id } of people) {
    expect(await recordKept(id)).toMatchObject({ in_at: s + MINUTE, out_at: s + 69 * MINUTE, minutes: 68 })
    expect(await marksKept(id)).toBe(6)
  }
  const [tally] = await rowsOf<{ served: number; minutes: number }>(
    'SELECT count(*) AS served, sum(minutes) AS minutes FROM service_records JOIN sign_ups ON sign_ups.id = sign_up_id WHERE shift_id = ?',
    shift.id,
  )
  expect(tally).toEqual({ served: 12, minutes: 12 * 68 })
})

test('an undo cancels what was marked before it, and nothing after', async () => {
  const shift = await aShiftOfToday()
  const { id } = await aSignUp(shift.id)
  const s = shift.startsAt
  await marked(organiser, shift.id, [aMark({ signUp: id, at: s })])
  await marked(organiser, shift.id, [aMark({ signUp: id, kind: 'undo', at: s + MINUTE })])
  expect(await recordKept(id)).toBeUndefined()
  const { roster } = await marked(organiser, shift.id, [aMark({ signUp: id, at: s + 30 * MINUTE })])
  expect(roster.people[0]).toMatchObject({ standing: 'in' })
  expect(await recordKept(id)).toMatchObject({ in_at: s + 30 * MINUTE })
  await marked(organiser, shift.id, [
    aMark({ signUp: id, kind: 'undo', at: s + 40 * MINUTE }),
    aMark({ signUp: id, kind: 'no_show', at: s + 41 * MINUTE }),
  ])
  expect(await recordKept(id)).toMatchObject({ no_show: 1, minutes: 0, in_at: null })
})

test('who was never checked out is counted to the end of the shift, once half a day has passed', async () => {
  const shift = await aShiftOfToday()
  const { id } = await aSignUp(shift.id)
  await marked(organiser, shift.id, [aMark({ signUp: id, at: shift.startsAt + 30 * MINUTE })])
  await closeAttendance(env, shift.endsAt + 11 * HOUR)
  expect(await recordKept(id)).toMatchObject({ minutes: 0, out_at: null })
  await closeAttendance(env, shift.endsAt + 13 * HOUR)
  await closeAttendance(env, shift.endsAt + 13 * HOUR)
  expect(await recordKept(id)).toMatchObject({ minutes: 90, out_at: null, version: 2 })
})

test('a mark that cannot be is refused by itself, with its reason', async () => {
  const shift = await aShiftOfToday()
  const other = await aShiftOfToday()
  const stranger = await aSignUp(other.id)
  const { id } = await aSignUp(shift.id)
  const gone = await aSignUp(shift.id, { state: 'cancelled' })
  const good = aMark({ signUp: id, at: shift.startsAt })
  const { results } = await marked(organiser, shift.id, [
    aMark({ signUp: id, at: shift.startsAt - 2 * HOUR - 1 }),
    aMark({ signUp: id, at: Date.now() + HOUR }),
    aMark({ signUp: stranger.id, at: shift.startsAt }),
    aMark({ checkCode: stranger.checkCode, at: shift.startsAt }),
    aMark({ checkCode: 'NOSUCHCODE', at: shift.startsAt }),
    aMark({ signUp: gone.id, at: shift.startsAt }),
    good,
    aMark({ id: good.id, signUp: id, kind: 'out', at: shift.startsAt }),
  ])
  expect(results.map(({ code }) => code)).toEqual([
    'mark.too_early',
    'mark.in_future',
    'mark.unknown_person',
    'mark.unknown_code',
    'mark.unknown_code',
    'mark.not_coming',
    undefined,
    'mark.id_taken',
  ])
  expect(await marksKept(id)).toBe(1)
  expect(await marksKept(stranger.id)).toBe(0)
  const old = await aShift({ startsAt: Date.now() - 20 * HOUR, endsAt: Date.now() - 10 * HOUR })
  const late = await aSignUp(old.id)
  const after = await marked(organiser, old.id, [aMark({ signUp: late.id, at: Date.now() - HOUR })])
  expect(after.results[0]).toMatchObject({ ok: false, code: 'mark.too_late' })
})

test('nobody is marked in a shift that was called off, or that another centre runs', async () => {
  const off = await aShiftOfToday({ state: 'cancelled' })
  expect(await codesOf(await sendMarks(moderator, off.id, []))).toEqual(['shift.cancelled'])
  const shift = await aShiftOfToday()
  const { id } = await aSignUp(shift.id)
  for (const response of [
    await sendMarks(elsewhere, shift.id, [aMark({ signUp: id, at: shift.startsAt })]),
    await asks(elsewhere, '/api/desk/attendance/' + shift.id),
    await asks(elsewhere, `/api/desk/attendance/${shift.id}/spot-code`),
    await correct(elsewhere, id, { version: 0, noShow: true, reason: '当天没有来' }),
  ]) {
    expect(response.status).toBe(404)
  }
  expect(await marksKept(id)).toBe(0)
  expect((await sendMarks(supervisor, shift.id, [])).status).toBe(403)
})

test('a body of another shape is refused whole', async () => {
  const shift = await aShiftOfToday()
  const { id } = await aSignUp(shift.id)
  const good = aMark({ signUp: id, at: shift.startsAt })
  const bodies: unknown[] = [
    {},
    { marks: 'x' },
    { marks: [null] },
    { marks: [{ ...good, at: '1' }] },
    { marks: [{ ...good, at: 1.5 }] },
    { marks: [{ ...good, at: -1 }] },
    { marks: [{ ...good, at: 1e300 }] },
    { marks: [{ ...good, id: "'; DROP TABLE attendance_marks; --" }] },
    { marks: [{ ...good, kind: 'late' }] },
    { marks: [{ ...good, signUp: ['x'] }] },
    { marks: [{ ...good, checkCode: 'x'.repeat(400) }] },
    { marks: [{ ...good, extra: 1 }] },
    { marks: Array.from({ length: 501 }, () => aMark({ signUp: id, at: shift.startsAt })) },
  ]
  for (const json of bodies) {
    const response = await asks(organiser, `/api/desk/attendance/${shift.id}/marks`, { json })
    expect([400, 413]).toContain(response.status)
  }
  for (const code of ['%00', "'--", '\u202e', '😀'.repeat(20)]) {
    const { results } = await marked(organiser, shift.id, [aMark({ checkCode: code, at: shift.startsAt })])
    expect(results[0]).toMatchObject({ ok: false, code: 'mark.unknown_code' })
    expect((await asks(organiser, '/api/desk/attendance/codes/' + encodeURIComponent(code))).status).toBe(404)
  }
  for (const path of ['x', '%00', shift.id.toUpperCase()]) {
    expect((await asks(organiser, '/api/desk/attendance/' + path)).status).toBe(404)
  }
  expect(await marksKept(id)).toBe(0)
})

test('the roster names people to those who mark them, and its opening is on record', async () => {
  const shift = await aShiftOfToday()
  const { volunteer, id, checkCode } = await aSignUp(shift.id, { name: '测甲乙' })
  const waiting = await aSignUp(shift.id, { state: 'waiting' })
  await aSignUp(shift.id, { state: 'cancelled' })
  const seen = await rosterAs(organiser, shift.id)
  expect(seen.people.map(({ signUp }) => signUp)).toEqual([id, waiting.id])
  expect(seen.people[0]).toMatchObject({ name: '测甲乙', phone: volunteer.phone.slice(-4), checkCode })
  const looked = await (await asks(supervisor, '/api/desk/attendance/' + shift.id)).text()
  expect(looked).toContain('测**')
  expect(looked).not.toContain('测甲乙')
  expect(looked).not.toContain(volunteer.phone.slice(-4))
  expect(looked).not.toContain(checkCode)
  const acts = await rowsOf(
    "SELECT staff_id, action, detail FROM audit_events WHERE object_kind = 'shift' AND object_id = ? ORDER BY rowid",
    shift.id,
  )
  expect(acts).toEqual([
    { staff_id: organiser.id, action: 'attendance:read', detail: null },
    { staff_id: supervisor.id, action: 'attendance:read', detail: null },
  ])
  const found = await asks(organiser, '/api/desk/attendance/codes/' + checkCode)
  expect(await found.json()).toEqual({ shift: shift.id, signUp: id })
  expect((await asks(elsewhere, '/api/desk/attendance/codes/' + checkCode)).status).toBe(404)
})
