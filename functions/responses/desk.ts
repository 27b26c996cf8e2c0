import { Hono } from 'hono'
import type { App } from '../http/app-types.ts'

/** Paper answers entered by staff; `requireStaff` stands before the mount. */
export const deskResponses = new Hono<App>()
