import type { AstroGlobal } from 'astro'
import type { SignUpState } from '../../functions/domain/volunteer.ts'
import type { SignedUp } from './views.ts'

/** Who got a place, or a place in the queue. */
type Person = { name: string; state: SignUpState; place: number | null; checkCode: string }
/** What the confirmation shows: `code` is null where the person gave the code of a book they have. */
export type InHand = {
  key: string
  shift: string
  phone: string
  code: string | null
  number: string
  /** How many were signed up; `people` may be fewer. */
  count: number
  people: Person[]
}

const COOKIE = 'signed_up'
const HALF_AN_HOUR = 30 * 60
/** Browsers drop a cookie over 4096 bytes; a class of forty with long names is shown as far as it fits. */
const ROOM = 3800

const pack = (inHand: InHand): string => {
  const people = inHand.people.map(({ name, state, place, checkCode }) => [name, state, place, checkCode])
  const text = JSON.stringify({ ...inHand, people })
  const bytes = String.fromCharCode(...new TextEncoder().encode(text))
  return btoa(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

const packWithin = (inHand: InHand): string => {
  const packed = pack(inHand)
  return packed.length <= ROOM || inHand.people.length === 0
    ? packed
    : packWithin({ ...inHand, people: inHand.people.slice(0, -1) })
}

/** What is kept of the API's answer. */
export const toHand = (key: string, phone: string, { code, number, signUps, shift }: SignedUp): InHand => ({
  ...{ key, phone, code, number, shift: shift.id, count: signUps.length },
  people: signUps.map(({ name, state, place, checkCode }) => ({ name, state, place, checkCode })),
})

/**
 * Goes to `location` with the sign-up in a cookie that no script can read, for a query code is never in a URL, title or
 * log (G26); null takes the cookie away, undefined leaves it as it is.
 */
export const goOn = (astro: AstroGlobal, location: string, inHand?: InHand | null): Response => {
  const headers = new Headers({ location })
  const secure = astro.url.protocol === 'https:' ? '; Secure' : ''
  if (inHand !== undefined)
    headers.set(
      'set-cookie',
      `${COOKIE}=${inHand ? packWithin(inHand) : ''}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${inHand ? HALF_AN_HOUR : 0}${secure}`,
    )
  return new Response(null, { status: 303, headers })
}

const isText = (value: unknown, longest = 100): value is string => typeof value === 'string' && value.length <= longest

const readPerson = (value: unknown): Person[] => {
  if (!Array.isArray(value)) return []
  const [name, state, place, checkCode] = value as unknown[]
  if (!isText(name) || !isText(checkCode, 20) || !/^[0-9A-Za-z-]+$/.test(checkCode)) return []
  return [
    {
      name,
      state: state === 'waiting' ? 'waiting' : 'confirmed',
      place: Number.isSafeInteger(place) ? (place as number) : null,
      checkCode,
    },
  ]
}

/** The sign-up of the last half hour, or null. The cookie is the visitor's: everything in it is checked again. */
export const signedUpInHand = (astro: AstroGlobal): InHand | null => {
  try {
    const packed = astro.cookies.get(COOKIE)?.value ?? ''
    const bytes = Uint8Array.from(atob(packed.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0))
    const { key, shift, phone, code, number, count, people } = JSON.parse(new TextDecoder().decode(bytes)) as Record<
      string,
      unknown
    >
    if (!isText(key) || !isText(shift) || !isText(phone) || !isText(number, 24) || !Array.isArray(people)) return null
    if (code !== null && (!isText(code) || !/^[0-9A-Z]{4}(-[0-9A-Z]{4}){2}$/.test(code))) return null
    const known = people.flatMap(readPerson).slice(0, 40)
    const all = Number.isSafeInteger(count) ? (count as number) : known.length
    return { key, shift, phone, code, number, count: all, people: known }
  } catch {
    return null
  }
}
