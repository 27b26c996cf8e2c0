import { LOOK_BACK_PHOTOS, mendedIt } from '../domain/look-back.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import { scopeOf, type Staff } from '../domain/staff.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env } from '../http/app-types.ts'
import { photoSum, shelvePhoto } from '../photos/shelve-photo.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import { findLookBack, type LookBackRow } from './look-back-rows.ts'
import { findSentPhoto, insertPhoto, whileRoom } from './photo-rows.ts'
import { photosOf, photoView } from './read-look-backs.ts'

type Added = ReturnType<typeof photoView>
type Sent = { bytes: Uint8Array; key: string | null }

/** The photo that came before, under the same key or of the same bytes; a refusal where the key had other bytes. */
const cameBefore = async (env: Env, row: LookBackRow, { bytes, key }: Sent): Promise<Outcome<Added> | null> => {
  const sum = await photoSum(bytes)
  const sent = key === null ? null : await findSentPhoto(env.DB, key)
  if (sent && (sent.look_back_id !== row.id || sent.sha256 !== sum)) return refused('after_photo.key_taken')
  const same = sent ?? photosOf(row).find(({ sha256 }) => sha256 === sum)
  return same ? done(photoView(row.id, same)) : null
}

/**
 * Adds a photo of the place as it is found (回头看), while the look-back is open. The same picture sent again is the same
 * photo, also when the look-back is over by then. Refusals: `request.malformed` (a key that is none),
 * `after_photo.key_taken`, `look_back.not_found`, `look_back.cannot_now`, `look_back.mended_it`, `photo.*`; each is
 * recorded.
 */
export async function addLookBackPhoto(
  env: Env,
  id: string,
  sent: Sent,
  staff: Staff,
  asked: { requestId: string; now: number },
): Promise<Outcome<Added>> {
  const act = { staff, action: 'look_back:add_photo', object: { kind: 'look_back' as const, id }, ...asked }
  const refuse = async <R extends { ok: false; issues: { code: string }[] }>(refusal: R): Promise<R> => {
    await recordRefusal(env.DB, act, refusal.issues[0]?.code ?? '')
    return refusal
  }
  if (!isUuid(id)) return refused('look_back.not_found')
  if (sent.key !== null && !isUuid(sent.key)) return refused('request.malformed')
  const row = await findLookBack(env.DB, id, scopeOf(staff))
  if (!row) return refuse(refused('look_back.not_found'))
  const before = await cameBefore(env, row, sent)
  if (before) return before.ok ? before : refuse(before)
  if (row.state !== 'open') return refuse(refused('look_back.cannot_now'))
  if (mendedIt({ unit: row.unit, rectifiedBy: row.rectified_by }, staff)) return refuse(refused('look_back.mended_it'))

  const shelved = await shelvePhoto(env, sent.bytes, asked.now)
  if (!shelved.ok) return refuse(shelved)
  const photo = { id: crypto.randomUUID(), ...shelved.value, sentKey: sent.key }
  const guard = whileRoom(id, LOOK_BACK_PHOTOS.max, photo)
  const results = await env.DB.batch([
    recordAct(env.DB, { ...act, result: 'ok', detail: photo.id }, guard),
    insertPhoto(env.DB, photo, guard),
  ])
  if (results.at(-1)?.meta.changes !== 0) return done(photoView(id, photo))
  await env.PHOTOS.delete(photo.key)
  // Sent twice at once, or somebody else was faster.
  const now = await findLookBack(env.DB, id, scopeOf(staff))
  const other = now && (await cameBefore(env, now, sent))
  if (other) return other.ok ? other : refuse(other)
  const full = now?.state === 'open'
  return refuse(
    full ? refused('photo.too_many', 'photos', { max: LOOK_BACK_PHOTOS.max }) : refused('look_back.cannot_now'),
  )
}
