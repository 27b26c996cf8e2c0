import { checkSolution, type UsedChallenge } from '../challenges/challenge.ts'
import { violatesUnique } from '../db/violation.ts'
import { district, findCommunity } from '../district.ts'
import { caseDay } from '../domain/case-number.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import { formatReceipt } from '../domain/receipt.ts'
import { toTheMinute } from '../domain/shanghai-day.ts'
import type { TipOffInput } from '../domain/tip-off-input.ts'
import { addWorkingDays, type WorkCalendar } from '../domain/work-days.ts'
import type { Env } from '../http/app-types.ts'
import { limits, withinLimit } from '../http/limits.ts'
import { readPhotoToken, type ShelvedPhoto } from '../photos/photo-token.ts'
import { gridOfPosition } from '../routing/grids.ts'
import { base64url, hmac, seal } from '../staff/keys.ts'
import { readCalendar } from '../work-calendar/read-calendar.ts'
import { findSubmission, insertTipOff } from './filing-rows.ts'
import { receiptHash } from './receipt-hash.ts'
import { placeIssues } from './spot.ts'

/** What the reporter gets: the code, the public number, until when it is read and until when it is answered. */
export type Filed = { receipt: string; number: string; dueAt: number; answerBy: number }
export type Answer = { filed: Filed; again: boolean }

/**
 * Files a tip-off: case, photos, first event, letter to the desk, submission key, all in one batch or none of it.
 * The same submission again answers the same receipt (`again`), however often and however parallel it comes.
 * Refusals: `category.*`, `community.wrong`, `place_kind.wrong`, `photo.expired`, `photo.already_used`,
 * `submission.other_body`, `request.too_many`.
 */
export const fileTipOff = async (
  env: Env,
  input: TipOffInput,
  address: string,
  now: number,
): Promise<Outcome<Answer>> => {
  const issues = placeIssues(input)
  if (issues.length > 0) return { ok: false, issues }
  const [photos, challenge, identity] = await Promise.all([
    Promise.all(input.photos.map((token) => readPhotoToken(env.PORTAL_SECRET, token))),
    checkSolution(env, input.solution, now),
    identify(env, input.key),
  ])
  if (!photos.every((photo) => photo !== null)) return refused('photo.expired', 'photos')
  const submission: Submission = { ...identity, input, photos, bodyHash: await hashBody(env, input, photos) }
  const outcome = await fileNow(env, submission, challenge, address, now)
  if (outcome.ok) return outcome
  // Whatever stands in the way of a new case, a submission that was already acknowledged keeps its answer.
  return (await answerAgain(env, submission)) ?? outcome
}

type Identity = { receipt: string; receiptHash: string; keyHash: string }
type Submission = Identity & { input: TipOffInput; photos: ShelvedPhoto[]; bodyHash: string }

/** Receipt and hashes follow from the submission key and our secret, so that neither needs to be kept. */
const identify = async ({ PORTAL_SECRET: secret }: Env, key: string): Promise<Identity> => {
  const [bytes, keyHash] = await Promise.all([hmac(secret, 'receipt', key), hmac(secret, 'submission', `key:${key}`)])
  const receipt = formatReceipt(bytes)
  return { receipt, receiptHash: await receiptHash(secret, receipt), keyHash: base64url(keyHash) }
}

/** Photos count by their content: sent again under new tokens they are still the same photos. An HMAC, for a phone number is in it. */
const hashBody = async ({ PORTAL_SECRET: secret }: Env, input: TipOffInput, photos: ShelvedPhoto[]) => {
  const { key, door, category, placeKind, community, landmark, text, position, contact } = input
  const place = [placeKind, community, landmark, position?.lng, position?.lat, position?.accuracy]
  const sums = photos.map(({ sha256 }) => sha256)
  const body = JSON.stringify(['body', key, door, category, place, text, contact?.name, contact?.phone, sums])
  return base64url(await hmac(secret, 'submission', body))
}

const fileNow = async (
  env: Env,
  submission: Submission,
  challenge: UsedChallenge | null,
  address: string,
  now: number,
): Promise<Outcome<Answer>> => {
  const { input, photos } = submission
  if (photos.some(({ exp }) => exp < now)) return refused('photo.expired', 'photos')
  const [limit, calendar, ...shelved] = await Promise.all([
    withinLimit(env, challenge ? limits.fileSolved : limits.fileUnsolved, address, now),
    readCalendar(env),
    ...photos.map(({ key }) => env.PHOTOS.head(key)),
  ])
  if (!limit.ok) return limit
  if (shelved.includes(null)) return refused('photo.expired', 'photos')

  const id = crypto.randomUUID()
  const receivedAt = toTheMinute(now)
  const dueAt = addWorkingDays(receivedAt, district.promise.triage_working_days, calendar)
  const { contact } = input
  const contactSealed = contact && (await seal(env, 'vault', JSON.stringify(contact), id))
  const place = { street: findCommunity(input.community)!.street.id, grid: gridOfPosition(input.position) }
  try {
    const filing = { ...submission, ...place, id, day: caseDay(now), contactSealed, challenge, receivedAt, dueAt }
    return done({ filed: filedAs(submission, await insertTipOff(env, filing), receivedAt, calendar), again: false })
  } catch (error) {
    if (violatesUnique(error, 'submissions.key_hash')) return refused('submission.other_body')
    if (violatesUnique(error, 'tip_offs.receipt_hash')) return refused('submission.other_body')
    if (violatesUnique(error, 'photos.storage_key')) return refused('photo.already_used', 'photos')
    // A solution sent twice proves nothing the second time: on as one who sent none.
    if (violatesUnique(error, 'used_challenges.id')) return fileNow(env, submission, null, address, now)
    throw error
  }
}

const filedAs = ({ receipt }: Submission, number: string, receivedAt: number, calendar: WorkCalendar): Filed => ({
  receipt,
  number,
  dueAt: addWorkingDays(receivedAt, district.promise.triage_working_days, calendar),
  answerBy: addWorkingDays(receivedAt, district.promise.result_working_days, calendar),
})

const answerAgain = async (env: Env, submission: Submission): Promise<Outcome<Answer> | null> => {
  const before = await findSubmission(env, submission.keyHash)
  if (!before) return null
  if (before.body_hash !== submission.bodyHash) return refused('submission.other_body')
  return done({ filed: filedAs(submission, before.number, before.received_at, await readCalendar(env)), again: true })
}
