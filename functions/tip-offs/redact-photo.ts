import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Staff } from '../domain/staff.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env } from '../http/app-types.ts'
import { shelveRendition } from '../photos/redaction.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import { changedMeanwhile } from './changed-meanwhile.ts'
import * as rows from './photo-rows.ts'
import { photoView } from './read-case.ts'

/**
 * Gives a photo its public rendition: the picture with the boxes drawn over faces and plates, made in the browser.
 * A rendition before it is gone for good, from the board too: the new one is shown when two people have looked at it.
 * Refusals: `photo.not_found`, `photo.*` of either picture, `tip_off.changed_meanwhile`; each is recorded.
 */
export async function redactPhoto(
  env: Env,
  id: string,
  pictures: { full: Uint8Array; thumb: Uint8Array },
  staff: Staff,
  asked: { requestId: string; now: number },
): Promise<Outcome<ReturnType<typeof photoView>>> {
  const act = { staff, action: 'photo:redact', object: { kind: 'photo' as const, id }, ...asked }
  const refuse = async <R extends { ok: false; issues: { code: string }[] }>(refusal: R): Promise<R> => {
    await recordRefusal(env.DB, act, refusal.issues[0]?.code ?? '')
    return refusal
  }
  if (!isUuid(id)) return refused('photo.not_found')
  const photo = await rows.findPhoto(env.DB, id, null)
  if (!photo) return refuse(refused('photo.not_found'))

  const rendition = await shelveRendition(env, pictures.full, pictures.thumb, photo)
  if (!rendition.ok) return refuse(rendition)
  const { key, thumbKey } = rendition.value
  const results = await env.DB.batch([
    recordAct(env.DB, { ...act, result: 'ok', detail: photo.tip_off_id }, rows.whileRenditionIs(photo)),
    rows.recordRendition(env.DB, photo, rendition.value, staff.id, asked.now),
  ])
  if (results.at(-1)?.meta.changes === 0) {
    await env.PHOTOS.delete([key, thumbKey])
    return refuse(await changedMeanwhile(env, photo.tip_off_id, asked.now))
  }
  const old = [photo.public_key, photo.public_thumb_key].filter((one) => one !== null)
  // The row no longer names them, so nobody can fetch them; what fails to go now, the sweep removes.
  if (old.length > 0) await env.PHOTOS.delete(old).catch(() => undefined)
  return done(photoView({ ...photo, public_key: key, public_thumb_key: thumbKey }))
}
