import { Hono } from 'hono'
import type { App } from '../http/app-types.ts'

/** Taking answers from residents. */
export const publicResponses = new Hono<App>()
