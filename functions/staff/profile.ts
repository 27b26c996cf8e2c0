import { district } from '../district.ts'
import { isProfileName, STAFF_PROFILES, type ProfileName, type StaffProfile } from '../domain/staff-profile.ts'

/** The profile the office chose (content/district/district.json, `staff_profile`). */
export const profileName = (): ProfileName => {
  const { staff_profile: name } = district
  if (!isProfileName(name)) throw new Error('district.json: staff_profile is ASVS or 等保')
  return name
}
export const staffProfile = (): StaffProfile => STAFF_PROFILES[profileName()]

/** Words that are no part of a password: the portal's, the district's and its owner's own. */
export const wordsNearby = (signInName: string, name: string): string[] => [
  signInName,
  ...signInName.split(/[._-]/),
  name,
  district.name,
  district.city,
  district.portal,
  ...district.name_en.split(' '),
  ...district.portal_en.split(' '),
]
