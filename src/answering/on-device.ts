import type { AstroGlobal } from 'astro'
import type { Score } from './views.ts'

/**
 * What this device remembers of surveys, in cookies that no script can read: which were answered here (a soft limit),
 * and for half an hour how the last quiz went. Nothing in them leads to an answer.
 */
const ANSWERED = 'answered'
const THANKED = 'thanked'
const HALF_A_YEAR = 182 * 86_400
const HALF_AN_HOUR = 30 * 60
const SLUGS = /^[a-z0-9.-]{1,1200}$/

const answeredHere = (astro: AstroGlobal): string[] => {
  const value = astro.cookies.get(ANSWERED)?.value ?? ''
  return SLUGS.test(value) ? value.split('.') : []
}

/** Whether this survey was answered on this device before. */
export const wasAnswered = (astro: AstroGlobal, slug: string): boolean => answeredHere(astro).includes(slug)

export type Thanked = { slug: string; edition: number; score: (Omit<Score, 'wrong'> & { wrong: number[] }) | null }

/** Goes to the page that thanks; the device remembers that the survey was answered here. */
export const goThank = (astro: AstroGlobal, location: string, thanked: Thanked): Response => {
  const headers = new Headers({ location })
  const secure = astro.url.protocol === 'https:' ? '; Secure' : ''
  const set = (name: string, value: string, seconds: number) =>
    headers.append('set-cookie', `${name}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure}`)
  const slugs = [thanked.slug, ...answeredHere(astro).filter((slug) => slug !== thanked.slug)].slice(0, 20)
  set(ANSWERED, slugs.join('.'), HALF_A_YEAR)
  set(THANKED, encodeURIComponent(JSON.stringify(thanked)), HALF_AN_HOUR)
  return new Response(null, { status: 303, headers })
}

/** What was just answered, or null. The cookie is the visitor's: everything in it is checked again. */
export const justThanked = (astro: AstroGlobal, slug: string): Thanked | null => {
  try {
    const told = astro.cookies.get(THANKED)?.json() as Thanked
    if (told.slug !== slug || !Number.isSafeInteger(told.edition)) return null
    const { right, of, wrong } = told.score ?? { right: 0, of: 0, wrong: [] }
    if (![right, of, ...wrong].every((n) => Number.isSafeInteger(n) && n >= 0 && n < 1000)) return null
    return { slug, edition: told.edition, score: told.score && { right, of, wrong } }
  } catch {
    return null
  }
}
