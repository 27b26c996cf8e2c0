import type { Context } from 'hono'
import type { App } from './app-types.ts'

/** What an act keeps of the request that asks for it: its id, and the moment. */
export const askedOf = (c: Context<App>) => ({ requestId: c.var.requestId, now: Date.now() })
