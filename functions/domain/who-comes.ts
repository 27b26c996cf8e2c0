import { done, type Issue, type Outcome } from './outcome.ts'
import { readPhone } from './phone.ts'
import type { SignUpInput } from './sign-up-input.ts'
import { AGE, ageBand, ageOn, type AgeBand } from './volunteer.ts'

/** One who comes. `born` is kept of minors only: an adult is asked for no birthday. */
export type Person = { name: string; born: string | null; band: AgeBand; guardian: Guardian | null }
type Guardian = { name: string; phone: string }
type Asked = Pick<SignUpInput, 'name' | 'age' | 'born' | 'guardian' | 'party' | 'partyConsent'>

const OLDEST = 120

/** How old somebody is today: an age, or what is wrong with the answer. */
const readAge = (born: string, today: string): number | 'missing' | 'wrong' => {
  if (born === '') return 'missing'
  const age = born > today ? null : ageOn(born, today)
  return age === null || age > OLDEST ? 'wrong' : age
}

/** An adult is asked for no birthday; who gives one all the same that makes them a minor is taken at that word. */
const ageOf = ({ age, born }: { age: 'adult' | 'minor'; born: string }, today: string) => {
  const read = readAge(born, today)
  return age === 'minor' || (typeof read === 'number' && read < AGE.adult) ? read : AGE.adult
}

const guardianIssues = (guardian: Asked['guardian']): Issue[] => {
  const { name = '', phone = '', consent = false } = guardian ?? {}
  if (name === '' && phone.trim() === '' && !consent) return [{ code: 'guardian.missing', field: 'guardianName' }]
  const issues: Issue[] = []
  if (name === '') issues.push({ code: 'guardian.name_missing', field: 'guardianName' })
  if (phone.trim() === '') issues.push({ code: 'guardian.phone_missing', field: 'guardianPhone' })
  else if (!readPhone(phone)) issues.push({ code: 'guardian.phone_wrong', field: 'guardianPhone' })
  if (!consent) issues.push({ code: 'guardian.consent_missing', field: 'guardianConsent' })
  return issues
}

/**
 * Everyone a sign-up brings, the one who signs up first. A minor needs a birthday, and under 18 a guardian who agreed
 * (PIPL art. 31 under 14; whom to call, under 18); for minors in a party the one who brings them says so for all.
 * Codes: `born.missing`, `born.wrong`, `guardian.missing`, `guardian.name_missing`, `guardian.phone_missing`,
 * `guardian.phone_wrong`, `guardian.consent_missing`, `party.name_missing`, `party.born_missing`, `party.born_wrong`
 * (detail `n`: which of the party, from 1), `party.consent_missing`.
 */
export const whoComes = (input: Asked, today: string): Outcome<Person[]> => {
  const issues: Issue[] = []
  const people: Person[] = []
  const age = ageOf(input, today)
  if (typeof age === 'string') issues.push({ code: `born.${age}`, field: 'born' })
  else {
    const minor = age < AGE.adult
    if (minor) issues.push(...guardianIssues(input.guardian))
    const guardian =
      minor && input.guardian ? { name: input.guardian.name, phone: readPhone(input.guardian.phone) ?? '' } : null
    people.push({ name: input.name, born: minor ? input.born : null, band: ageBand(age), guardian })
  }
  for (const [place, one] of input.party.entries()) {
    const detail = { n: place + 1 }
    if (one.name === '') issues.push({ code: 'party.name_missing', field: 'party', detail })
    const theirs = ageOf(one, today)
    if (typeof theirs === 'string') issues.push({ code: `party.born_${theirs}`, field: 'party', detail })
    else {
      const minor = theirs < AGE.adult
      people.push({ name: one.name, born: minor ? one.born : null, band: ageBand(theirs), guardian: null })
    }
  }
  if (people.slice(1).some(({ born }) => born !== null) && !input.partyConsent)
    issues.push({ code: 'party.consent_missing', field: 'partyConsent' })
  return issues.length > 0 ? { ok: false, issues } : done(people)
}
