import plan from '../../../content/demo/volunteers.json' with { type: 'json' }
import { addShift } from '../../activities/add-shift.ts'
import { createActivity } from '../../activities/create-activity.ts'
import { moveActivity } from '../../activities/move-activity.ts'
import { applyMarks } from '../../attendance/apply-marks.ts'
import { ActivityInput } from '../../domain/activity-input.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { parse } from '../../domain/parse.ts'
import { DAY, HOUR, MINUTE, shanghaiDay } from '../../domain/shanghai-day.ts'
import { ShiftInput } from '../../domain/shift-input.ts'
import { SignUpInput } from '../../domain/sign-up-input.ts'
import type { Staff } from '../../domain/staff.ts'
import { TeamInput } from '../../domain/team-input.ts'
import type { Env } from '../../http/app-types.ts'
import { makeTeam } from '../../teams/make-team.ts'
import { signUp } from '../../volunteers/sign-up.ts'

type Activity = Omit<(typeof plan.activities)[number], 'shifts' | 'cancelled' | 'team'> & {
  team: string | null
  cancelled?: string
  shifts: Shift[]
}
type Shift = {
  day: number
  from: string
  to: string
  capacity: number
  reserved?: number
  signed: number
  waiting?: number
  absent?: number
}
type Coming = { id: string; name: string }

const TEAM = 'SELECT id FROM teams WHERE name = ?'
const ACTIVITY = 'SELECT state, version FROM activities WHERE id = ?'
const SHIFT = 'SELECT id FROM shifts WHERE activity_id = ? AND starts_at = ?'

const must = <T>(outcome: Outcome<T>, about: string): T => {
  if (!outcome.ok) throw new Error(`demo volunteers, ${about}: ${outcome.issues.map(({ code }) => code).join(' ')}`)
  return outcome.value
}
const keyOf = (place: number) => `00000000-0000-4000-8000-0000000d${String(place).padStart(4, '0')}`
const asked = (now: number) => ({ requestId: 'demo', now })

/**
 * Lays out the demo's teams, activities, people and hours by the verbs that people use, at the times at which they
 * would have used them. Cut short, it goes on where it was.
 */
export const seedVolunteers = async (env: Env, moderator: Staff, now: number): Promise<void> => {
  const begin = now - 40 * DAY
  const codes = new Map<string, string>()
  for (const { name, centre, leader } of plan.teams) {
    if (await env.DB.prepare(TEAM).bind(name).first()) continue
    const input = must(parse(TeamInput, { name, centre, leaderName: leader.name, leaderPhone: leader.phone }), name)
    must(await makeTeam(env, input, moderator, asked(begin)), name)
  }
  for (const [place, one] of (plan.activities as Activity[]).entries()) {
    await layOut(env, { ...one, id: keyOf(place), nth: place }, moderator, codes, { begin, now })
  }
}

const layOut = async (
  env: Env,
  one: Activity & { id: string; nth: number },
  moderator: Staff,
  codes: Map<string, string>,
  { begin, now }: { begin: number; now: number },
) => {
  const { shifts, cancelled, team, id, nth, ...said } = one
  const teamRow = team ? await env.DB.prepare(TEAM).bind(team).first<{ id: string }>() : null
  const input = must(parse(ActivityInput, { ...said, team: teamRow?.id ?? '' }), one.title)
  must(await createActivity(env, id, input, moderator, asked(begin)), one.title)
  const times = shifts.map((shift) => timesOf(shift, now))
  for (const [at, shift] of shifts.entries()) {
    const { startsAt, local, endsLocal } = times[at]!
    if (await env.DB.prepare(SHIFT).bind(id, startsAt).first()) continue
    const { version } = (await env.DB.prepare(ACTIVITY).bind(id).first<{ version: number }>())!
    const { capacity, reserved = 0 } = shift
    const said = { startsAt: local(shift.from), endsAt: endsLocal, capacity, reserved }
    const wanted = must(parse(ShiftInput, said), one.title)
    must(await addShift(env, id, { ...wanted, version }, moderator, asked(begin)), one.title)
  }
  const { state, version } = (await env.DB.prepare(ACTIVITY).bind(id).first<{ state: string; version: number }>())!
  if (state === 'draft')
    must(await moveActivity(env, id, { move: 'publish', version }, moderator, asked(begin)), one.title)
  if (state === 'cancelled') return
  for (const [at, shift] of shifts.entries()) {
    const { startsAt, endsAt } = times[at]!
    const row = (await env.DB.prepare(SHIFT).bind(id, startsAt).first<{ id: string }>())!
    const past = endsAt < now
    const people = await comeTo(env, row.id, `${nth}-${at}`, shift, codes, past ? startsAt - 2 * DAY : now - 3 * HOUR)
    if (past) await attend(env, row.id, people, shift.absent ?? 0, { startsAt, endsAt }, moderator)
    await new Promise((resolve) => setTimeout(resolve, 0)) // visitors come in between
  }
  if (!cancelled) return
  const last = (await env.DB.prepare(ACTIVITY).bind(id).first<{ version: number }>())!
  must(
    await moveActivity(
      env,
      id,
      { move: 'cancel', version: last.version, said: cancelled },
      moderator,
      asked(now - HOUR),
    ),
    one.title,
  )
}

