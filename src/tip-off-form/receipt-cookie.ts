import type { AstroGlobal } from 'astro'
import type { Door } from '../../functions/domain/tip-off.ts'

export type Filed = { receipt: string; number: string; dueAt: number; answerBy: number }
export type InHand = Filed & { key: string; door: Door }

const COOKIE = 'receipt'
const HALF_AN_HOUR = 30 * 60

const cookie = (astro: AstroGlobal, value: string, seconds: number) =>
  `${COOKIE}=${encodeURIComponent(value)}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${
    astro.url.protocol === 'https:' ? '; Secure' : ''
  }`

/**
 * Goes to `location` with the receipt in a cookie that no script can read, for it is never in a URL, title or log (G26);
 * null takes the cookie away, undefined leaves it as it is.
 */
export const goOn = (astro: AstroGlobal, location: string, inHand?: InHand | null): Response => {
  const headers = new Headers({ location })
  if (inHand) headers.set('set-cookie', cookie(astro, JSON.stringify(inHand), HALF_AN_HOUR))
  if (inHand === null) headers.set('set-cookie', cookie(astro, '', 0))
  return new Response(null, { status: 303, headers })
}

/** The receipt given in the last half hour, or null. The cookie is the visitor's: everything in it is checked again. */
export const receiptInHand = (astro: AstroGlobal): InHand | null => {
  try {
    const { receipt, number, dueAt, answerBy, key, door } = astro.cookies.get(COOKIE)?.json() as Record<string, unknown>
    if (typeof receipt !== 'string' || !/^[0-9A-Z -]{24,40}$/.test(receipt)) return null
    if (typeof number !== 'string' || typeof key !== 'string') return null
    if (!Number.isSafeInteger(dueAt) || !Number.isSafeInteger(answerBy)) return null
    return {
      receipt,
      number: number.slice(0, 24),
      key,
      dueAt: dueAt as number,
      answerBy: answerBy as number,
      door: door === 'praise' ? 'praise' : 'problem',
    }
  } catch {
    return null
  }
}
