import { district, findCategory } from '../district.ts'
import { shanghaiDay } from '../domain/shanghai-day.ts'
import { graver, slipMoment, type Colour } from '../domain/slip.ts'
import { workingDaysLate, WORKING_HOURS, type WorkCalendar } from '../domain/work-days.ts'
import type { Env, Statement } from '../http/app-types.ts'
import { type Audience, recordMessage } from '../outbox/rows.ts'
import { readCalendar } from '../work-calendar/read-calendar.ts'
import { insertSlip, whileIssued, whileWatched } from './slip-rows.ts'
import { findFirstDue, goOn, listCountedOtherwise, type Next, type Watch } from './watch-rows.ts'

/** Steps of one run: what is left after a long silence is the next run's. */
const AT_ONCE = 300

/** Who hears of a slip: the unit always, the desk from yellow on, the supervisor of red. */
export const audiencesOf = (colour: Colour, unit: string): Audience[] => [
  `unit:${unit}`,
  ...(colour === 'white' ? [] : (['desk'] as const)),
  ...(colour === 'red' ? (['supervisor'] as const) : []),
]

/** A calendar by its days: what was counted by another is counted anew. */
const nameOf = ({ holidays, workdays }: WorkCalendar): string => {
  let sum = 17
  for (const char of [...holidays].sort().join() + '|' + [...workdays].sort().join()) {
    sum = (Math.imul(sum, 31) + char.charCodeAt(0)) | 0
  }
  return `${holidays.size}.${workdays.size}.${sum}`
}

/** When a slip of this colour falls due; no earlier than the unit has the case, for it may come back late from checking. */
const momentOf = (colour: Colour, watch: Watch, calendar: WorkCalendar): number => {
  const hours = findCategory(watch.category)?.deadline_hours ?? WORKING_HOURS
  const at = slipMoment(colour, { dueAt: watch.due_at, hours }, district.supervision, calendar)
  return Math.max(at, watch.held_from)
}

/** The slip after this colour, unless the unit lets go of the case before it falls due. */
const after = (colour: Colour, watch: Watch, calendar: WorkCalendar): Next => {
  const next = graver(colour)
  if (next === null) return { colour, at: null }
  const at = momentOf(next, watch, calendar)
  return { colour: next, at: watch.held_until !== null && at >= watch.held_until ? null : at }
}

/**
 * Issues every slip that fell due, in the order of the moments at which they did, and numbers them in that order. Each
 * step is one guarded batch, so that two who run at once, or one cut short anywhere, leave the same; after a silence it
 * issues what would have been issued meanwhile, also for cases that were mended since (docs/decisions/0030).
 */
export const issueSlips = async (env: Env, now: number): Promise<number> => {
  const calendar = await readCalendar(env)
  const name = nameOf(calendar)
  await countAnew(env, calendar, name)
  let issued = 0
  for (let step = 0; step < AT_ONCE; step += 1) {
    const watch = await findFirstDue(env.DB, now)
    if (watch === null) break
    const results = await env.DB.batch(stepsOf(env, watch, calendar, name, now))
    if (results.length > 1 && (results[1]?.meta.changes ?? 0) > 0) issued += 1
  }
  return issued
}

const stepsOf = (env: Env, watch: Watch, calendar: WorkCalendar, name: string, now: number): Statement[] => {
  const colour = watch.next_colour
  const next = after(colour, watch, calendar)
  const onward = goOn(env.DB, watch, next, name)
  // Back from checking and late for two colours at once: only the graver is told.
  if (next.at !== null && next.at === watch.next_at) return [onward]
  const id = crypto.randomUUID()
  const slip = {
    id,
    tipOffId: watch.tip_off_id,
    unit: watch.unit,
    term: watch.term,
    colour,
    deadlineAt: watch.due_at,
    dueAt: watch.next_at,
    overdueDays: workingDaysLate(watch.due_at, watch.next_at, calendar),
    issuedAt: now,
    issuedBy: null,
    reason: null,
    year: shanghaiDay(watch.next_at).slice(0, 4),
  }
  const message = { topic: `slip.${colour}`, number: watch.case_number, now }
  return [
    ...insertSlip(env.DB, slip, whileWatched(watch)),
    ...audiencesOf(colour, watch.unit).map((audience) =>
      recordMessage(env.DB, { ...message, audience }, whileIssued(id)),
    ),
    onward,
  ]
}

/** A day off was added or taken away since the next moment was counted: it is counted again, before anything is issued. */
const countAnew = async (env: Env, calendar: WorkCalendar, name: string): Promise<void> => {
  for (;;) {
    const watches = await listCountedOtherwise(env.DB, name, AT_ONCE)
    if (watches.length === 0) return
    await env.DB.batch(
      watches.map((watch) => {
        const at = momentOf(watch.next_colour, watch, calendar)
        const gone = watch.held_until !== null && at >= watch.held_until
        return goOn(env.DB, watch, { colour: watch.next_colour, at: gone ? null : at }, name)
      }),
    )
  }
}
