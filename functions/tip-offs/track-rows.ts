import type { Door, Rating, Status } from '../domain/tip-off.ts'
import type { Env, Statement } from '../http/app-types.ts'
import { indexWords } from './search-rows.ts'

export type TrackedCase = {
  id: string
  number: string
  version: number
  door: Door
  status: Status
  category: string
  community: string
  landmark: string
  text: string
  contact_sealed: string | null
  me_too_count: number
  question_open: number
  unit: string | null
  due_at: number
  received_at: number
  rating: Rating | null
  reopened_count: number
  /** The number of the case this one was merged into. */
  merged_into: string | null
  backlog_until: number | null
}
/** The case it was split off from, or one split off from it. */
export type TrackedPart = { id: string; number: string; status: Status; category: string; first: number }
export type TrackedEvent = {
  kind: string
  happened_at: number
  said: string | null
  note: string | null
  unit: string | null
}
export type TrackedPhoto = {
  kind: 'before' | 'after'
  storage_key: string
  media_type: string
  byte_size: number
  width: number
  height: number
  sha256: string
  public_key: string | null
}
export type Tracked = { tipOff: TrackedCase; events: TrackedEvent[]; photos: TrackedPhoto[]; parts: TrackedPart[] }

const CASE = `SELECT id, number, version, door, status, category, community, landmark, text, contact_sealed, me_too_count,
    question_open, unit, due_at, received_at, rating, reopened_count, merged_into, backlog_until
  FROM tip_offs WHERE receipt_hash = ?1`
const EVENTS = `SELECT kind, happened_at, said, note, unit FROM tip_off_events
  WHERE tip_off_id = (SELECT id FROM tip_offs WHERE receipt_hash = ?1) ORDER BY seq`
const PHOTOS = `SELECT kind, storage_key, media_type, byte_size, width, height, sha256, public_key FROM photos
  WHERE tip_off_id = (SELECT id FROM tip_offs WHERE receipt_hash = ?1) ORDER BY kind, position`

const PARTS = `SELECT id, number, status, category, 1 AS first FROM tip_offs
    WHERE id = (SELECT split_from FROM tip_offs WHERE receipt_hash = ?1)
  UNION ALL SELECT id, number, status, category, 0 FROM tip_offs
    WHERE split_from = (SELECT id FROM tip_offs WHERE receipt_hash = ?1)`

/** The case this receipt opens, with its history and photos, or null. One round trip, found or not. */
export const findTracked = async ({ DB }: Env, receiptHash: string): Promise<Tracked | null> => {
  const all = [CASE, EVENTS, PHOTOS, PARTS].map((sql) => DB.prepare(sql).bind(receiptHash))
  const [cases, events, photos, parts] = await DB.batch(all)
  const tipOff = cases?.results[0] as TrackedCase | undefined
  if (!tipOff) return null
  return {
    tipOff,
    events: events?.results as TrackedEvent[],
    photos: photos?.results as TrackedPhoto[],
    parts: parts?.results as TrackedPart[],
  }
}

// Event and letter are added only while the version is still the one that was read; the update comes last and says so.
const EVENT = `INSERT INTO tip_off_events (id, tip_off_id, seq, kind, from_status, to_status, actor, said, note, happened_at)
  SELECT ?3, id, (SELECT COALESCE(MAX(seq), 0) + 1 FROM tip_off_events WHERE tip_off_id = ?1), ?4, status, ?5, 'reporter', ?6, ?7, ?8 FROM tip_offs WHERE id = ?1 AND version = ?2`
const OUTBOX = `INSERT INTO outbox_messages (id, topic, audience, number, next_attempt_at, created_at)
  SELECT ?3, ?4, 'desk', number, ?5, ?5 FROM tip_offs WHERE id = ?1 AND version = ?2`
const ANSWER = `UPDATE tip_offs SET question_open = 0, changed_at = ?3, version = version + 1
  WHERE id = ?1 AND version = ?2`
const RATE = `UPDATE tip_offs SET rating = ?4, changed_at = ?3, version = version + 1 WHERE id = ?1 AND version = ?2`
const REOPEN = `UPDATE tip_offs SET status = 'accepted', due_at = ?4, unit = NULL, rectified_by = NULL, closed_at = NULL,
    closed_days = NULL, rating = NULL, reopened_count = reopened_count + 1, assigned_at = NULL, extension_until = NULL, extended_count = 0,
    backlogged_at = NULL, backlog_until = NULL, due_before_backlog = NULL, changed_at = ?3, version = version + 1
  WHERE id = ?1 AND version = ?2`
const WITHDRAW = `UPDATE tip_offs SET status = 'withdrawn', contact_sealed = NULL, question_open = 0, published_at = NULL,
    changed_at = ?3, version = version + 1
  WHERE id = ?1 AND version = ?2`

export type ReporterAct = {
  kind: 'answer' | 'rate' | 'withdraw'
  topic: 'tip_off.answered' | 'tip_off.rated' | 'tip_off.withdrawn'
  to: Status
  said?: string | null
  /** What of the act has no column of its own: the rating, which a reopening clears from the case. */
  note?: string | null
  at: number
}
type Change =
  { change: 'answer' | 'withdraw' } | { change: 'rate'; rating: Rating } | { change: 'reopen'; dueAt: number }

const changeOf = ({ DB }: Env, { id, version }: TrackedCase, at: number, change: Change): Statement => {
  if (change.change === 'rate') return DB.prepare(RATE).bind(id, version, at, change.rating)
  if (change.change === 'reopen') return DB.prepare(REOPEN).bind(id, version, at, change.dueAt)
  return DB.prepare(change.change === 'answer' ? ANSWER : WITHDRAW).bind(id, version, at)
}

/** Writes what a reporter did: event, letter to the desk and the case, all or none. False: the case changed meanwhile. */
export const recordReporterAct = async (
  env: Env,
  tipOff: TrackedCase,
  { kind, topic, to, said = null, note = null, at }: ReporterAct,
  change: Change,
): Promise<boolean> => {
  const { id, version } = tipOff
  const event = crypto.randomUUID()
  const results = await env.DB.batch([
    env.DB.prepare(EVENT).bind(id, version, event, kind, to, said || null, note, at),
    ...indexWords(env.DB, event, said),
    env.DB.prepare(OUTBOX).bind(id, version, crypto.randomUUID(), topic, at),
    changeOf(env, tipOff, at, change),
  ])
  return (results.at(-1)?.meta.changes ?? 0) > 0
}
