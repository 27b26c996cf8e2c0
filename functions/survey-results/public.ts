import { Hono } from 'hono'
import type { App } from '../http/app-types.ts'

/** Results that were published. */
export const publicSurveyResults = new Hono<App>()
