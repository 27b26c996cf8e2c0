import { Hono } from 'hono'
import type { App } from '../http/app-types.ts'

/** Quotas and interviewers as staff keep them; `requireStaff` stands before the mount. */
export const deskInterviews = new Hono<App>()
