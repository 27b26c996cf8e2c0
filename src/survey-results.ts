import { findCommunity, findWindow, nameIn } from '../functions/district.ts'
import type { Change } from '../functions/domain/survey-figures/compare.ts'
import type { Interval } from '../functions/domain/survey-figures/wilson.ts'
import { MODES } from '../functions/domain/survey/meaning.ts'
import type { Locale, Words } from '../functions/words.ts'

export type { PublicResults, Round } from '../functions/survey-results/read-results.ts'
export type { DeskResults } from '../functions/survey-results/read-figures.ts'
export type { TextsPage } from '../functions/survey-results/read-texts.ts'

/** A share to a tenth of a per cent, as it is said everywhere. */
export const percent = (share: number): string => `${(share * 100).toFixed(1)}%`
/** A number to a tenth: means, scores, places. */
export const tenth = (value: number): string => value.toFixed(1)

/** The ends of an interval in words, or nothing where there is none. */
export const betweenShares = (t: Words, interval: Interval | null): string =>
  interval ? t('results.to', { low: percent(interval.low), high: percent(interval.high) }) : ''

/** How a headline figure changed, as a sentence. */
export const sayChange = (t: Words, what: string, { said, points }: Change): string =>
  t(`results.change.${said}`, { what, points: tenth(Math.abs(points)) })

/** A mode, community or window as people call it; what the district does not name stays as it is. */
export const groupName = (t: Words, locale: Locale, by: 'mode' | 'community' | 'window', value: string): string => {
  if (by === 'mode') {
    const mode = MODES.find((one) => one === value)
    return mode ? t(`results.mode.${mode}`) : value
  }
  return nameIn(locale, by === 'window' ? findWindow(value) : findCommunity(value)) || value
}

/** Several things named one after the other. */
export const listed = (locale: Locale, names: readonly string[]): string => names.join(locale === 'en' ? ', ' : '、')
