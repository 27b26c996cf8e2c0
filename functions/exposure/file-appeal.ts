import { checkSolution, type UsedChallenge } from '../challenges/challenge.ts'
import { violatesUnique } from '../db/violation.ts'
import { district } from '../district.ts'
import { URGENT_CLAIMS } from '../domain/appeal.ts'
import type { AppealInput } from '../domain/appeal-input.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import { formatReceipt } from '../domain/receipt.ts'
import { toTheMinute } from '../domain/shanghai-day.ts'
import { addWorkingDays } from '../domain/work-days.ts'
import type { Env } from '../http/app-types.ts'
import { limits, withinLimit } from '../http/limits.ts'
import { base64url, hmac, seal } from '../staff/keys.ts'
import { readCalendar } from '../work-calendar/read-calendar.ts'
import { findAppealed, findSubmission, insertAppeal } from './appeal-rows.ts'

/** What whoever appealed keeps: the code that opens the answer, the number, and until when it is answered. */
export type FiledAppeal = { receipt: string; number: string; answerBy: number }
export type AppealFiled = { filed: FiledAppeal; again: boolean }

type Submission = { input: AppealInput; receipt: string; keyHash: string; bodyHash: string }

/** All that is kept of an appeal's code. */
export const appealCodeHash = async (secret: string, receipt: string): Promise<string> =>
  base64url(await hmac(secret, 'appeal', `code:${receipt}`))

const answerBy = async (env: Env, filedAt: number): Promise<number> =>
  addWorkingDays(filedAt, district.exposure.appeal_working_days, await readCalendar(env))

/**
 * Anyone shown on the board appeals, without an account: appeal and letter to the desk in one batch. It hides nothing by
 * itself (docs/decisions/0036): a child or a face comes first at the desk, where one click hides. The same form again
 * answers the same code (`again`). `tip_off.not_public`, `submission.other_body`, `request.too_many`.
 */
export const fileAppeal = async (
  env: Env,
  input: AppealInput,
  address: string,
  now: number,
): Promise<Outcome<AppealFiled>> => {
  const { PORTAL_SECRET: secret } = env
  const { key, number, claim, text, contact } = input
  const body = JSON.stringify(['appeal', key, number, claim, text, contact?.name, contact?.phone])
  const [code, keyHash, bodyHash] = await Promise.all([
    hmac(secret, 'appeal', `receipt:${key}`),
    hmac(secret, 'submission', `appeal-key:${key}`).then(base64url),
    hmac(secret, 'submission', body).then(base64url),
  ])
  const submission = { input, receipt: formatReceipt(code), keyHash, bodyHash }
  const filed = await fileNow(env, submission, await checkSolution(env, input.solution, now), address, now)
  if (filed.ok) return filed
  // Whatever stands in the way of a new appeal, one that was already acknowledged keeps its answer.
  return (await answerAgain(env, submission)) ?? filed
}

const fileNow = async (
  env: Env,
  submission: Submission,
  challenge: UsedChallenge | null,
  address: string,
  now: number,
): Promise<Outcome<AppealFiled>> => {
  const { input, receipt, keyHash, bodyHash } = submission
  const limit = await withinLimit(env, challenge ? limits.appealSolved : limits.appealUnsolved, address, now)
  if (!limit.ok) return limit
  const against = await findAppealed(env.DB, input.number, now)
  if (!against) return refused('tip_off.not_public')
  const id = crypto.randomUUID()
  const filedAt = toTheMinute(now)
  const dueAt = await answerBy(env, filedAt)
  try {
    await insertAppeal(env.DB, {
      ...{ id, keyHash, bodyHash, against, claim: input.claim, text: input.text, filedAt, dueAt, challenge },
      codeHash: await appealCodeHash(env.PORTAL_SECRET, receipt),
      contactSealed: input.contact && (await seal(env, 'vault', JSON.stringify(input.contact), id)),
      topic: URGENT_CLAIMS.includes(input.claim) ? 'appeal.urgent' : 'appeal.filed',
    })
    return done({ filed: { receipt, number: against.number, answerBy: dueAt }, again: false })
  } catch (error) {
    if (violatesUnique(error, 'appeals.key_hash')) return refused('submission.other_body')
    if (violatesUnique(error, 'appeals.code_hash')) return refused('submission.other_body')
    // A solution sent twice proves nothing the second time: on as one who sent none.
    if (violatesUnique(error, 'used_challenges.id')) return fileNow(env, submission, null, address, now)
    throw error
  }
}

const answerAgain = async (env: Env, { keyHash, bodyHash, receipt }: Submission) => {
  const before = await findSubmission(env.DB, keyHash)
  if (!before) return null
  if (before.body_hash !== bodyHash) return refused('submission.other_body')
  const filed = { receipt, number: before.number, answerBy: await answerBy(env, before.filed_at) }
  return done({ filed, again: true })
}
