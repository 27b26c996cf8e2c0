import { isCommonPassword } from './common-password.ts'

/**
 * What is asked of a password. `classes`: of small letters, capitals, digits and other signs, how many; `days`: how long
 * it holds, null: until somebody knows it; `former`: how many earlier ones may not come back.
 */
export type StaffProfile = { minLength: number; classes: number; days: number | null; former: number }

/**
 * `ASVS`: OWASP ASVS 5.0 V6.2 – long, not common, no classes, no rotation. `等保`: what evaluators of GB/T 22239-2019,
 * 8.1.4.1 ask for – classes, rotation, history.
 */
export const STAFF_PROFILES = {
  ASVS: { minLength: 12, classes: 0, days: null, former: 0 },
  等保: { minLength: 8, classes: 3, days: 90, former: 5 },
} as const satisfies Record<string, StaffProfile>
export type ProfileName = keyof typeof STAFF_PROFILES
export const isProfileName = (name: string): name is ProfileName => Object.hasOwn(STAFF_PROFILES, name)

export const PASSWORD_MAX = 200
const DAY = 86_400_000
const CLASSES = [/\p{Ll}/u, /\p{Lu}/u, /\p{Nd}/u, /[^\p{Ll}\p{Lu}\p{Nd}\s]/u]

export type PasswordIssue = 'password.too_short' | 'password.too_long' | 'password.too_plain' | 'password.common'

/** Why the password is refused, or null. `own` are words close to its owner: name, sign-in name, the portal's. */
export const passwordIssue = (profile: StaffProfile, password: string, own: string[]): PasswordIssue | null => {
  const plain = password.normalize('NFKC')
  const length = [...plain].length
  if (length < profile.minLength) return 'password.too_short'
  if (length > PASSWORD_MAX) return 'password.too_long'
  if (CLASSES.filter((one) => one.test(plain)).length < profile.classes) return 'password.too_plain'
  return isCommonPassword(plain, own) ? 'password.common' : null
}

/** When a password set then has to be changed; null: never for its age. 0: at once, for somebody else made it. */
export const passwordDueAt = (profile: StaffProfile, setAt: number): number | null =>
  setAt === 0 ? 0 : profile.days === null ? null : setAt + profile.days * DAY
