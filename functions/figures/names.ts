import { findCategory, findPlaceKind, findUnit, nameIn, streets } from '../district.ts'
import type { Dimension } from '../domain/case-figures.ts'
import { findGrid } from '../routing/grids.ts'
import { type Locale, wordsFor } from '../words.ts'

const find: Record<Dimension, (key: string) => { name: string; name_en: string } | null> = {
  unit: findUnit,
  street: (key) => streets.find(({ id }) => id === key) ?? null,
  category: findCategory,
  place_kind: findPlaceKind,
  grid: findGrid,
}

/** What a line is about, in the reader's language; of what is no longer in content/district, its id. */
export const nameOfKey = (locale: Locale, dimension: Dimension, key: string): string => {
  const t = wordsFor(locale)
  if (key === '') return t(`figures.none.${dimension}`)
  const found = find[dimension](key)
  return found ? nameIn(locale, found) : t('figures.gone', { id: key })
}
