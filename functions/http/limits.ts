import { done, refused, type Outcome } from '../domain/outcome.ts'
import { DAY, MINUTE, shanghaiDay } from '../domain/shanghai-day.ts'
import { base64url, hmac } from '../staff/keys.ts'
import type { Env, Statement } from './app-types.ts'

export type Limit = { name: string; max: number; minutes: number }

/**
 * How often, for one address. A mobile carrier puts thousands of phones behind one address, so nothing a resident does
 * is tight unless it costs us much or no proof of work came with it. There is no limit over all addresses but one.
 */
export const limits = {
  fileSolved: { name: 'file-solved', max: 20, minutes: 60 },
  fileUnsolved: { name: 'file-unsolved', max: 4, minutes: 60 },
  photo: { name: 'photo', max: 60, minutes: 60 },
  wrongReceipt: { name: 'wrong-receipt', max: 10, minutes: 1 },
  wrongReceiptByAll: { name: 'wrong-receipt-by-all', max: 100, minutes: 1 },
  signUpSolved: { name: 'sign-up-solved', max: 60, minutes: 60 },
  signUpUnsolved: { name: 'sign-up-unsolved', max: 10, minutes: 60 },
  volunteerMove: { name: 'volunteer-move', max: 60, minutes: 60 },
  wrongQueryCode: { name: 'wrong-query-code', max: 10, minutes: 1 },
  wrongQueryCodeByAll: { name: 'wrong-query-code-by-all', max: 100, minutes: 1 },
  wrongQueryCodeByPhone: { name: 'wrong-query-code-by-phone', max: 30, minutes: 60 },
  wrongSpotCode: { name: 'wrong-spot-code', max: 5, minutes: 10 },
  wrongTeamCode: { name: 'wrong-team-code', max: 10, minutes: 1 },
  wrongTeamCodeByAll: { name: 'wrong-team-code-by-all', max: 100, minutes: 1 },
  orderSolved: { name: 'order-solved', max: 20, minutes: 60 },
  orderUnsolved: { name: 'order-unsolved', max: 4, minutes: 60 },
  appealSolved: { name: 'appeal-solved', max: 20, minutes: 60 },
  appealUnsolved: { name: 'appeal-unsolved', max: 4, minutes: 60 },
  answerSolved: { name: 'answer-solved', max: 60, minutes: 60 },
  answerUnsolved: { name: 'answer-unsolved', max: 20, minutes: 60 },
  wrongSurveyCode: { name: 'wrong-survey-code', max: 10, minutes: 1 },
  wrongSurveyCodeByAll: { name: 'wrong-survey-code-by-all', max: 300, minutes: 1 },
  wrongInterviewerCode: { name: 'wrong-interviewer-code', max: 10, minutes: 1 },
  wrongInterviewerCodeByAll: { name: 'wrong-interviewer-code-by-all', max: 100, minutes: 1 },
  wrongInvitation: { name: 'wrong-invitation', max: 10, minutes: 1 },
  wrongInvitationByAll: { name: 'wrong-invitation-by-all', max: 100, minutes: 1 },
  wrongPasskey: { name: 'wrong-passkey', max: 30, minutes: 10 },
  /** Tries to show password or second factor again within a session, for one person. */
  proof: { name: 'proof', max: 10, minutes: 10 },
  meToo: { name: 'me-too', max: 30, minutes: 60 },
  trackedMove: { name: 'tracked-move', max: 20, minutes: 60 },
} as const satisfies Record<string, Limit>

const COUNT = `INSERT INTO limits (key, window_started_at, count) VALUES (?1, ?2, 1)
  ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN window_started_at = excluded.window_started_at THEN count + 1 ELSE 1 END,
    window_started_at = excluded.window_started_at
  RETURNING count`
const FORGET = 'DELETE FROM limits WHERE window_started_at < ?1'

/** The name under which an address is counted: it changes every day and says nothing of the address. */
export const limitKey = async (env: Env, name: string, address: string, now: number): Promise<string> =>
  base64url(await hmac(env.PORTAL_SECRET, 'limits', `${name}:${address}:${shanghaiDay(now)}`))

const windowOf = ({ minutes }: Limit, now: number) => Math.floor(now / (minutes * MINUTE)) * minutes * MINUTE

/** The statement that counts one act and answers `count`: one conditional statement, so no two callers share a number. */
export const countStatement = async (env: Env, limit: Limit, address: string, now: number): Promise<Statement> =>
  env.DB.prepare(COUNT).bind(await limitKey(env, limit.name, address, now), windowOf(limit, now))

/** Whether `count` is still within the limit; `request.too_many` says in how many minutes the window ends. */
export const judge = (limit: Limit, count: number, now: number): Outcome<null> => {
  if (count <= limit.max) return done(null)
  const ends = windowOf(limit, now) + limit.minutes * MINUTE
  return refused('request.too_many', undefined, { minutes: Math.ceil((ends - now) / MINUTE) })
}

/** Counts one act of this address and says whether it is still within the limit. */
export const withinLimit = async (env: Env, limit: Limit, address: string, now: number): Promise<Outcome<null>> => {
  if (env.LIMITS === 'off') return done(null)
  const row = await (await countStatement(env, limit, address, now)).first<{ count: number }>()
  return judge(limit, row?.count ?? 1, now)
}

/** Removes counts older than a day; the job runs it (G23). */
export const forgetLimits = async (env: Env, now: number): Promise<number> =>
  (
    await env.DB.prepare(FORGET)
      .bind(now - DAY)
      .run()
  ).meta.changes
