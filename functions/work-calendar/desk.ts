import { Hono } from 'hono'
import type { App } from '../http/app-types.ts'
import { requires } from '../staff/guards.ts'
import { readCalendar } from './read-calendar.ts'

/** Holidays and make-up working days, as the office keeps them. */
export const deskCalendar = new Hono<App>()
  // What the desk's pages count working days by.
  .get('/days', requires('calendar:read'), async (c) => {
    const { holidays, workdays } = await readCalendar(c.env)
    return c.json({ holidays: [...holidays], workdays: [...workdays] })
  })
