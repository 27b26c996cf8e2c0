import { Hono } from 'hono'
import type { App } from '../http/app-types.ts'

/** Surveys as anyone may read them. */
export const publicSurveys = new Hono<App>()
