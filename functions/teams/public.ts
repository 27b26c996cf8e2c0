import { Hono } from 'hono'
import { teamCalendar } from '../activities/calendar.ts'
import type { App } from '../http/app-types.ts'
import { calendarFile, originOf } from '../http/calendar-file.ts'
import { problem } from '../http/problem.ts'

/** What a team's members subscribe to: the key in the address is all that is needed. */
export const publicTeams = new Hono<App>().get('/:feedKey/calendar.ics', async (c) => {
  const outcome = await teamCalendar(c.env, c.req.param('feedKey'), originOf(c), Date.now())
  return outcome.ok ? calendarFile(c, outcome.value, 'team') : problem(c, outcome.issues)
})
