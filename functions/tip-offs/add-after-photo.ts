import { done, refused, type Outcome } from '../domain/outcome.ts'
import { scopeOf, type Staff } from '../domain/staff.ts'
import { PHOTOS } from '../domain/tip-off.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env } from '../http/app-types.ts'
import { photoSum, shelvePhoto } from '../photos/shelve-photo.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import * as rows from './desk-rows.ts'
import { findPhoto, findSentPhoto, insertAfterPhoto, whileRoomForAfter } from './photo-rows.ts'
import { photoView } from './read-case.ts'

export type AfterPhoto = ReturnType<typeof photoView>

/**
 * Adds a photo of the place after the work, while the case is with the unit. The same picture sent again is the same
 * photo, and so is one a phone sends again under the same key, also when the case has moved on meanwhile. Refusals:
 * `request.malformed` (a key that is none), `after_photo.key_taken` (other bytes under a known key), `tip_off.not_found`, `tip_off.move_not_allowed` (not assigned), `photo.*`; each is recorded.
 */
export async function addAfterPhoto(
  env: Env,
  id: string,
  bytes: Uint8Array,
  sentKey: string | null,
  staff: Staff,
  asked: { requestId: string; now: number },
): Promise<Outcome<AfterPhoto>> {
  const act = { staff, action: 'tip_off:add_after_photo', object: { kind: 'tip_off' as const, id }, ...asked }
  const refuse = async <R extends { ok: false; issues: { code: string }[] }>(refusal: R): Promise<R> => {
    await recordRefusal(env.DB, act, refusal.issues[0]?.code ?? '')
    return refusal
  }
  if (!isUuid(id)) return refused('tip_off.not_found')
  if (sentKey !== null && !isUuid(sentKey)) return refused('request.malformed')
  const scope = scopeOf(staff)
  const row = await rows.findCase(env.DB, id, scope)
  if (!row) return refuse(refused('tip_off.not_found'))
  /** The answer to what came before under this key; null when nothing did. */
  const sentBefore = async (): Promise<Outcome<AfterPhoto> | null> => {
    const sent = sentKey === null ? null : await findSentPhoto(env.DB, sentKey)
    if (!sent) return null
    const same = sent.tip_off_id === id && sent.sha256 === (await photoSum(bytes))
    return same ? done(photoView(sent)) : refuse(refused('after_photo.key_taken'))
  }
  const before = await sentBefore()
  if (before) return before
  if (row.status !== 'assigned') return refuse(refused('tip_off.move_not_allowed'))

  const shelved = await shelvePhoto(env, bytes, asked.now)
  if (!shelved.ok) return refuse(shelved)
  const known = (await rows.listPhotos(env.DB, id)).filter(({ kind }) => kind === 'after')
  // Sent twice by a patient finger or a retry.
  const same = known.find(({ sha256 }) => sha256 === shelved.value.sha256)
  if (same) {
    await env.PHOTOS.delete(shelved.value.key)
    return done(photoView(same))
  }
  const photo = { id: crypto.randomUUID(), ...shelved.value, sentKey }
  const guard = whileRoomForAfter(id, scope, PHOTOS.max, sentKey)
  const results = await env.DB.batch([
    recordAct(env.DB, { ...act, result: 'ok', detail: photo.id }, guard),
    insertAfterPhoto(env.DB, photo, guard),
  ])
  if (results.at(-1)?.meta.changes === 0) {
    await env.PHOTOS.delete(photo.key)
    // Sent twice at once: the other was faster.
    const other = await sentBefore()
    if (other) return other
    const now = await rows.findCase(env.DB, id, scope)
    const full = now?.status === 'assigned'
    return refuse(full ? refused('photo.too_many', 'photos', { max: PHOTOS.max }) : refused('tip_off.move_not_allowed'))
  }
  const added = await findPhoto(env.DB, photo.id, null)
  return added ? done(photoView(added)) : refused('tip_off.not_found')
}
