import { findGrid, gridNow, gridsOf, postsAt } from '../routing/grids.ts'
import type { TipOffRow } from './row.ts'

/** Who answers for the place of a case: its grid's post, those of the roads and buildings it names, else the community's. */
export const placeOfCase = (row: TipOffRow) => {
  const grid = gridNow(row)
  return {
    grid: grid && { id: grid.id, name: grid.name, keeper: grid.keeper },
    /** The grid it was filed in, when the map has it no more. */
    gridGone: row.grid !== null && findGrid(row.grid) === null ? row.grid : null,
    /** The community of the position, when the reporter chose another. */
    otherCommunity: grid && grid.community !== row.community ? grid.community : null,
    posts: postsAt(row.community, row.landmark).map(({ name, keeper }) => ({ name, keeper })),
    keepers: grid ? [] : gridsOf(row.community).map(({ name, keeper }) => ({ name, keeper })),
  }
}
