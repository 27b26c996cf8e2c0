import { checkSolution, type UsedChallenge } from '../challenges/challenge.ts'
import { violatesUnique } from '../db/violation.ts'
import { findCommunity } from '../district.ts'
import { ORDER } from '../domain/order.ts'
import { timeIssues } from '../domain/order-course.ts'
import type { OrderInput } from '../domain/order-input.ts'
import { done, refused, type Issue, type Outcome } from '../domain/outcome.ts'
import { shanghaiDay, toTheMinute } from '../domain/shanghai-day.ts'
import { readTypedTime } from '../domain/typed-time.ts'
import { addWorkingDays } from '../domain/work-days.ts'
import type { Env } from '../http/app-types.ts'
import { limits, withinLimit } from '../http/limits.ts'
import { base64url, hmac, seal } from '../staff/keys.ts'
import { readCalendar } from '../work-calendar/read-calendar.ts'
import { findOpenItem } from './menu-rows.ts'
import { orderCodeHash, orderCodeOf } from './order-code.ts'
import { findOrderSubmission, insertOrder } from './placing-rows.ts'

/** What the resident gets: the code, the public number, and until when somebody tells them who comes. */
export type Ordered = { receipt: string; number: string; answerBy: number }
export type OrderAnswer = { ordered: Ordered; again: boolean }

type Submission = { input: OrderInput; wantedAt: number; receipt: string; keyHash: string; bodyHash: string }

/**
 * Places an order: order, first event, letter to the desk and submission key in one batch, or none of it.
 * The same submission again answers the same receipt (`again`), however often and however parallel it comes.
 * Refusals: `menu_item.not_found`, `community.wrong`, `order_time.*`, `submission.other_body`, `request.too_many`.
 */
export const placeOrder = async (
  env: Env,
  input: OrderInput,
  address: string,
  now: number,
): Promise<Outcome<OrderAnswer>> => {
  const wantedAt = readTypedTime(input.wantedDay, input.wantedTime)
  const { PORTAL_SECRET: secret } = env
  const [receipt, keyHash, bodyHash] = await Promise.all([
    orderCodeOf(secret, input.key),
    hmac(secret, 'submission', `order-key:${input.key}`).then(base64url),
    hashBody(secret, input, wantedAt),
  ])
  const submission = { input, wantedAt: wantedAt ?? 0, receipt, keyHash, bodyHash }
  const issues = issuesOf(input, wantedAt, now)
  const placed: Outcome<OrderAnswer> =
    issues.length > 0
      ? { ok: false, issues }
      : await placeNow(env, submission, await checkSolution(env, input.solution, now), address, now)
  if (placed.ok) return placed
  // Whatever stands in the way of a new order, a submission that was already acknowledged keeps its answer.
  return (await answerAgain(env, submission)) ?? placed
}

const issuesOf = (input: OrderInput, wantedAt: number | null, now: number): Issue[] => {
  const issues: Issue[] = []
  if (wantedAt === null) issues.push({ code: 'order_time.unreadable', field: 'wantedDay' })
  else issues.push(...timeIssues(wantedAt, now, 'wantedDay'))
  if (!findCommunity(input.community)) issues.push({ code: 'community.wrong', field: 'community' })
  return issues
}

/** An HMAC, for a name, a number and an address are in it. */
const hashBody = async (secret: string, input: OrderInput, wantedAt: number | null) => {
  const { key, item, community, address, people, text, name, phone } = input
  const body = JSON.stringify(['order', key, item, wantedAt, community, address, people, text, name, phone])
  return base64url(await hmac(secret, 'submission', body))
}

const placeNow = async (
  env: Env,
  submission: Submission,
  challenge: UsedChallenge | null,
  address: string,
  now: number,
): Promise<Outcome<OrderAnswer>> => {
  const { input, receipt } = submission
  const [limit, calendar] = await Promise.all([
    withinLimit(env, challenge ? limits.orderSolved : limits.orderUnsolved, address, now),
    readCalendar(env),
  ])
  if (!limit.ok) return limit
  const item = await findOpenItem(env.DB, input.item)
  if (!item) return refused('menu_item.not_found')
  const id = crypto.randomUUID()
  const orderedAt = toTheMinute(now)
  const answerBy = addWorkingDays(orderedAt, ORDER.workDays, calendar)
  const contact = JSON.stringify({ name: input.name, phone: input.phone, address: input.address })
  try {
    const number = await insertOrder(env, {
      ...submission,
      id,
      itemId: item.id,
      codeHash: await orderCodeHash(env.PORTAL_SECRET, receipt),
      counter: 'D' + shanghaiDay(now).slice(2, 4),
      day: shanghaiDay(now),
      street: findCommunity(input.community)!.street.id,
      contactSealed: await seal(env, 'vault', contact, id),
      dueAt: answerBy,
      orderedAt,
      challenge,
    })
    return number ? done({ ordered: { receipt, number, answerBy }, again: false }) : refused('menu_item.not_found')
  } catch (error) {
    if (violatesUnique(error, 'order_submissions.key_hash')) return refused('submission.other_body')
    if (violatesUnique(error, 'orders.code_hash')) return refused('submission.other_body')
    // A solution sent twice proves nothing the second time: on as one who sent none.
    if (violatesUnique(error, 'used_challenges.id')) return placeNow(env, submission, null, address, now)
    throw error
  }
}

const answerAgain = async (env: Env, submission: Submission): Promise<Outcome<OrderAnswer> | null> => {
  const before = await findOrderSubmission(env, submission.keyHash)
  if (!before) return null
  if (before.body_hash !== submission.bodyHash) return refused('submission.other_body')
  const answerBy = addWorkingDays(before.ordered_at, ORDER.workDays, await readCalendar(env))
  return done({ ordered: { receipt: submission.receipt, number: before.number, answerBy }, again: true })
}
