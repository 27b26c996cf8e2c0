import { env } from '#test-host'
import { afterEach, expect, test } from 'vitest'
import { district } from '../../functions/district.ts'
import { DAY, shanghaiDay } from '../../functions/domain/shanghai-day.ts'
import type { MyRecord } from '../../functions/volunteers/my-record.ts'
import { aShift, postAs, signedUp } from '../fixtures/volunteers.ts'

const { points } = district
afterEach(() => {
  points.on = false
})

const served = (volunteer: string, day: number, minutes: number) =>
  env.DB.prepare(
    `INSERT INTO service_records (id, volunteer_id, person_key, source, title, centre, served_on, minutes, recorded_at, changed_at)
     SELECT ?1, id, person_key, 'imported', '清洁', 'liuan-station', ?2, ?3, 0, 0 FROM volunteers WHERE number = ?4`,
  )
    .bind(crypto.randomUUID(), shanghaiDay(Date.now() - day * DAY), minutes, volunteer)
    .run()

test('a district that gives points shows them, what is still checked apart, and takes them back with the hours', async () => {
  const { phone, code, number } = await signedUp((await aShift()).id)
  await served(number, 30, 120)
  await served(number, 1, 60)
  const mine = async () => (await (await postAs('/api/volunteers/me', { phone, code })).json()) as MyRecord
  expect((await mine()).points).toBeNull()
  points.on = true
  const each = points.per_half_hour
  expect((await mine()).points).toEqual({ earned: 4 * each, pending: 2 * each, balance: 4 * each })
  await env.DB.prepare('UPDATE service_records SET minutes = 30 WHERE minutes = 120').run()
  expect((await mine()).points).toMatchObject({ earned: each, balance: each })
})
