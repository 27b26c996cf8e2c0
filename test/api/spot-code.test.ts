import { env } from '#test-host'
import { beforeAll, expect, test } from 'vitest'
import { spotCodeAt, spotCodeHolds } from '../../functions/attendance/spot-code.ts'
import { checkInOnSpot } from '../../functions/attendance/check-in-on-spot.ts'
import { HOUR, MINUTE } from '../../functions/domain/shanghai-day.ts'
import { aMark, aShiftOfToday, correct, marked, marksKept, recordKept } from '../fixtures/attendance.ts'
import { codesOf, rowsOf } from '../fixtures/desk.ts'
import { asks, signedIn, type SignedIn } from '../fixtures/staff.ts'
import { aShift, aSignUp, aVolunteer, postAs } from '../fixtures/volunteers.ts'

let organiser: SignedIn
beforeAll(async () => {
  organiser = await signedIn('handler', 'heyuan-street')
})
const shownAt = async (shift: string) =>
  (await (await asks(organiser, `/api/desk/attendance/${shift}/spot-code`)).json()) as { code: string; until: number }

test('the digits of this minute and the last hold, for this shift only, however they are typed', async () => {
  const now = 1_800_000_030_000
  const { code, until } = await spotCodeAt(env, 'a-shift', now)
  expect(code).toMatch(/^\d{6}$/)
  expect(until - now).toBe(30_000)
  const wide = code.replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit)))
  for (const typed of [code, ` ${code.slice(0, 3)} ${code.slice(3)}`, wide]) {
    expect(await spotCodeHolds(env, 'a-shift', typed, now)).toBe(true)
  }
  expect(await spotCodeHolds(env, 'a-shift', code, until + MINUTE - 1)).toBe(true)
  expect(await spotCodeHolds(env, 'a-shift', code, until + MINUTE)).toBe(false)
  expect(await spotCodeHolds(env, 'a-shift', code, now - MINUTE)).toBe(false)
  const others = await Promise.all(['b', 'c', 'd'].map((shift) => spotCodeHolds(env, shift, code, now)))
  expect(others).toEqual([false, false, false])
  expect(await spotCodeHolds(env, 'a-shift', '', now)).toBe(false)
})

test('a volunteer checks in with the digits at the place, and later out', async () => {
  const shift = await aShiftOfToday()
  const { id, volunteer } = await aSignUp(shift.id)
  const { phone, code } = volunteer
  const { code: spotCode } = await shownAt(shift.id)
  const response = await postAs('/api/attendance/spot', { phone, code, shift: shift.id, spotCode })
  expect(response.status).toBe(200)
  expect(await response.json()).toMatchObject({ kind: 'in', shift: shift.id })
  // Pressed twice: still in, and nothing new is noted.
  const again = await postAs('/api/attendance/spot', { phone, code, signUp: id, spotCode })
  expect(await again.json()).toMatchObject({ kind: 'in' })
  expect(await marksKept(id)).toBe(1)
  const later = Date.now() + 20 * MINUTE
  const input = { phone, code, spotCode: (await spotCodeAt(env, shift.id, later)).code }
  expect(await checkInOnSpot(env, input, '', later)).toMatchObject({ ok: true, value: { kind: 'out' } })
  expect(await recordKept(id)).toMatchObject({ no_show: 0 })
  const kept = await rowsOf<{ how: string; marked_at: number }>(
    'SELECT how, marked_at FROM attendance_marks WHERE sign_up_id = ?',
    id,
  )
  expect(kept.map(({ how, marked_at }) => [how, marked_at % MINUTE])).toEqual([
    ['spot_code', 0],
    ['spot_code', 0],
  ])
})

test('guessing the digits ends after five tries, for that sign-up only', async () => {
  const limited = { ...env, LIMITS: 'on' }
  const shift = await aShiftOfToday()
  const { volunteer } = await aSignUp(shift.id)
  const { volunteer: neighbour } = await aSignUp(shift.id)
  const now = Math.floor(Date.now() / (10 * MINUTE)) * 10 * MINUTE
  const { code: right } = await spotCodeAt(env, shift.id, now)
  const wrong = right === '000000' ? '000001' : '000000'
  const tries = async (who: typeof volunteer, spotCode: string) => {
    const outcome = await checkInOnSpot(limited, { phone: who.phone, code: who.code, spotCode }, '203.0.113.9', now)
    return outcome.ok ? 'in' : outcome.issues[0]!.code
  }
  const said = []
  for (let n = 0; n < 6; n += 1) said.push(await tries(volunteer, wrong))
  expect(said).toEqual([...Array(5).fill('spot_code.wrong'), 'request.too_many'])
  expect(await tries(volunteer, right)).toBe('request.too_many')
  expect(await tries(neighbour, right)).toBe('in')
})

