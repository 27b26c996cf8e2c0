import type { Guard } from '../db/guard.ts'
import { district } from '../district.ts'
import { caseDay } from '../domain/case-number.ts'
import type { DeskMove } from '../domain/desk-move.ts'
import type { Issue } from '../domain/outcome.ts'
import { formatReceipt } from '../domain/receipt.ts'
import type { Staff } from '../domain/staff.ts'
import { addWorkingDays, type WorkCalendar } from '../domain/work-days.ts'
import type { Env, Statement } from '../http/app-types.ts'
import { newStorageKey } from '../photos/shelve-photo.ts'
import { recordAct } from '../staff/audit.ts'
import { hmac, seal, unseal } from '../staff/keys.ts'
import { type DeskRow, findSealedContact, type PhotoRow } from './desk-rows.ts'
import { receiptHash } from './receipt-hash.ts'
import { insertSplitCase, type SplitPhoto } from './split-rows.ts'
import { categoryIssue } from './spot.ts'

/**
 * The code that opens a case split off from another. It follows from the case and our secret, so it is kept nowhere;
 * whoever opens the first case by its own code is shown it (a submission key never holds a colon).
 */
export const receiptOfSplit = async ({ PORTAL_SECRET: secret }: Env, id: string): Promise<string> =>
  formatReceipt(await hmac(secret, 'receipt', 'split:' + id))

/** What is wrong with the second matter: its category, or photos that are not the case's. */
export const matterIssue = ({ category, photos }: DeskMove, known: readonly PhotoRow[]): Issue | null =>
  categoryIssue('problem', category) ??
  (photos.every((id) => known.some((photo) => photo.id === id && photo.kind === 'before'))
    ? null
    : { code: 'split_photos.unknown', field: 'photos' })

/** One file, one row: a photo that shows both matters lies on the shelf twice, so each case may be forgotten by itself. */
const copyPhoto = async ({ PHOTOS }: Env, photo: PhotoRow): Promise<SplitPhoto> => {
  const object = await PHOTOS.get(photo.storage_key)
  if (!object) throw new Error('a photo of the case is not on the shelf')
  const key = newStorageKey(photo.media_type)
  await PHOTOS.put(key, await object.arrayBuffer(), { httpMetadata: { contentType: photo.media_type } })
  return { id: crypto.randomUUID(), from: photo.id, key }
}

/** The contact sealed anew for the new case, to which the seal is bound; nobody reads it on the way. */
const sealAnew = async (env: Env, from: string, to: string): Promise<string | null> => {
  const sealed = await findSealedContact(env.DB, from)
  if (sealed === null) return null
  const contact = await unseal(env, 'vault', sealed, from)
  if (contact === null) throw new Error('a sealed contact does not open: changed, moved, or another PORTAL_SECRET')
  return seal(env, 'vault', contact, to)
}

/**
 * The rows of a second case for the second matter of a tip-off: its own number, accepted, with the words, the place and
 * the chosen photos of the first. They stand or fall with the guard; photos are on the shelf before.
 */
export async function splitOff(
  env: Env,
  row: DeskRow,
  { category, photos, note }: DeskMove,
  known: readonly PhotoRow[],
  staff: Staff,
  guard: Guard,
  { requestId, now, calendar }: { requestId: string; now: number; calendar: WorkCalendar },
): Promise<Statement[]> {
  const id = crypto.randomUUID()
  const chosen = known.filter((photo) => photos.includes(photo.id))
  const [hash, contactSealed, copies] = await Promise.all([
    receiptOfSplit(env, id).then((receipt) => receiptHash(env.PORTAL_SECRET, receipt)),
    sealAnew(env, row.id, id),
    Promise.all(chosen.map((photo) => copyPhoto(env, photo))),
  ])
  const dueAt = addWorkingDays(now, district.promise.triage_working_days, calendar)
  const object = { kind: 'tip_off' as const, id }
  return [
    ...insertSplitCase(
      env.DB,
      {
        id,
        day: caseDay(now),
        receiptHash: hash,
        category,
        contactSealed,
        photos: copies,
        dueAt,
        note,
        staffId: staff.id,
        now,
      },
      guard,
    ),
    recordAct(env.DB, { staff, action: 'tip_off:split_off', object, result: 'ok', requestId, now }, guard),
  ]
}
