import { findCommunity, nameIn, streets } from '../../functions/district.ts'
import { showMinute } from '../../functions/domain/show-time.ts'
import { wordsFor, type Locale } from '../../functions/words.ts'
import type { ActivityView, ShiftView } from './views.ts'

/** How many places are left, or why there are none, and how the chip with it looks. */
export const sayPlaces = (locale: Locale, shift: ShiftView, now: number): { words: string; look: string } => {
  const t = wordsFor(locale)
  if (shift.state === 'open') return { words: t('shift.free', { n: shift.free }), look: 'done' }
  if (shift.state === 'cancelled') return { words: t('shift.cancelled'), look: 'late' }
  if (shift.state === 'past') return { words: t('shift.past'), look: '' }
  if (shift.state === 'closed') {
    const opens = now < shift.opensAt
    return {
      words: opens ? t('shift.opens', { when: showMinute(locale, shift.opensAt) }) : t('shift.closed'),
      look: '',
    }
  }
  return { words: shift.waiting > 0 ? t('shift.queue', { n: shift.waiting }) : t('shift.full'), look: 'wait' }
}

/** Street, community and the place itself, in the reader's language as far as there is one. */
export const sayPlace = (locale: Locale, { street, community, place }: ActivityView): string =>
  [nameIn(locale, streets.find(({ id }) => id === street) ?? null), nameIn(locale, findCommunity(community)), place]
    .filter(Boolean)
    .join(wordsFor(locale)('shift.between'))

/** From what age on one may come. */
export const sayAge = (locale: Locale, minAge: number): string =>
  wordsFor(locale)(minAge > 0 ? 'shift.age' : 'shift.any_age', { n: minAge })

/** A telephone number as a link that dials it. */
export const dial = (phone: string): string => `tel:${phone.replace(/[^+\d]/g, '')}`

/** A mobile number as people read it out, 199 0000 0411; any other as it is. */
export const sayPhone = (phone: string): string =>
  /^1\d{10}$/.test(phone) ? phone.replace(/^(\d{3})(\d{4})/, '$1 $2 ') : phone