/** A shift's times as moments, and as the desk's form writes them. */
const timesOf = ({ day, from, to }: Shift, now: number) => {
  const date = (days: number) => shanghaiDay(now + days * DAY)
  const at = (days: number, time: string) => Date.parse(`${date(days)}T${time}:00+08:00`)
  const over = to < from ? 1 : 0
  return {
    startsAt: at(day, from),
    endsAt: at(day + over, to),
    local: (time: string) => `${date(day)}T${time}`,
    endsLocal: `${date(day + over)}T${to}`,
  }
}

/** So many people of the demo sign up for a shift, and some more who then wait. */
const comeTo = async (
  env: Env,
  shift: string,
  name: string,
  { signed, waiting = 0 }: Shift,
  codes: Map<string, string>,
  when: number,
): Promise<Coming[]> => {
  const coming: Coming[] = []
  const from = [...name].reduce((sum, char) => sum * 31 + char.charCodeAt(0), 7) % plan.people.length
  for (let step = 0; step < plan.people.length && coming.length < signed + waiting; step++) {
    const index = (from + step * 5) % plan.people.length
    const person = plan.people[index]!
    const input = must(
      parse(SignUpInput, {
        key: `demo-sign-up-${name}-${index}`,
        shift,
        name: person,
        phone: String(19_900_006_000 + index),
        age: 'adult',
        community: ['liuan', 'chenguang', 'dukou', 'jinshu', 'jingtang'][index % 5],
        skills: index % 4 === 0 ? ['first-aid'] : [],
        ...(codes.has(person) && { code: codes.get(person) }),
      }),
      person,
    )
    const outcome = await signUp(env, input, 'demo', when + coming.length * MINUTE)
    if (!outcome.ok) continue // They already come to another shift at that time.
    const { code, signUps } = outcome.value.signedUp
    if (code) codes.set(person, code)
    coming.push({ id: signUps[0]!.id, name: person })
  }
  return coming
}

/** On the day: everybody who came is checked in and out by the list, the last ones did not come. */
const attend = async (
  env: Env,
  shift: string,
  people: Coming[],
  absent: number,
  { startsAt, endsAt }: { startsAt: number; endsAt: number },
  moderator: Staff,
) => {
  const came = people.slice(0, people.length - absent)
  const mark = (person: Coming, kind: 'in' | 'out' | 'no_show', at: number) => ({
    id: markId(person.id, kind),
    signUp: person.id,
    kind,
    how: 'list' as const,
    at,
  })
  const marks = [
    ...came.map((person, n) => mark(person, 'in', startsAt - (10 - (n % 14)) * MINUTE)),
    ...came.map((person, n) => mark(person, 'out', endsAt + ((n % 5) - 3) * MINUTE)),
    ...people.slice(came.length).map((person) => mark(person, 'no_show', startsAt + 30 * MINUTE)),
  ]
  must(await applyMarks(env, shift, marks, moderator, asked(endsAt + HOUR)), 'marks')
}

const markId = (signUp: string, kind: string) => `${kind === 'in' ? '1' : kind === 'out' ? '2' : '3'}${signUp.slice(1)}`
