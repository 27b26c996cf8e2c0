import { Hono } from 'hono'
import type { App } from '../http/app-types.ts'

/** Holidays and make-up working days, as the office keeps them. */
export const deskCalendar = new Hono<App>()
