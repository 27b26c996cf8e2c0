import type { Context } from 'hono'
import { CLIENT_ADDRESS, type App } from './app-types.ts'

/** Who calls, as the host says; used for limits only, as an HMAC, and stored nowhere. */
export const clientAddress = (c: Context<App>): string => c.req.header(CLIENT_ADDRESS) ?? 'unknown'
