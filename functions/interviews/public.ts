import { Hono } from 'hono'
import type { App } from '../http/app-types.ts'

/** What an interviewer may call with their code. */
export const publicInterviews = new Hono<App>()
