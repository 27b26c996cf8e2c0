import { Hono } from 'hono'
import type { App } from '../http/app-types.ts'

/** Supervision slips: white, yellow and red. */
export const deskSlips = new Hono<App>()

/** Closed cases that are looked at again (回头看). */
export const deskLookBacks = new Hono<App>()
