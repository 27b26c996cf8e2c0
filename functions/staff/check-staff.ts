import { findUnit } from '../district.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import { ROLES, type Role } from '../domain/staff.ts'

export type NewStaff = { signInName: string; name: string; role: Role; unit: string | null }

const SIGN_IN_NAME = /^[a-z][a-z0-9._-]{2,31}$/

/** A role and the unit it is bound to. Codes: `staff.bad_role`, `unit.missing`, `unit.unknown`. */
export const checkPlace = <T extends { role: Role; unit: string | null }>(place: T): Outcome<T> => {
  if (!ROLES.includes(place.role)) return refused('staff.bad_role', 'role')
  // A handler without a unit would see nothing; a unit that does not exist would never get a case.
  if (place.role === 'handler' && place.unit === null) return refused('unit.missing', 'unit')
  if (place.unit !== null && !findUnit(place.unit)) return refused('unit.unknown', 'unit')
  return done(place)
}

/** What a new account is made of. Codes: `staff.bad_sign_in_name`, `staff.bad_name`, and those of `checkPlace`. */
export const checkNewStaff = (staff: NewStaff): Outcome<NewStaff> => {
  const name = staff.name.trim()
  if (!SIGN_IN_NAME.test(staff.signInName)) return refused('staff.bad_sign_in_name', 'signInName')
  if ([...name].length < 2 || [...name].length > 30) return refused('staff.bad_name', 'name')
  return checkPlace({ ...staff, name })
}
