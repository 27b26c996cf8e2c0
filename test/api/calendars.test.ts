import { env } from '#test-host'
import { parseIcsCalendar } from '@ts-ics/schema-zod'
import { expect, test } from 'vitest'
import { HOUR } from '../../functions/domain/shanghai-day.ts'
import { asks } from '../fixtures/staff.ts'
import { aTeam } from '../fixtures/teams.ts'
import { aShift, aSignUp } from '../fixtures/volunteers.ts'

const TITLE = '柳岸路口早高峰文明劝导，带上家人一起来😀👨‍👩‍👧𠮷野家门口集合；下雨改期'
const run = (sql: string, ...values: unknown[]) =>
  env.DB.prepare(sql)
    .bind(...values)
    .run()
const calendar = async (path: string) => {
  const response = await asks(null, path)
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('text/calendar; charset=utf-8')
  const text = await response.text()
  for (const line of text.split('\r\n')) expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75)
  return { text, events: parseIcsCalendar(text).events ?? [] }
}

test('a shift goes into anybody’s calendar, in lines every calendar can read, with nobody’s name in it', async () => {
  const shift = await aShift({ title: TITLE })
  const { volunteer } = await aSignUp(shift.id)
  const { text, events } = await calendar(`/api/activities/shifts/${shift.id}/calendar.ics`)
  expect(events).toHaveLength(1)
  expect(events[0]).toMatchObject({
    summary: TITLE,
    uid: `${shift.id}@wenming-tongxing`,
    status: 'CONFIRMED',
    sequence: 1,
    start: { date: new Date(shift.startsAt) },
    end: { date: new Date(shift.endsAt) },
  })
  expect(text).toMatch(/\r\nDTSTART:\d{8}T\d{6}Z\r\n/)
  expect(text).toMatch(/\r\nDTSTAMP:\d{8}T\d{6}Z\r\n/)
  const whole = text.replace(/\r\n /g, '')
  for (const secret of [volunteer.name, volunteer.phone, volunteer.number, '苏禾', '19900000411']) {
    expect(whole).not.toContain(secret)
  }
})

test('a moved shift is the same entry with a higher sequence, a cancelled one says so', async () => {
  const shift = await aShift()
  await run(
    'UPDATE shifts SET starts_at = ?, ends_at = ?, version = version + 1 WHERE id = ?',
    ...[shift.startsAt + HOUR, shift.endsAt + HOUR, shift.id],
  )
  const moved = (await calendar(`/api/activities/shifts/${shift.id}/calendar.ics`)).events[0]!
  expect(moved).toMatchObject({ sequence: 2, start: { date: new Date(shift.startsAt + HOUR) } })
  await run("UPDATE shifts SET state = 'cancelled', version = version + 1 WHERE id = ?", shift.id)
  const off = (await calendar(`/api/activities/${shift.number}/calendar.ics`)).events[0]!
  expect(off).toMatchObject({ uid: moved.uid, sequence: 3, status: 'CANCELLED' })
})

test('an activity’s calendar holds all its shifts, a team’s those of the team, and a draft none', async () => {
  const first = await aShift()
  const second = await aShift({ activity: { id: first.activity, number: first.number } })
  await aShift({ activity: { id: first.activity, number: first.number }, state: 'draft' })
  const { events } = await calendar(`/api/activities/${first.number}/calendar.ics`)
  expect(events.map(({ uid }) => uid.split('@')[0]).sort()).toEqual([first.id, second.id].sort())
  const { id } = await aTeam()
  const key = (await env.DB.prepare('SELECT feed_key FROM teams WHERE id = ?').bind(id).first<{ feed_key: string }>())!
  const feed = `/api/teams/${key.feed_key}/calendar.ics`
  expect((await calendar(feed)).events).toEqual([])
  await run('UPDATE activities SET team_id = ? WHERE id = ?', id, first.activity)
  expect((await calendar(feed)).events).toHaveLength(2)
  await run('UPDATE teams SET ended_at = 1 WHERE id = ?', id)
  const draft = await aShift({ activityState: 'draft', state: 'draft' })
  const gone = [
    feed,
    '/api/teams/' + id + '/calendar.ics',
    `/api/activities/${draft.number}/calendar.ics`,
    `/api/activities/shifts/${draft.id}/calendar.ics`,
    '/api/activities/%00/calendar.ics',
    "/api/activities/shifts/'--/calendar.ics",
    '/api/teams/' + 'x'.repeat(5000) + '/calendar.ics',
  ]
  for (const path of gone) expect((await asks(null, path)).status).toBe(404)
})
