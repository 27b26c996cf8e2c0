import { MINUTE, toTheMinute } from '../domain/shanghai-day.ts'
import { allows, OPEN_STATUSES, type Rating } from '../domain/tip-off.ts'
import { workingDaysLate } from '../domain/work-days.ts'
import type { Env } from '../http/app-types.ts'
import { paths } from '../paths.ts'
import { photoToken } from '../photos/photo-token.ts'
import { readCalendar } from '../work-calendar/read-calendar.ts'
import { receiptOfSplit } from './split-off.ts'
import type { Tracked, TrackedCase, TrackedEvent, TrackedPart, TrackedPhoto } from './track-rows.ts'

const SHOWN = 60 * MINUTE

/** What a reporter sees of their own case; inner notes and names of staff are not in it. */
export const reporterView = async (env: Env, { tipOff, events, photos, parts }: Tracked, now: number) => ({
  number: tipOff.number,
  version: tipOff.version,
  door: tipOff.door,
  status: tipOff.status,
  category: tipOff.category,
  community: tipOff.community,
  landmark: tipOff.landmark,
  text: tipOff.text,
  receivedAt: tipOff.received_at,
  dueAt: tipOff.due_at,
  overdueWorkingDays: isOpen(tipOff) ? workingDaysLate(tipOff.due_at, now, await readCalendar(env)) : 0,
  unit: tipOff.unit,
  question: tipOff.question_open ? (events.findLast(({ kind }) => kind === 'ask')?.said ?? null) : null,
  photos: await photoUrls(env, tipOff, photos, now),
  rating: tipOff.rating,
  canRate: canRate(tipOff),
  canWithdraw: allows('withdraw', tipOff.status, tipOff.door, 'reporter'),
  canAnswer: canAnswer(tipOff),
  mergedInto: tipOff.merged_into,
  /** It cannot be done for now; when somebody looks at it again. */
  backlogUntil: tipOff.backlog_until !== null && tipOff.backlog_until > now ? tipOff.backlog_until : null,
  parts: await Promise.all(parts.map((part) => partView(env, part))),
  timeline: events.filter(({ kind }) => !INTERNAL.includes(kind)).map(timelineEntry),
  contact: tipOff.contact_sealed ? 'left' : 'none',
  meToo: tipOff.me_too_count,
})
export type ReporterView = Awaited<ReturnType<typeof reporterView>>

/** A result is rated once for each closing, and only where something was to be mended. */
export const canRate = ({ status, door, rating }: TrackedCase): boolean =>
  door === 'problem' && rating === null && allows('rate', status, door, 'reporter')
export const canAnswer = ({ status, door, question_open }: TrackedCase): boolean =>
  question_open === 1 && allows('answer', status, door, 'reporter')

const isOpen = ({ status }: TrackedCase) => (OPEN_STATUSES as readonly string[]).includes(status)

/** What units and office settle between themselves, and the office's own marks. */
const INTERNAL = [
  ...['propose_exposure', 'refuse_exposure', 'withdraw_exposure'],
  ...['ask_extension', 'refuse_extension', 'joint', 'unjoint', 'add_note', 'correct'],
  ...['mark_urgent', 'unmark_urgent', 'mark_rebound', 'unmark_rebound'],
]

/** The other matter of the same tip-off. Whoever opened the first case is handed the code of the second. */
const partView = async (env: Env, { id, number, status, category, first }: TrackedPart) => ({
  number,
  status,
  category,
  receipt: first ? null : await receiptOfSplit(env, id),
})

const timelineEntry = ({ kind, happened_at, said, note, unit }: TrackedEvent) => ({
  kind,
  at: happened_at,
  said,
  unit,
  rating: kind === 'rate' ? (note as Rating | null) : null,
})

/** The reporter's own pictures, and what the place looks like now once the office has checked it, redacted if it is. */
const photoUrls = async ({ PORTAL_SECRET }: Env, { status }: TrackedCase, photos: TrackedPhoto[], now: number) => {
  const checked = status === 'verified' || status === 'closed'
  const urlOf = async (photo: TrackedPhoto) => {
    const key = photo.kind === 'after' ? (photo.public_key ?? photo.storage_key) : photo.storage_key
    const { media_type: type, byte_size: size, width, height, sha256 } = photo
    const exp = toTheMinute(now + SHOWN)
    return paths.api.upload(await photoToken(PORTAL_SECRET, { key, type, size, width, height, sha256, exp }))
  }
  const [before, after] = await Promise.all([
    Promise.all(photos.filter(({ kind }) => kind === 'before').map(urlOf)),
    Promise.all(photos.filter(({ kind }) => kind === 'after' && checked).map(urlOf)),
  ])
  return { before, after }
}
