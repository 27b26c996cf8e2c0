import { Hono } from 'hono'
import type { App } from '../http/app-types.ts'

/** Accounts of staff and invitations, for who manages them. */
export const deskAccounts = new Hono<App>()

/** What somebody signed in sets for themselves: passkeys, recovery codes, password, sessions. */
export const deskMyAccount = new Hono<App>()
