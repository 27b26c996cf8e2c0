import { markFault, readCheckCode, type MarkInput } from '../domain/attendance.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Staff } from '../domain/staff.ts'
import type { SignUpState } from '../domain/volunteer.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import { findReachable, viewRoster, type Roster } from './read-roster.ts'
import { listForMarks, markStatements, type NewMark } from './rows.ts'

export type MarkResult = { id: string; ok: boolean; code?: string }
export type Marked = { results: MarkResult[]; roster: Roster }

/** Who may be marked: with a place, or still waiting for one and let in on the spot. */
const COMING: readonly SignUpState[] = ['confirmed', 'offered', 'waiting']

/**
 * Takes what an organiser's phone noted, perhaps offline and hours ago: each mark is judged by itself, a mark that is
 * known already is simply said to be there, and the records are made anew from all marks in the same batch.
 * Codes of single marks: `mark.unknown_code`, `mark.unknown_person`, `mark.not_coming`, `mark.too_early`, `mark.too_late`,
 * `mark.in_future`, `mark.id_taken`. Refusals of all: `shift.not_found`, `shift.cancelled`.
 */
export async function applyMarks(
  env: Env,
  shiftId: string,
  marks: MarkInput[],
  staff: Staff,
  asked: { requestId: string; now: number },
): Promise<Outcome<Marked>> {
  const { now } = asked
  const act = { staff, action: 'attendance:mark', object: { kind: 'shift' as const, id: shiftId }, ...asked }
  const shift = await findReachable(env, shiftId, staff)
  if (!shift) return refused('shift.not_found')
  if (shift.state !== 'open') {
    await recordRefusal(env.DB, act, 'shift.cancelled')
    return refused('shift.cancelled')
  }
  const { signUps, known } = await listForMarks(
    env.DB,
    shiftId,
    marks.map(({ id }) => id),
  )
  const byId = new Map(signUps.map((one) => [one.id, one]))
  const byCode = new Map(signUps.map((one) => [readCheckCode(one.check_code), one]))
  const knownById = new Map(known.map((one) => [one.id, one]))
  const times = { startsAt: shift.starts_at, endsAt: shift.ends_at }
  const taken: NewMark[] = []

  const judge = (mark: MarkInput): string | null => {
    const person = mark.signUp ? byId.get(mark.signUp) : byCode.get(readCheckCode(mark.checkCode ?? ''))
    if (!person) return mark.signUp ? 'mark.unknown_person' : 'mark.unknown_code'
    const before = knownById.get(mark.id)
    if (before) return before.sign_up_id === person.id && before.kind === mark.kind ? null : 'mark.id_taken'
    if (!COMING.includes(person.state)) return 'mark.not_coming'
    const fault = markFault(mark.at, times, now)
    if (fault) return fault
    taken.push({ id: mark.id, signUp: person.id, kind: mark.kind, how: mark.how, staff: staff.id, at: mark.at })
    knownById.set(mark.id, { id: mark.id, sign_up_id: person.id, kind: mark.kind })
    return null
  }
  const results = marks.map((mark): MarkResult => {
    const code = judge(mark)
    return code === null ? { id: mark.id, ok: true } : { id: mark.id, ok: false, code }
  })
  // The answer holds the roster: asking with nothing new is opening it.
  const what = taken.length > 0 ? { detail: String(taken.length) } : { action: 'attendance:read' }
  await env.DB.batch([
    ...(taken.length > 0 ? markStatements(env.DB, taken, now) : []),
    recordAct(env.DB, { ...act, ...what, result: 'ok' }),
  ])
  return done({ results, roster: await viewRoster(env, shift, staff, now) })
}
