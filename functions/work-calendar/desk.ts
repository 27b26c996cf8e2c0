import { Hono } from 'hono'
import { shippedYears } from '../district.ts'
import { DayInput } from '../domain/calendar-input.ts'
import { shanghaiDay } from '../domain/shanghai-day.ts'
import type { App } from '../http/app-types.ts'
import { problem } from '../http/problem.ts'
import { readJson } from '../http/read-json.ts'
import { requires } from '../staff/guards.ts'
import { listDaysOfYear } from './calendar-rows.ts'
import { changeDay } from './change-day.ts'
import { readCalendar } from './read-calendar.ts'
import { listMoving, recountDeadlines } from './recount-deadlines.ts'

const yearIn = (asked: string | undefined, now: number): string =>
  /^20\d\d$/.test(asked ?? '') ? asked! : shanghaiDay(now).slice(0, 4)

/** Holidays and make-up working days, as the office keeps them. */
export const deskCalendar = new Hono<App>()
  .get('/', requires('calendar:read'), async (c) => {
    const year = yearIn(c.req.query('year'), Date.now())
    const days = await listDaysOfYear(c.env.DB, year)
    return c.json({
      year,
      shippedYears: Object.keys(shippedYears),
      changed: days.map(({ day, kind, note, version, changed_by_name, changed_at }) => ({
        ...{ day, kind, note, version, by: changed_by_name, at: changed_at },
      })),
      /** Open cases whose deadline today's calendar would put elsewhere. */
      moving: (await listMoving(c.env)).length,
    })
  })
  // What the desk's pages count working days by.
  .get('/days', requires('calendar:read'), async (c) => {
    const { holidays, workdays } = await readCalendar(c.env)
    return c.json({ holidays: [...holidays], workdays: [...workdays] })
  })
  .post('/days/:day', requires('calendar:manage'), async (c) => {
    const input = await readJson(c, DayInput)
    if (!input.ok) return problem(c, input.issues)
    const asked = { requestId: c.var.requestId, now: Date.now() }
    const outcome = await changeDay(c.env, c.req.param('day'), input.value, c.var.staff, asked)
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .post('/recounts', requires('calendar:manage'), async (c) => {
    const asked = { requestId: c.var.requestId, now: Date.now() }
    return c.json(await recountDeadlines(c.env, c.var.staff, asked))
  })
