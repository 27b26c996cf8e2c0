import { Hono } from 'hono'
import type { App } from '../http/app-types.ts'

/** Sheets of one-time codes; `requireStaff` stands before the mount. */
export const deskSurveyCodes = new Hono<App>()
