import { Hono } from 'hono'
import type { App } from '../http/app-types.ts'

/** Taking up an invitation, and signing in with a passkey: what a stranger reaches. */
export const publicAccounts = new Hono<App>()
