import cases from '../../../content/demo/tip-offs.json' with { type: 'json' }
import grids from '../../../content/district/grids.json' with { type: 'json' }
import { findCategory } from '../../district.ts'
import { type DeskMove, NOTHING_TYPED } from '../../domain/desk-move.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { parse } from '../../domain/parse.ts'
import { DAY, MINUTE, shanghaiDay, shanghaiMidnight } from '../../domain/shanghai-day.ts'
import type { Staff } from '../../domain/staff.ts'
import { TipOffInput } from '../../domain/tip-off-input.ts'
import { isWorkDay } from '../../domain/work-days.ts'
import type { Env } from '../../http/app-types.ts'
import { shelveForTipOff } from '../../photos/shelve-photo.ts'
import { addDemoStaff, DEMO_STAFF } from '../../staff/demo-staff.ts'
import { findStaff } from '../../staff/rows.ts'
import { addAfterPhoto } from '../../tip-offs/add-after-photo.ts'
import { fileTipOff } from '../../tip-offs/file-tip-off.ts'
import { markUrgent } from '../../tip-offs/mark-case.ts'
import { moveOwnTipOff } from '../../tip-offs/move-own-tip-off.ts'
import { moveTipOff } from '../../tip-offs/move-tip-off.ts'
import { redactPhoto } from '../../tip-offs/redact-photo.ts'
import { readCalendar } from '../../work-calendar/read-calendar.ts'
import { encodeJpeg } from './jpeg-encoder.ts'
import { halve } from './picture.ts'
import { appealDemo, exposeDemo } from './seed-exposure.ts'
import { coverPeople, drawScene, hasScene } from './scenes.ts'
import { seedLookBacks } from './seed-look-backs.ts'
import { seedMenu } from './seed-menu.ts'
import { seedOrders } from './seed-orders.ts'
import { seedRouting } from './seed-routing.ts'
import { seedSlips } from './seed-slips.ts'
import { seedSurveys } from './seed-surveys.ts'
import { seedVolunteers } from './seed-volunteers.ts'

export type DemoCase = {
  key: string
  door: string
  category: string
  place_kind: string
  community: string
  landmark: string
  text: string
  days_ago: number
  course: string
  reply?: string
  rectified_note?: string
  rating?: string
  contact?: { name: string; phone: string }
  unit?: string
  question?: string
  answer?: string
  merged_into?: string
  /** What was found when somebody looked at the place again: as bad as before. */
  rebounds?: string
  /** Why it is urgent; which unit helps; what it is put off for; what its unit asks more time for; what is split off. */
  urgent?: string
  joint?: string
  backlog?: { days: number; said: string }
  extension?: string
  split?: { category: string; note: string }
}
type Moment = { day: number; hour: number }
type People = { moderator: Staff; second: Staff; administrator: Staff; handlers: Staff[] }
type Filed = { id: string; number: string; receipt: string; filedAt: number }

const SEEDED = "SELECT last_result FROM job_runs WHERE name = 'demo'"
const MARK = `INSERT INTO job_runs (name, last_run_at, last_result) VALUES ('demo', ?, ?)
  ON CONFLICT (name) DO UPDATE SET last_run_at = excluded.last_run_at, last_result = excluded.last_result`
const HAS_CASES = 'SELECT 1 AS found FROM tip_offs LIMIT 1'
const BY_NUMBER = 'SELECT id, version, due_at FROM tip_offs WHERE number = ?'
const PHOTOS_OF = 'SELECT id, kind FROM photos WHERE tip_off_id = ?'

const must = <T>(outcome: Outcome<T>, about: string): T => {
  if (!outcome.ok) throw new Error(`demo case ${about}: ${outcome.issues.map(({ code }) => code).join(' ')}`)
  return outcome.value
}

/** Whether the demo district still has to be laid out here: demo mode, and nothing but its own beginning in the database. */
export const needsDemo = async (env: Env): Promise<boolean> => {
  if (env.DEMO !== '1') return false
  const mark = await env.DB.prepare(SEEDED).first<{ last_result: string }>()
  if (mark) return mark.last_result !== 'done'
  return (await env.DB.prepare(HAS_CASES).first()) === null
}

/**
 * Lays out the demo district: accounts, some forty invented cases of the last sixty days in every state, volunteers
 * with their activities, the menu and its orders, each by the same verbs that people use, at the times at which they
 * would have used them. Cut short, it goes on where it was.
 */
