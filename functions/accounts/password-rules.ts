import { done, refused, type Outcome } from '../domain/outcome.ts'
import { passwordIssue } from '../domain/staff-profile.ts'
import { staffProfile, wordsNearby } from '../staff/profile.ts'

/** Whether the office's profile takes this password of this person: `password.too_short`, `.too_long`, `.too_plain`, `.common`. */
export const checkPassword = (password: string, owner: { sign_in_name: string; name: string }): Outcome<null> => {
  const profile = staffProfile()
  const code = passwordIssue(profile, password, wordsNearby(owner.sign_in_name, owner.name))
  return code ? refused(code, 'password', { min: profile.minLength, classes: profile.classes }) : done(null)
}
