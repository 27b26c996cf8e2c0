import { findCentre } from '../district.ts'
import { scopeOf, type Staff } from '../domain/staff.ts'

/** Whether what belongs to this practice centre is within the reach of this member of staff: a handler's unit runs it. */
export const reachesCentre = (staff: Staff, centre: string): boolean => {
  const unit = scopeOf(staff)
  return unit === null || findCentre(centre)?.unit === unit
}