export const seedDemo = async (env: Env, now: number): Promise<void> => {
  const unlimited = { ...env, LIMITS: 'off' }
  await env.DB.prepare(MARK).bind(now, 'begun').run()
  await addDemoStaff(env, now - 61 * DAY)
  const people = await findPeople(env)
  await seedRouting(env, people.administrator, now - 61 * DAY)
  const numbers = new Map<string, string>()
  for (const one of (cases as DemoCase[]).toSorted((a, b) => b.days_ago - a.days_ago)) {
    await layOut(unlimited, one, people, numbers, now)
    await new Promise((resolve) => setTimeout(resolve, 0)) // visitors come in between
  }
  const sore = numbers.get('demo-24')
  if (sore) await appealDemo(unlimited, sore, now)
  const keyOf = new Map([...numbers].map(([key, number]) => [number, key]))
  const caseOf = (number: string) => (cases as DemoCase[]).find(({ key }) => key === keyOf.get(number))
  await seedLookBacks(unlimited, people, caseOf, now)
  await seedSlips(unlimited, people, now)
  await seedVolunteers(unlimited, people.moderator, now)
  await seedMenu(unlimited, people.moderator, now)
  await seedOrders(unlimited, people.moderator, now)
  await seedSurveys(unlimited, people.moderator, now)
  await env.DB.prepare(MARK).bind(now, 'done').run()
}

/** The first working day from this moment on, as somebody would type it. */
const workDayAfter = async (env: Env, from: number): Promise<string> => {
  const calendar = await readCalendar(env)
  const days = Array.from({ length: 15 }, (_, n) => from + n * DAY)
  return shanghaiDay(days.find((day) => isWorkDay(day, calendar)) ?? from)
}

const findPeople = async ({ DB }: Env): Promise<People> => {
  const all = await Promise.all(
    DEMO_STAFF.map(async ({ signInName, name, role, unit }): Promise<Staff> => {
      const row = await findStaff(DB, signInName)
      return { id: row!.id, name, role, unit }
    }),
  )
  const [moderator, second] = all.filter(({ role }) => role === 'moderator')
  const administrator = all.find(({ role }) => role === 'administrator')
  return {
    moderator: moderator!,
    second: second!,
    administrator: administrator!,
    handlers: all.filter(({ role }) => role === 'handler'),
  }
}

const photoOf = (one: DemoCase, mended: boolean) => drawScene(one.key, one.category, mended)

/** A place in one of the community's grids: the middle of its outline, moved by some thirty metres a case. */
const somewhereIn = (community: string, n: number) => {
  const own = grids.features.filter(({ properties }) => properties.community === community)
  const ring = own[n % Math.max(1, own.length)]?.geometry.coordinates[0]?.slice(1)
  if (!ring) return null
  const middle = (axis: 0 | 1) => ring.reduce((sum, point) => sum + point[axis]!, 0) / ring.length
  return { lng: middle(0) + ((n % 7) - 3) * 0.0003, lat: middle(1) + ((n % 5) - 2) * 0.0003, accuracy: 15 }
}

const file = async (env: Env, one: DemoCase, filedAt: number): Promise<(Filed & { again: boolean }) | null> => {
  const photos: string[] = []
  if (hasScene(one.category)) {
    photos.push(must(await shelveForTipOff(env, encodeJpeg(photoOf(one, false)), filedAt), one.key).token)
  }
  const { key, door, category, community, landmark, text, contact } = one
  const said = { key: `demo-district-${key}`, door, category, placeKind: one.place_kind, community, landmark, text }
  const position = somewhereIn(community, Number(key.slice(-2)))
  const input = must(
    parse(TipOffInput, { ...said, photos, ...(position && { position }), ...(contact && { contact }) }),
    one.key,
  )
  const { filed, again } = must(await fileTipOff(env, input, 'demo', filedAt), one.key)
  const row = await env.DB.prepare(BY_NUMBER).bind(filed.number).first<{ id: string }>()
  return { id: row!.id, number: filed.number, receipt: filed.receipt, filedAt, again }
}

