import { findCommunity, findPlaceKind, kindName, nameIn } from '../district.ts'
import type { Spot } from '../domain/check-move.ts'
import { findGrid } from '../routing/grids.ts'
import { wordsFor } from '../words.ts'

const t = wordsFor('zh-CN')

const said = ({ category, placeKind, community, landmark, lng, lat, grid }: Spot) => ({
  category: kindName('zh-CN', category),
  place_kind: nameIn('zh-CN', placeKind === null ? null : findPlaceKind(placeKind)),
  community: nameIn('zh-CN', findCommunity(community)),
  landmark,
  position: lng === null || lat === null ? '' : `${lng.toFixed(5)}, ${lat.toFixed(5)}`,
  grid: grid === null ? '' : (findGrid(grid)?.name ?? grid),
})

/** What was set right, for the history: each fact that changed, from what to what, a line each. */
export const saidOfSpot = (before: Spot, after: Spot): string => {
  const [from, to] = [said(before), said(after)]
  const nothing = t('desk_case.nothing')
  return (Object.keys(from) as (keyof typeof from)[])
    .filter((fact) => from[fact] !== to[fact])
    .map((fact) =>
      t('desk_case.set_right', {
        fact: t(`desk_case.fact.${fact}`),
        from: from[fact] || nothing,
        to: to[fact] || nothing,
      }),
    )
    .join('\n')
}
