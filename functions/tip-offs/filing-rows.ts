import type { UsedChallenge } from '../challenges/challenge.ts'
import type { TipOffInput } from '../domain/tip-off-input.ts'
import type { Env, Statement } from '../http/app-types.ts'
import type { ShelvedPhoto } from '../photos/photo-token.ts'
import { indexWords } from './search-rows.ts'

const SUBMISSION = 'INSERT INTO submissions (key_hash, body_hash, tip_off_id, filed_on) VALUES (?1, ?2, ?3, ?4)'
const CHALLENGE = 'INSERT INTO used_challenges (id, expires_at) VALUES (?1, ?2)'
const COUNTER =
  'INSERT INTO case_counters (day, value) VALUES (?1, 1) ON CONFLICT (day) DO UPDATE SET value = value + 1'
const TIP_OFF = `INSERT INTO tip_offs (id, number, door, status, receipt_hash, category, place_kind, street, community,
    landmark, lng, lat, accuracy_m, text, contact_sealed, solved, photo_count, due_at, received_at, changed_at, grid)
  SELECT ?1, ?2 || '-' || printf('%04d', value), ?3, 'received', ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,
    ?16, ?17, ?18, ?18, ?19 FROM case_counters WHERE day = ?2
  RETURNING number`
const EVENT = `INSERT INTO tip_off_events (id, tip_off_id, seq, kind, to_status, actor, happened_at)
  VALUES (?1, ?2, 1, 'filed', 'received', 'reporter', ?3)`
// One statement for any number of photos: D1 binds at most 100 values.
const PHOTOS = `INSERT INTO photos (id, tip_off_id, kind, position, storage_key, media_type, byte_size, width, height, sha256)
  SELECT value ->> 'id', ?1, 'before', key, value ->> 'key', value ->> 'type', value ->> 'size', value ->> 'width',
    value ->> 'height', value ->> 'sha256' FROM json_each(?2)`
const OUTBOX = `INSERT INTO outbox_messages (id, topic, audience, number, next_attempt_at, created_at)
  SELECT ?1, 'tip_off.filed', 'desk', number, ?2, ?2 FROM tip_offs WHERE id = ?3`
const AGAIN = `SELECT submissions.body_hash, tip_offs.number, tip_offs.received_at
  FROM submissions JOIN tip_offs ON tip_offs.id = submissions.tip_off_id WHERE submissions.key_hash = ?1`

export type Filing = {
  id: string
  keyHash: string
  bodyHash: string
  receiptHash: string
  day: string
  input: TipOffInput
  street: string
  grid: string | null
  contactSealed: string | null
  photos: ShelvedPhoto[]
  challenge: UsedChallenge | null
  receivedAt: number
  dueAt: number
}

/**
 * Everything a new case is, in one batch: all of it or none. Answers the case number.
 * Throws on a unique value that is taken: submission key, photo, challenge (db/violation.ts tells which).
 */
export const insertTipOff = async ({ DB }: Env, filing: Filing): Promise<string> => {
  const { id, day, input, photos, challenge, receivedAt } = filing
  const { lng = null, lat = null, accuracy = null } = input.position ?? {}
  const sheets = photos.map(({ key, type, size, width, height, sha256 }) => ({
    id: crypto.randomUUID(),
    ...{ key, type, size, width, height, sha256 },
  }))
  const event = crypto.randomUUID()
  const statements: Statement[] = [
    DB.prepare(SUBMISSION).bind(filing.keyHash, filing.bodyHash, id, day),
    ...(challenge ? [DB.prepare(CHALLENGE).bind(challenge.id, challenge.expiresAt)] : []),
    DB.prepare(COUNTER).bind(day),
    DB.prepare(TIP_OFF).bind(
      ...[id, day, input.door, filing.receiptHash, input.category, input.placeKind, filing.street, input.community],
      ...[input.landmark, lng, lat, accuracy === null ? null : Math.round(accuracy), input.text, filing.contactSealed],
      ...[challenge ? 1 : 0, photos.length, filing.dueAt, receivedAt, filing.grid],
    ),
    DB.prepare(EVENT).bind(event, id, receivedAt),
    ...indexWords(DB, event, input.text, input.landmark),
    ...(photos.length > 0 ? [DB.prepare(PHOTOS).bind(id, JSON.stringify(sheets))] : []),
    DB.prepare(OUTBOX).bind(crypto.randomUUID(), receivedAt, id),
  ]
  const results = await DB.batch<{ number: string }>(statements)
  const [row] = results[challenge ? 3 : 2]?.results ?? []
  if (!row) throw new Error('filing: no case number came back')
  return row.number
}

/** What was filed under this submission key before, or null. */
export const findSubmission = ({ DB }: Env, keyHash: string) =>
  DB.prepare(AGAIN).bind(keyHash).first<{ body_hash: string; number: string; received_at: number }>()
