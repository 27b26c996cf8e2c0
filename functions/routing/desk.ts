import { Hono } from 'hono'
import type { App } from '../http/app-types.ts'

/** The rules by which a case finds its unit. */
export const deskRouting = new Hono<App>()
