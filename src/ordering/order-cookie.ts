import type { AstroGlobal } from 'astro'
import type { Ordered } from './views.ts'

/** What the receipt's page shows, and the key of the form it came from. */
export type OrderInHand = Ordered & { key: string; centre: string }

const COOKIE = 'ordered'
const HALF_AN_HOUR = 30 * 60

/**
 * Goes to `location` with the receipt in a cookie that no script can read, for it is never in a URL, title or log (G26);
 * null takes the cookie away, undefined leaves it as it is.
 */
export const goOnOrdered = (astro: AstroGlobal, location: string, inHand?: OrderInHand | null): Response => {
  const headers = new Headers({ location })
  const secure = astro.url.protocol === 'https:' ? '; Secure' : ''
  if (inHand !== undefined) {
    const value = inHand ? encodeURIComponent(JSON.stringify(inHand)) : ''
    const age = inHand ? HALF_AN_HOUR : 0
    headers.set('set-cookie', `${COOKIE}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${age}${secure}`)
  }
  return new Response(null, { status: 303, headers })
}

const isShort = (value: unknown): value is string => typeof value === 'string' && value.length <= 80

/** The receipt given in the last half hour, or null. The cookie is the visitor's: everything in it is checked again. */
export const orderInHand = (astro: AstroGlobal): OrderInHand | null => {
  try {
    const { receipt, number, answerBy, key, centre } = astro.cookies.get(COOKIE)?.json() as Record<string, unknown>
    if (!isShort(receipt) || !/^[0-9A-Z-]{24,40}$/.test(receipt)) return null
    if (!isShort(number) || !isShort(key) || !isShort(centre) || !Number.isSafeInteger(answerBy)) return null
    return { receipt, number: number.slice(0, 24), key, centre, answerBy: answerBy as number }
  } catch {
    return null
  }
}
