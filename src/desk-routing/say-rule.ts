import {
  categories,
  findCategory,
  findCommunity,
  findPlaceKind,
  findUnit,
  nameIn,
  streets,
} from '../../functions/district.ts'
import type { Words } from '../../functions/words.ts'
import type { Rule, RulesView } from './views.ts'

const zh = (thing: { name: string; name_en: string } | null | undefined) => nameIn('zh-CN', thing ?? null)

/** What a rule is about, as a choice of its form holds it: `any`, `group:<id>`, `category:<id>`. */
export const matterValue = ({ matter }: Rule): string => (matter.kind === 'any' ? 'any' : `${matter.kind}:${matter.id}`)
export const placeValue = ({ place }: Rule): string =>
  place.kind === 'anywhere' ? 'anywhere' : `${place.kind}:${place.id}`

/** What a rule is about, in words; an id that the district has no more is said to be gone. */
export const sayMatter = (t: Words, { matter }: Rule): string => {
  if (matter.kind === 'any') return t('desk_routing.any_matter')
  if (matter.kind === 'category') return zh(findCategory(matter.id)) || t('desk_routing.gone', { id: matter.id })
  const group = zh(categories.find(({ id }) => id === matter.id))
  return group ? t('desk_routing.whole_group', { name: group }) : t('desk_routing.gone', { id: matter.id })
}

/** Where a rule holds, in words. */
export const sayPlace = (t: Words, { place }: Rule, grids: RulesView['grids']): string => {
  if (place.kind === 'anywhere') return t('desk_routing.anywhere')
  const name = {
    grid: grids.find(({ id }) => id === place.id)?.name,
    community: zh(findCommunity(place.id)),
    street: zh(streets.find(({ id }) => id === place.id)),
    place_kind: zh(findPlaceKind(place.id)),
  }[place.kind]
  return t(`desk_routing.place.${place.kind}`, { name: name || t('desk_routing.gone', { id: place.id }) })
}

export const sayUnit = (t: Words, unit: string): string => zh(findUnit(unit)) || t('desk_routing.gone', { id: unit })
