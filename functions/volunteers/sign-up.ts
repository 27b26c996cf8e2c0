import { readShifts, shiftsIn } from '../activities/read-shifts.ts'
import type { ShiftOfActivity } from '../activities/public-view.ts'
import { checkSolution, type UsedChallenge } from '../challenges/challenge.ts'
import { violatesNotNull, violatesUnique } from '../db/violation.ts'
import { findCommunity, findSkill } from '../district.ts'
import { done, refused, type Issue, type Outcome } from '../domain/outcome.ts'
import { base32 } from '../domain/receipt.ts'
import { shanghaiDay, toTheMinute } from '../domain/shanghai-day.ts'
import type { SignUpInput } from '../domain/sign-up-input.ts'
import { formatQueryCode } from '../domain/volunteer.ts'
import { whoComes, type Person } from '../domain/who-comes.ts'
import type { Env, Result } from '../http/app-types.ts'
import { limits, withinLimit } from '../http/limits.ts'
import { base64url, hmac } from '../staff/keys.ts'
import { comingPeople } from './coming-people.ts'
import { openBook } from './open-book.ts'
import { codeHash } from './person.ts'
import { findSubmission, listSigned, recordSignUp, type SignedRow } from './sign-up-rows.ts'
import { signUpViews, type SignUpView } from './sign-up-view.ts'
import { whyNot } from './why-not.ts'

/** What the volunteer gets; `code` only where a new record book was opened. */
export type SignedUp = ShiftOfActivity & { code: string | null; number: string; signUps: SignUpView[] }
export type Answer = { signedUp: SignedUp; again: boolean }

/**
 * Signs somebody up for a shift, with all who come along or not at all: confirmed while places last and nobody waits,
 * else on the waiting list. The same submission again answers the same (`again`), with the same query code.
 * Refusals: those of `whoComes`, `openBook` and `whyNot`, `community.wrong`, `skills.wrong`, `party.same_name`,
 * `volunteer.other_name`, `submission.other_body`, `request.too_many`. Refused, nothing is stored.
 */
export const signUp = async (env: Env, input: SignUpInput, address: string, now: number): Promise<Outcome<Answer>> => {
  const issues = districtIssues(input)
  const people = whoComes(input, shanghaiDay(now))
  if (issues.length > 0 || !people.ok) return { ok: false, issues: [...(people.ok ? [] : people.issues), ...issues] }
  const [identity, bodyHash, challenge] = await Promise.all([
    identify(env, input),
    hashBody(env, input, people.value),
    checkSolution(env, input.solution, now),
  ])
  const submission: Submission = { ...identity, bodyHash, input, people: people.value }
  const outcome = await signUpNow(env, submission, challenge, address, now)
  if (outcome.ok) return outcome
  // Whatever stands in the way of a new sign-up, one that was already acknowledged keeps its answer.
  return (await answerAgain(env, submission, now)) ?? outcome
}

type Identity = { code: string; codeHash: string; keyHash: string }
type Submission = Identity & { input: SignUpInput; people: Person[]; bodyHash: string }

const districtIssues = ({ community, skills }: SignUpInput): Issue[] => [
  ...(findCommunity(community) ? [] : [{ code: 'community.wrong', field: 'community' }]),
  ...(skills.every(findSkill) ? [] : [{ code: 'skills.wrong', field: 'skills' }]),
]

/** The query code follows from the submission key and our secret, so that it can be told again and is kept nowhere. */
const identify = async (env: Env, { key, phone }: SignUpInput): Promise<Identity> => {
  const [bytes, keyHash] = await Promise.all([
    hmac(env.PORTAL_SECRET, 'volunteer', `book:${key}`),
    hmac(env.PORTAL_SECRET, 'submission', `sign-up:${key}`),
  ])
  const code = formatQueryCode(base32(bytes.subarray(0, 10)))
  return { code, codeHash: await codeHash(env, phone, code), keyHash: base64url(keyHash) }
}

/** An HMAC, for names and a phone number are in it. */
const hashBody = async ({ PORTAL_SECRET: secret }: Env, input: SignUpInput, people: Person[]): Promise<string> => {
  const { key, shift, phone, community, skills, code } = input
  const body = JSON.stringify(['sign-up', key, shift, phone, community, skills, code, people])
  return base64url(await hmac(secret, 'submission', body))
}

const signUpNow = async (
  env: Env,
  submission: Submission,
  challenge: UsedChallenge | null,
  address: string,
  now: number,
): Promise<Outcome<Answer>> => {
  const { input, people } = submission
  const limit = await withinLimit(env, challenge ? limits.signUpSolved : limits.signUpUnsolved, address, now)
  if (!limit.ok) return limit
  const book = input.code.trim() === '' ? null : await openBook(env, input, address, now)
  if (book && !book.ok) return book
  const coming = await comingPeople(env, submission, book?.value ?? null, now)
  if (!coming.ok) return coming
  const { shift, community } = input
  const day = shanghaiDay(now)
  const signing = {
    ...submission,
    ...{ people: coming.value, shift, challenge, community, now, day, counter: 'V' + day.slice(2, 4) },
    ...{ skills: [...new Set(input.skills)], at: toTheMinute(now) },
  }
  try {
    const { signed, after } = await recordSignUp(env, signing, readShifts(env, [shift]))
    return done({ signedUp: await signedUpAs(env, submission, signed, after, now), again: false })
  } catch (error) {
    // A solution sent twice proves nothing the second time: on as one who sent none.
    if (violatesUnique(error, 'used_challenges.id')) return signUpNow(env, submission, null, address, now)
    if (violatesUnique(error, 'sign_up_submissions.key_hash')) return refused('submission.other_body')
    if (violatesUnique(error, 'volunteers.code_hash')) return refused('submission.other_body')
    if (!violatesNotNull(error, 'sign_up_submissions.sign_up_id') && !violatesUnique(error, 'sign_ups.shift_id'))
      throw error
    const asking = coming.value.map(({ key, born }, place) => ({ key, born, name: people[place]!.name }))
    return whyNot(env, shift, asking, now)
  }
}

const signedUpAs = async (
  env: Env,
  { code, codeHash }: Submission,
  signed: SignedRow[],
  shifts: Result<unknown> | undefined,
  now: number,
): Promise<SignedUp> => {
  const head = signed[0]!
  return {
    code: head.code_hash === codeHash ? code : null,
    number: head.number,
    signUps: await signUpViews(env, signed),
    ...shiftsIn(shifts, now).get(head.shift_id)!,
  }
}

const answerAgain = async (env: Env, submission: Submission, now: number): Promise<Outcome<Answer> | null> => {
  const before = await findSubmission(env, submission.keyHash)
  if (!before) return null
  if (before.body_hash !== submission.bodyHash) return refused('submission.other_body')
  const { shift_id, sign_up_id } = before
  const { signed, after } = await listSigned(env, sign_up_id, readShifts(env, [shift_id]))
  return done({ signedUp: await signedUpAs(env, submission, signed, after, now), again: true })
}