/** One case from its filing to where it stands today. */
const layOut = async (env: Env, one: DemoCase, people: People, numbers: Map<string, string>, now: number) => {
  const hour = 8 + ((Number(one.key.slice(-2)) * 7) % 12) + Number(one.key.slice(-2)) / 60
  const morning = shanghaiMidnight(now - one.days_ago * DAY)
  const filedAt = Math.min(morning + hour * 60 * MINUTE, now - (5 + Number(one.key.slice(-2))) * MINUTE)
  const filed = await file(env, one, filedAt)
  if (!filed) return
  numbers.set(one.key, filed.number)
  if (filed.again) return

  let last = filedAt
  /** The moment a step is made: so many days on, at that hour, but after the step before and never in the future. */
  const at = ({ day, hour }: Moment) => {
    const wanted = shanghaiMidnight(filedAt + day * DAY) + hour * 60 * MINUTE
    last = Math.min(Math.max(wanted, last + 7 * MINUTE), now - MINUTE)
    return last
  }
  const move = async (name: DeskMove['move'], staff: Staff, when: Moment, over: Partial<DeskMove> = {}) => {
    const { version } = (await env.DB.prepare(BY_NUMBER).bind(filed.number).first<{ version: number }>())!
    const input = { ...NOTHING_TYPED, move: name, version, ...over }
    must(await moveTipOff(env, filed.id, input, staff, { requestId: 'demo', now: at(when) }), `${one.key} ${name}`)
  }
  const own = async (name: 'answer' | 'rate', when: Moment, over: object) => {
    const input = { receipt: filed.receipt, move: name, ...over } as Parameters<typeof moveOwnTipOff>[1]
    must(await moveOwnTipOff(env, input, 'demo', at(when)), `${one.key} ${name}`)
  }

  const { moderator, second, handlers } = people
  const { course, reply = '', rating } = one
  const category = findCategory(one.category)
  const unit = one.unit ?? category?.unit ?? ''
  const doer = handlers.find((handler) => handler.unit === unit) ?? moderator
  /** Work takes about half of what its category allows. */
  const working = Math.min(4, Math.round(((category?.deadline_hours ?? 16) / 8) * 0.5))
  const done = 1 + working
  const reached = (...courses: string[]) => courses.includes(course)

  if (one.question) {
    await move('ask', moderator, { day: 1, hour: 9.4 }, { said: one.question })
    if (one.answer) await own('answer', { day: 1, hour: 19.2 }, { said: one.answer })
    return
  }
  if (reached('received')) return
  if (reached('rejected')) return move('reject', moderator, { day: 1, hour: 10.2 }, { said: reply })
  if (one.door === 'praise') {
    await move('thank', moderator, { day: 1, hour: 11 }, { said: reply })
    return publish()
  }
  if (reached('merged')) {
    const into = numbers.get(one.merged_into ?? '') ?? ''
    return move('merge', moderator, { day: 1, hour: 9.9 }, { into, said: reply })
  }
  await move('accept', moderator, { day: 1, hour: 9.2 }, { said: reached('accepted') ? reply : '' })
  if (one.split) await move('split', moderator, { day: 1, hour: 9.3 }, one.split)
  if (reached('accepted')) return
  await move('assign', moderator, { day: 1, hour: 9.5 }, { unit, said: reached('assigned', 'overdue') ? reply : '' })
  if (reached('assigned', 'overdue')) return beside()

  const after = encodeJpeg(photoOf(one, true))
  must(
    await addAfterPhoto(env, filed.id, after, null, doer, { requestId: 'demo', now: at({ day: done, hour: 14.5 }) }),
    one.key,
  )
  await move('rectify', doer, { day: done, hour: 14.6 }, { note: one.rectified_note ?? '' })
  if (reached('rectified')) return
  await move('verify', second, { day: done, hour: 16.2 }, { note: '已到现场看过。' })
  if (reached('verified')) return
  await move('close', second, { day: done, hour: 16.8 }, { said: reply })
  if (rating) await own('rate', { day: done + 1, hour: 20.1 }, { rating, note: '' })
  if (reached('reopened')) {
    await move('assign', moderator, { day: done + 2, hour: 9.3 }, { unit })
    return
  }
  if (reached('published', 'proposed')) await publish()

  /** What else was done with a case that a unit still has. */
  async function beside() {
    const { joint, backlog, extension, urgent } = one
    if (joint) await move('joint', moderator, { day: 1, hour: 9.6 }, { unit: joint })
    if (backlog) {
      const until = await workDayAfter(env, now + backlog.days * DAY)
      await move('backlog', second, { day: 2, hour: 10 }, { said: backlog.said, until })
    }
    if (extension) await ask(extension)
    if (urgent) {
      const { version } = (await env.DB.prepare(BY_NUMBER).bind(filed!.number).first<{ version: number }>())!
      const asked = { requestId: 'demo', now: at({ day: 1, hour: 9.7 }) }
      must(await markUrgent(env, filed!.id, { urgent: true, note: urgent, version }, moderator, asked), one.key)
    }
  }

  /** Its unit asks for two working days more. */
  async function ask(note: string) {
    const { due_at } = (await env.DB.prepare(BY_NUMBER).bind(filed!.number).first<{ due_at: number }>())!
    const until = await workDayAfter(env, due_at + DAY)
    await move('ask_extension', doer, { day: 2, hour: 15 }, { note, until })
  }

  async function publish() {
    const { results } = await env.DB.prepare(PHOTOS_OF).bind(filed!.id).all<{ id: string; kind: string }>()
    for (const { id, kind } of results) {
      const covered = coverPeople(photoOf(one, kind === 'after'), one.category, kind === 'after')
      const pictures = { full: encodeJpeg(covered, 0.4), thumb: encodeJpeg(halve(covered), 0.4) }
      must(
        await redactPhoto(env, id, pictures, moderator, { requestId: 'demo', now: at({ day: done + 2, hour: 9 }) }),
        one.key,
      )
    }
    const when = { propose: at({ day: done + 2, hour: 9.6 }), approve: at({ day: done + 2, hour: 10.4 }) }
    const approver = reached('proposed') ? null : second
    must(await exposeDemo(env, filed!.id, one.text, { moderator, approver }, when), `${one.key} publish`)
  }
}