test('the digits open nothing without a sign-up of one’s own that is on now', async () => {
  const shift = await aShiftOfToday()
  const { id, volunteer } = await aSignUp(shift.id)
  const { code: spotCode } = await shownAt(shift.id)
  const ask = async (over: Record<string, unknown>) =>
    codesOf(await postAs('/api/attendance/spot', { phone: volunteer.phone, code: volunteer.code, spotCode, ...over }))
  const somebody = await aVolunteer()
  expect(await ask({ phone: somebody.phone, code: somebody.code })).toEqual(['spot_code.no_shift_now'])
  expect(await ask({ phone: somebody.phone, code: somebody.code, signUp: id })).toEqual(['spot_code.no_shift_now'])
  expect(await ask({ code: '0000-0000-0000' })).toEqual(['volunteer.unknown_code'])
  expect(await ask({ spotCode: '' })).toEqual(['spot_code.missing'])
  const tomorrow = await aShift({ startsAt: Date.now() + 20 * HOUR })
  const early = await aSignUp(tomorrow.id)
  const { code } = await spotCodeAt(env, tomorrow.id, Date.now())
  const { phone, code: query } = early.volunteer
  expect(await ask({ phone, code: query, spotCode: code })).toEqual(['spot_code.no_shift_now'])
  for (const bad of [{ spotCode: 123456 }, { spotCode: ['1'] }, { signUp: 'x' }, { shift: {} }, { extra: 1 }]) {
    expect(await ask(bad)).toEqual(['request.malformed'])
  }
  expect(await marksKept(id)).toBe(0)
})

test('a volunteer questions a record once, the centre answers, and nobody else’s record can be questioned', async () => {
  const shift = await aShiftOfToday()
  const { id, volunteer } = await aSignUp(shift.id)
  const other = await aVolunteer()
  await marked(organiser, shift.id, [
    aMark({ signUp: id, at: shift.startsAt }),
    aMark({ signUp: id, kind: 'out', at: shift.startsAt + 30 * MINUTE }),
  ])
  const said = '我做到了最后，签退时人多没有扫上'
  const dispute = (over: Record<string, unknown> = {}) =>
    postAs('/api/attendance/disputes', { phone: volunteer.phone, code: volunteer.code, record: id, said, ...over })
  expect(await codesOf(await dispute({ phone: other.phone, code: other.code }))).toEqual(['record.not_found'])
  expect(await codesOf(await dispute({ said: '' }))).toEqual(['dispute_said.missing'])
  expect(await codesOf(await dispute({ record: crypto.randomUUID() }))).toEqual(['record.not_found'])
  const first = await dispute()
  expect(first.status).toBe(200)
  expect(await first.json()).toMatchObject({ id, minutes: 30, disputeAnswer: null })
  expect((await dispute()).status).toBe(200)
  expect(await codesOf(await dispute({ said: '还有别的要说的' }))).toEqual(['record.already_disputed'])
  const listed = (await (await asks(organiser, '/api/desk/attendance/disputes')).json()) as {
    disputes: { id: string; disputedSaid: string; version: number }[]
  }
  const open = listed.disputes.find((one) => one.id === id)!
  expect(open.disputedSaid).toBe(said)
  const elsewhere = await signedIn('handler', 'yunqiao-street')
  expect(await (await asks(elsewhere, '/api/desk/attendance/disputes')).text()).not.toContain(id)
  const answered = await correct(organiser, id, {
    version: open.version,
    inAt: shift.startsAt,
    outAt: shift.endsAt,
    reason: '领队证明做到结束',
    answer: '已按做到结束更正，谢谢提醒。',
  })
  expect(await answered.json()).toMatchObject({ minutes: 120, disputeAnswer: '已按做到结束更正，谢谢提醒。' })
  expect(await (await asks(organiser, '/api/desk/attendance/disputes')).text()).not.toContain(id)
  expect(
    await rowsOf('SELECT topic, audience FROM outbox_messages WHERE number = ? ORDER BY rowid', volunteer.number),
  ).toEqual([
    { topic: 'record.disputed', audience: 'unit:heyuan-street' },
    { topic: 'record.answered', audience: 'volunteer' },
  ])
})

test('a dispute can be answered without a correction, and only a dispute', async () => {
  const shift = await aShiftOfToday()
  const { id, volunteer } = await aSignUp(shift.id)
  await marked(organiser, shift.id, [aMark({ signUp: id, at: shift.startsAt })])
  const { version } = (await recordKept(id))!
  expect(await codesOf(await correct(organiser, id, { version, answer: '没有异议可答' }))).toEqual([
    'record.not_disputed',
  ])
  expect(await codesOf(await correct(organiser, id, { version }))).toEqual(['dispute_answer.missing'])
  await postAs('/api/attendance/disputes', {
    ...{ phone: volunteer.phone, code: volunteer.code, record: id, said: '我觉得时长少了' },
  })
  const answered = await correct(organiser, id, { version: version + 1, answer: '记录无误：签退时间为准。' })
  expect(await answered.json()).toMatchObject({ corrected: false, disputeAnswer: '记录无误：签退时间为准。' })
})
