import { beforeAll, expect, test } from 'vitest'
import { MINUTE } from '../../functions/domain/shanghai-day.ts'
import { aMark, aShiftOfToday, correct, marked, recordKept, rosterAs } from '../fixtures/attendance.ts'
import { codesOf, rowsOf } from '../fixtures/desk.ts'
import { signedIn, type SignedIn } from '../fixtures/staff.ts'
import { aSignUp } from '../fixtures/volunteers.ts'

let moderator: SignedIn
let organiser: SignedIn
beforeAll(async () => {
  moderator = await signedIn('moderator')
  organiser = await signedIn('handler', 'heyuan-street')
})
const REASON = '签退时手机没电，领队证明做到结束'

test('a corrected record says why, and no late mark changes it', async () => {
  const shift = await aShiftOfToday()
  const { id } = await aSignUp(shift.id)
  await marked(organiser, shift.id, [
    aMark({ signUp: id, at: shift.startsAt }),
    aMark({ signUp: id, kind: 'out', at: shift.startsAt + 20 * MINUTE }),
  ])
  const { version } = (await recordKept(id))!
  const to = { version, inAt: shift.startsAt, outAt: shift.endsAt, reason: REASON }
  expect(await codesOf(await correct(organiser, id, { ...to, reason: '' }))).toEqual(['correction_reason.missing'])
  expect(await codesOf(await correct(organiser, id, { ...to, reason: '短' }))).toEqual(['correction_reason.too_short'])
  expect(await codesOf(await correct(organiser, id, { ...to, outAt: shift.startsAt }))).toEqual([
    'record.out_before_in',
  ])
  expect(await codesOf(await correct(organiser, id, { version, inAt: 1, reason: REASON }))).toEqual([
    'record.times_missing',
  ])
  expect((await correct(organiser, id, to)).status).toBe(200)
  expect(await recordKept(id)).toMatchObject({ minutes: 120, corrected: 1 })
  await marked(organiser, shift.id, [aMark({ signUp: id, kind: 'out', at: shift.startsAt + 30 * MINUTE })])
  await marked(organiser, shift.id, [aMark({ signUp: id, kind: 'undo', at: shift.endsAt })])
  expect(await recordKept(id)).toMatchObject({ minutes: 120, corrected: 1, version: version + 1 })
  expect((await rosterAs(organiser, shift.id)).people[0]!.record).toMatchObject({ reason: REASON, corrected: true })
  expect(
    await rowsOf("SELECT result, detail FROM audit_events WHERE action = 'record:correct' AND object_id = ?", id),
  ).toHaveLength(4)
})

test('two people who correct at once: the second is told', async () => {
  const shift = await aShiftOfToday()
  const { id } = await aSignUp(shift.id)
  await marked(organiser, shift.id, [aMark({ signUp: id, at: shift.startsAt })])
  const { version } = (await recordKept(id))!
  const statuses = await Promise.all(
    [organiser, moderator].map(
      async (who, n) => (await correct(who, id, { version, minutes: 60 + n, reason: REASON })).status,
    ),
  )
  expect(statuses.sort()).toEqual([200, 409])
  // The one refused has left no trace but its refusal.
  expect(
    await rowsOf(
      "SELECT result FROM audit_events WHERE action = 'record:correct' AND object_id = ? AND result = 'ok'",
      id,
    ),
  ).toHaveLength(1)
})

test('who nobody marked can still be given their hours, or be noted as missing', async () => {
  const shift = await aShiftOfToday()
  const { id } = await aSignUp(shift.id)
  const missing = await aSignUp(shift.id)
  const gone = await aSignUp(shift.id, { state: 'cancelled' })
  expect((await correct(organiser, id, { version: 0, minutes: 90, reason: REASON })).status).toBe(200)
  expect((await correct(organiser, id, { version: 0, minutes: 90, reason: REASON })).status).toBe(409)
  expect(await recordKept(id)).toMatchObject({ minutes: 90, corrected: 1 })
  expect((await correct(organiser, missing.id, { version: 0, noShow: true, reason: REASON })).status).toBe(200)
  expect(await recordKept(missing.id)).toMatchObject({ minutes: 0, no_show: 1 })
  expect((await correct(organiser, gone.id, { version: 0, minutes: 90, reason: REASON })).status).toBe(404)
  const bad = [{ minutes: 1441 }, { minutes: -1 }, { minutes: 1.5 }, { minutes: 'x' }, { inAt: {} }, { version: null }]
  for (const over of bad) {
    const response = await correct(organiser, missing.id, { version: 1, minutes: 1, reason: REASON, ...over })
    expect([400, 422]).toContain(response.status)
  }
})
