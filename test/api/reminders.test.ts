import { env } from '#test-host'
import { expect, test } from 'vitest'
import { remindVolunteers } from '../../functions/attendance/remind-volunteers.ts'
import { DAY, HOUR, shanghaiMidnight } from '../../functions/domain/shanghai-day.ts'
import { rowsOf } from '../fixtures/desk.ts'
import { aShift, aSignUp } from '../fixtures/volunteers.ts'

const today = shanghaiMidnight(Date.now()) + 30 * DAY
const evening = today + 18 * HOUR
const remindedOf = (number: string) =>
  rowsOf<{ topic: string; audience: string; state: string }>(
    'SELECT topic, audience, state FROM outbox_messages WHERE number = ?',
    number,
  )
const tomorrowAt = (hour: number) => ({
  startsAt: today + DAY + hour * HOUR,
  endsAt: today + DAY + hour * HOUR + 2 * HOUR,
})
const REMINDER = { topic: 'sign_up.reminder', audience: 'volunteer', state: 'waiting' }

test('whoever comes tomorrow is reminded once, in the evening before, and nobody else', async () => {
  const shift = await aShift(tomorrowAt(9))
  const { volunteer } = await aSignUp(shift.id)
  const waiting = await aSignUp(shift.id, { state: 'waiting' })
  const cancelled = await aSignUp(shift.id, { state: 'cancelled' })
  const later = await aSignUp((await aShift({ startsAt: today + 2 * DAY, endsAt: today + 2 * DAY + HOUR })).id)
  const off = await aSignUp((await aShift({ ...tomorrowAt(9), state: 'cancelled' })).id)
  await remindVolunteers(env, evening - 1)
  expect(await remindedOf(volunteer.number)).toEqual([])
  await Promise.all([remindVolunteers(env, evening), remindVolunteers(env, evening)])
  await remindVolunteers(env, evening + HOUR)
  expect(await remindedOf(volunteer.number)).toEqual([REMINDER])
  for (const other of [waiting, cancelled, later, off]) expect(await remindedOf(other.volunteer.number)).toEqual([])
})

test('who cancels before it was sent is not reminded; what was sent stays', async () => {
  const shift = await aShift(tomorrowAt(14))
  const cancels = await aSignUp(shift.id)
  const sent = await aSignUp(shift.id)
  await remindVolunteers(env, evening)
  await env.DB.prepare("UPDATE outbox_messages SET state = 'sent' WHERE number = ?").bind(sent.volunteer.number).run()
  await env.DB.prepare("UPDATE sign_ups SET state = 'cancelled' WHERE shift_id = ?").bind(shift.id).run()
  await remindVolunteers(env, evening + HOUR)
  expect(await remindedOf(cancels.volunteer.number)).toEqual([])
  expect(await remindedOf(sent.volunteer.number)).toEqual([{ ...REMINDER, state: 'sent' }])
})

test('a shift moved to another day has its reminder on the evening before that day', async () => {
  const shift = await aShift(tomorrowAt(10))
  const { volunteer } = await aSignUp(shift.id)
  await remindVolunteers(env, evening)
  const move = (by: number) =>
    env.DB.prepare('UPDATE shifts SET starts_at = starts_at + ?1, ends_at = ends_at + ?1 WHERE id = ?2')
      .bind(by, shift.id)
      .run()
  await move(3 * DAY)
  await remindVolunteers(env, evening + HOUR)
  expect(await remindedOf(volunteer.number)).toEqual([])
  await remindVolunteers(env, evening + 3 * DAY)
  expect(await remindedOf(volunteer.number)).toEqual([REMINDER])
})

test('a party is reminded once, by whoever signed it up', async () => {
  const shift = await aShift(tomorrowAt(16))
  const head = await aSignUp(shift.id)
  const child = await aSignUp(shift.id)
  await env.DB.prepare('UPDATE sign_ups SET party = ? WHERE id = ?').bind(head.id, child.id).run()
  await remindVolunteers(env, evening)
  expect(await remindedOf(head.volunteer.number)).toEqual([REMINDER])
  expect(await remindedOf(child.volunteer.number)).toEqual([])
})
