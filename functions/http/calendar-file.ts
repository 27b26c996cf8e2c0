import type { Context } from 'hono'
import type { App } from './app-types.ts'

/** The portal's own address, for links that are read elsewhere. */
export const originOf = (c: Context<App>): string => new URL(c.env.PORTAL_URL ?? c.req.url).origin

/** Answers an iCalendar text as a file that a phone's calendar opens. */
export const calendarFile = (c: Context<App>, text: string, name: string): Response => {
  c.header('content-type', 'text/calendar; charset=utf-8')
  c.header('content-disposition', `inline; filename="${name.replace(/[^A-Za-z0-9-]/g, '')}.ics"`)
  c.header('cache-control', 'public, max-age=300')
  return c.body(text)
}
