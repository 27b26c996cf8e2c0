import { env } from '#test-host'
import { expect, test } from 'vitest'
import { app } from '../../functions/app.ts'
import { volunteerFigures, type VolunteerFigures } from '../../functions/figures/volunteer-figures.ts'

const NOW = Date.parse('2026-11-20T04:00:00Z')
const HOUR = 3_600_000
const run = (sql: string, ...values: (string | number | null)[]) =>
  env.DB.prepare(sql)
    .bind(...values)
    .run()

let made = 0
/** A volunteer of that name, and one record for each of these minutes (null: did not come) on that day. */
const served = async (person: string, day: string, minutes: (number | null)[], centre = 'liuan-station') => {
  made += 1
  const id = `v${made}`
  await run(
    `INSERT INTO volunteers (id, number, code_hash, phone_hash, person_key, age_band, community, registered_at)
     VALUES (?, ?, ?, 'p', ?, 'adult', 'liuan', ?)`,
    ...[id, id, id, person, NOW],
  )
  for (const [at, one] of minutes.entries()) {
    await run(
      `INSERT INTO service_records (id, volunteer_id, person_key, source, title, centre, served_on, no_show, minutes,
         recorded_at, changed_at) VALUES (?, ?, ?, 'imported', '清洁', ?, ?, ?, ?, ?, ?)`,
      ...[`${id}-${at}`, id, person, centre, day, one === null ? 1 : 0, one ?? 0, NOW, NOW],
    )
  }
}
const liuan = ({ centres }: VolunteerFigures) => centres.find(({ centre }) => centre === 'liuan-station')

test('hours, people and those who did not come are counted from the records, one person with two books once', async () => {
  expect(await volunteerFigures(env, NOW)).toMatchObject({ registered: 0, active: null, hours: 0, noShowRate: null })
  await served('one', '2026-11-01', [90, 60])
  await served('one', '2026-11-02', [30])
  await served('two', '2026-11-01', [45])
  const few = await volunteerFigures(env, NOW)
  expect(few).toMatchObject({ registered: 2, active: null, hours: 4, noShowRate: null })
  expect(liuan(few)).toMatchObject({ served: null, hours: null })
  for (const person of ['three', 'four', 'five']) await served(person, '2026-10-01', [60])
  await served('long ago', '2024-10-01', [60])
  await served('did not come', '2026-10-01', [null, null])
  const figures = await volunteerFigures(env, NOW)
  expect(figures).toMatchObject({ registered: 7, active: 5, hours: 7.5 + 0.5, noShowRate: 2 / 10 })
  expect(liuan(figures)).toEqual({ centre: 'liuan-station', activities: 0, served: 8, hours: 8 })
  // A correction moves the figures with it.
  await run("UPDATE service_records SET minutes = 0, no_show = 1 WHERE person_key = 'three'")
  expect(await volunteerFigures(env, NOW)).toMatchObject({ active: null, hours: 7, noShowRate: 3 / 10 })
  const answer = await app.request('/api/figures/volunteers', {}, env)
  expect(answer.status).toBe(200)
})

test('an activity counts for its centre once it took place, however many shifts it had', async () => {
  await run(
    `INSERT INTO activities (id, number, state, kind, title, text, centre, street, community, place, contact_name,
       contact_phone, created_at, changed_at)
     VALUES ('a', 'A26-0001', 'open', 'clean', '清洁', '清洁河岸', 'dukou-station', 's', 'dukou', '渡口', '张', '1', 0, 0)`,
  )
  for (const [id, ends, state] of [
    ['past', NOW - HOUR, 'open'],
    ['earlier', NOW - 30 * HOUR, 'open'],
    ['coming', NOW + HOUR, 'open'],
    ['cancelled', NOW - HOUR, 'cancelled'],
    ['last year', NOW - 400 * 24 * HOUR, 'open'],
  ] as const) {
    await run(
      `INSERT INTO shifts (id, activity_id, starts_at, ends_at, capacity, opens_at, closes_at, cancel_until, state)
       VALUES (?, 'a', ?, ?, 5, 0, ?, ?, ?)`,
      ...[id, ends - HOUR, ends, ends, ends, state],
    )
  }
  const { centres } = await volunteerFigures(env, NOW)
  expect(centres.find(({ centre }) => centre === 'dukou-station')?.activities).toBe(1)
})
