import { Hono } from 'hono'
import type { App } from '../http/app-types.ts'
import { calendarFile, originOf } from '../http/calendar-file.ts'
import { problem } from '../http/problem.ts'
import { activityCalendar, shiftCalendar } from './calendar.ts'
import { browseActivities, showActivity, showShift } from './browse-activities.ts'

/** What anyone may read about volunteer activities and their shifts. */
export const publicActivities = new Hono<App>()
  .get('/', async (c) => c.json(await browseActivities(c.env, c.req.query(), Date.now())))

  .get('/shifts/:id', async (c) => {
    const outcome = await showShift(c.env, c.req.param('id'), Date.now())
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })

  .get('/:number', async (c) => {
    const outcome = await showActivity(c.env, c.req.param('number'), Date.now())
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })

  .get('/shifts/:id/calendar.ics', async (c) => {
    const outcome = await shiftCalendar(c.env, c.req.param('id'), originOf(c))
    return outcome.ok ? calendarFile(c, outcome.value, 'shift') : problem(c, outcome.issues)
  })

  .get('/:number/calendar.ics', async (c) => {
    const outcome = await activityCalendar(c.env, c.req.param('number'), originOf(c))
    return outcome.ok ? calendarFile(c, outcome.value, c.req.param('number')) : problem(c, outcome.issues)
  })
