import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { district } from '../district.ts'
import type { App, Env } from '../http/app-types.ts'
import { base64url, hmac } from './keys.ts'

/** Half an hour (district.json) without a request ends a session, and so do ten hours whatever happens (ASVS V7.3). */
export const SESSION = {
  idleMs: district.staff_idle_minutes * 60_000,
  absoluteMs: 10 * 3_600_000,
  renewEveryMs: 60_000,
}
/** How long a second factor counts as just shown, for what opens new ways in. */
export const FRESH_MS = 5 * 60_000
const DEVICE_DAYS = 180

/** 256 random bits; only their HMAC is stored. */
export const newSessionToken = (random: Uint8Array): string => base64url(random)

export const sessionHash = async (env: Env, token: string): Promise<string> =>
  base64url(await hmac(env.PORTAL_SECRET, 'session', token))

/** `__Host-` needs https; a laptop or an office network without a certificate gets a cookie of another name. */
const isSecure = (c: Context<App>) =>
  new URL(c.req.url).protocol === 'https:' || (c.env.PORTAL_URL?.startsWith('https:') ?? false)

const cookieName = (c: Context<App>) => (isSecure(c) ? '__Host-session' : 'session')
const deviceCookieName = (c: Context<App>) => (isSecure(c) ? '__Host-device' : 'device')

/** The token the visitor sent, if it has a token's form. */
export const readSessionToken = (c: Context<App>): string | null => {
  const token = getCookie(c, cookieName(c))
  return token !== undefined && /^[A-Za-z0-9_-]{43}$/.test(token) ? token : null
}

const attributes = (c: Context<App>) => ({ path: '/', httpOnly: true, sameSite: 'Lax', secure: isSecure(c) }) as const

export const setSessionCookie = (c: Context<App>, token: string): void =>
  setCookie(c, cookieName(c), token, { ...attributes(c), maxAge: SESSION.absoluteMs / 1000 })

export const clearSessionCookie = (c: Context<App>): void => {
  deleteCookie(c, cookieName(c), attributes(c))
}

/** What the browser kept of who signed in with it (known-device.ts). */
export const readDeviceCookie = (c: Context<App>): string | null => getCookie(c, deviceCookieName(c)) ?? null

export const setDeviceCookie = (c: Context<App>, device: string): void =>
  setCookie(c, deviceCookieName(c), device, { ...attributes(c), maxAge: DEVICE_DAYS * 86_400 })
