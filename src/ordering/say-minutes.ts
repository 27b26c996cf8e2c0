import { halfHours } from '../../functions/domain/volunteer.ts'
import type { Words } from '../../functions/words.ts'

/** How long a service takes: minutes up to an hour and a half, then hours in halves. */
export const sayMinutes = (t: Words, minutes: number): string => {
  if (minutes === 60) return t('menu.one_hour')
  return minutes < 90 ? t('menu.minutes', { n: minutes }) : t('menu.half_hours', { n: halfHours(minutes) })
}
