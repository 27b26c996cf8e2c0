import { Hono } from 'hono'
import type { App } from '../http/app-types.ts'

/** Surveys and their editions as staff make them; `requireStaff` stands before the mount. */
export const deskSurveys = new Hono<App>()
