import { violatesNotNull, violatesUnique } from '../db/violation.ts'
import { findCommunity } from '../district.ts'
import type { DeskSignUpInput } from '../domain/desk-volunteer-input.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import { shanghaiDay, toTheMinute } from '../domain/shanghai-day.ts'
import type { Staff } from '../domain/staff.ts'
import { isUuid } from '../domain/uuid.ts'
import { ageOn, type SignUpState } from '../domain/volunteer.ts'
import { whoComes } from '../domain/who-comes.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import { centresJson } from '../staff/centre-scope.ts'
import { base64url, hmac } from '../staff/keys.ts'
import { comingPeople } from './coming-people.ts'
import * as rows from './desk-sign-up-rows.ts'
import { newQueryCode } from './move-volunteer.ts'
import { findObstacles } from './obstacle-rows.ts'
import { codeHash } from './person.ts'
import type { Coming } from './sign-up-rows.ts'

export type DeskSignedUp = { id: string; state: SignUpState; number: string; code: string | null; again: boolean }

/** Why the database did not take them, read after it refused. */
const whyNotAtDesk = async (env: Env, shiftId: string, one: Coming, now: number) => {
  const { shift, busy } = await findObstacles(env, shiftId, [one.key])
  if (!shift || shift.state === 'draft' || shift.activity_state === 'draft') return refused('shift.not_found')
  if (shift.state === 'cancelled' || shift.activity_state === 'cancelled') return refused('shift.cancelled')
  if (now >= shift.ends_at) return refused('shift.closed')
  if (busy.some(({ same }) => same === 1)) return refused('desk_sign_up.already', 'name')
  if (busy.length > 0) return refused('desk_sign_up.overlaps', 'name')
  const age = one.born === null ? null : ageOn(one.born, shanghaiDay(shift.starts_at))
  if (age !== null && age < shift.min_age) return refused('desk_sign_up.too_young', 'born', { age: shift.min_age })
  return refused('desk_sign_up.no_reserved', 'reserved')
}

/**
 * Signs a person up as the desk does: before and after the public's window until the shift ends, on a reserved place if
 * asked, else on a free one or the waiting list. Who has a book joins it; who has none gets one, with a query code that
 * is told this once. The same form again signs nobody up twice. Refusals: those of `whoComes`, `community.missing`,
 * `shift.not_found` (out of reach too), `shift.cancelled`, `shift.closed`, `desk_sign_up.already`,
 * `desk_sign_up.overlaps`, `desk_sign_up.too_young`, `desk_sign_up.no_reserved`.
 */
export async function signUpAtDesk(
  env: Env,
  input: DeskSignUpInput,
  staff: Staff,
  asked: { requestId: string; now: number },
): Promise<Outcome<DeskSignedUp>> {
  const { now } = asked
  const act = { staff, action: 'sign_up:add', object: { kind: 'shift' as const, id: input.shift }, ...asked }
  const refuse = async <R extends { ok: false; issues: { code: string }[] }>(refusal: R): Promise<R> => {
    await recordRefusal(env.DB, act, refusal.issues[0]?.code ?? '')
    return refusal
  }
  if (!isUuid(input.shift)) return refused('shift.not_found')
  if (!(await rows.isShiftWithin(env, input.shift, centresJson(staff)))) return refuse(refused('shift.not_found'))
  if (!findCommunity(input.community)) return refused('community.missing', 'community')
  const people = whoComes({ ...input, party: [], partyConsent: false }, shanghaiDay(now))
  if (!people.ok) return people
  const code = newQueryCode()
  const newCode = await codeHash(env, input.phone, code)
  const coming = await comingPeople(env, { input, people: people.value, codeHash: newCode }, null, now)
  if (!coming.ok) return coming
  const fresh = coming.value[0]!
  const known = await rows.findBookOfPerson(env, fresh.key)
  const { book: _, ...joining } = fresh
  const one: Coming = known === null ? fresh : { ...joining, volunteer: known }
  const { key, shift, reserved } = input
  const body = JSON.stringify(['desk', shift, input.phone, input.name, reserved])
  const signing: rows.DeskSigning = {
    ...{ one, shift, reserved, now, at: toTheMinute(now), community: input.community },
    keyHash: base64url(await hmac(env.PORTAL_SECRET, 'submission', `desk-sign-up:${key}`)),
    bodyHash: base64url(await hmac(env.PORTAL_SECRET, 'submission', body)),
    day: shanghaiDay(now),
    year: 'V' + shanghaiDay(now).slice(2, 4),
  }
  const before = await rows.findDeskSubmission(env, signing.keyHash)
  if (before) return answerAgain(env, before, signing)
  try {
    const record = recordAct(env.DB, { ...act, result: 'ok' }, rows.onceSignedUp(one.id))
    await env.DB.batch(rows.deskSignUpStatements(env, signing, record))
  } catch (error) {
    if (violatesUnique(error, 'sign_up_submissions.key_hash')) return refused('submission.other_body')
    if (!violatesNotNull(error, 'sign_up_submissions.sign_up_id') && !violatesUnique(error, 'sign_ups.shift_id'))
      throw error
    return refuse(await whyNotAtDesk(env, shift, one, now))
  }
  const made = await rows.findMade(env, one.id)
  if (!made) throw new Error('a desk sign-up is not there after its batch')
  return done({ ...made, code: known === null ? code : null, again: false })
}

const answerAgain = async (
  env: Env,
  before: { body_hash: string; sign_up_id: string },
  signing: rows.DeskSigning,
): Promise<Outcome<DeskSignedUp>> => {
  const made = before.body_hash === signing.bodyHash ? await rows.findMade(env, before.sign_up_id) : null
  return made ? done({ ...made, code: null, again: true }) : refused('submission.other_body')
}
