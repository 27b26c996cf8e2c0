import { centres, findCentre } from '../district.ts'
import { scopeOf, type Staff } from '../domain/staff.ts'

/** Whether this person may act for the practice centre: a handler only for those their unit runs. */
export const reachesCentre = (staff: Staff, centre: string): boolean => {
  const scope = scopeOf(staff)
  return scope === null || findCentre(centre)?.unit === scope
}

/** The centres this person reaches as JSON for `json_each`, or null for those who reach every one. */
export const centresJson = (staff: Staff): string | null =>
  scopeOf(staff) === null
    ? null
    : JSON.stringify(centres.filter(({ id }) => reachesCentre(staff, id)).map(({ id }) => id))
