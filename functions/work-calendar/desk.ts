import { Hono } from 'hono'
import { shippedYears } from '../district.ts'
import { DayInput } from '../domain/calendar-input.ts'
import { shanghaiDay } from '../domain/shanghai-day.ts'
import type { App } from '../http/app-types.ts'
import { problem } from '../http/problem.ts'
import { readJson } from '../http/read-json.ts'
import { requires } from '../staff/guards.ts'
import { listDaysOfYear, listHistory } from './calendar-rows.ts'
import { changeDay } from './change-day.ts'
import { listGaps } from './list-gaps.ts'
import { readCalendar } from './read-calendar.ts'
import { readDay } from './read-day.ts'
import { listMoving, recountDeadlines } from './recount-deadlines.ts'

const yearIn = (asked: string | undefined, now: number): string =>
  /^20\d\d$/.test(asked ?? '') ? asked! : shanghaiDay(now).slice(0, 4)

/** Holidays and make-up working days, as the office keeps them. */
export const deskCalendar = new Hono<App>()
  .get('/', requires('calendar:read'), async (c) => {
    const year = yearIn(c.req.query('year'), Date.now())
    const [days, history] = await Promise.all([listDaysOfYear(c.env.DB, year), listHistory(c.env.DB, year)])
    return c.json({
      year,
      shippedYears: Object.keys(shippedYears),
      changed: days.map(({ day, kind, note, version, changed_by_name, changed_at }) => ({
        ...{ day, kind, note, version, by: changed_by_name, at: changed_at },
      })),
      history: history.map(({ day, kind_before, kind_after, changed_at, note, changed_by_name }) => ({
        ...{ day, before: kind_before, after: kind_after, note, by: changed_by_name, at: changed_at },
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
  // Years that deadlines reach into and nobody has laid out yet.
  .get('/gaps', requires('calendar:read'), async (c) => c.json({ gaps: await listGaps(c.env, Date.now()) }))
  .get('/days/:day', requires('calendar:manage'), async (c) => {
    const outcome = await readDay(c.env, c.req.param('day'), Date.now())
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
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
