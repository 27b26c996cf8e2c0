import { Hono } from 'hono'
import type { App } from '../http/app-types.ts'

/** Figures, results, texts and exports for staff; `requireStaff` stands before the mount. */
export const deskSurveyResults = new Hono<App>()
