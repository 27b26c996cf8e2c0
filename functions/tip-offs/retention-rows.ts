import type { Env } from '../http/app-types.ts'
import { forgetWords } from './search-rows.ts'

// A case that was closed and then published or rated ended when it was closed.
const FORGET_CONTACTS = `UPDATE tip_offs SET contact_sealed = NULL
  WHERE contact_sealed IS NOT NULL AND status IN ('closed', 'rejected', 'merged') AND coalesce(closed_at, changed_at) < ?1`
const ENDED = `SELECT id FROM tip_offs
  WHERE forgotten_at IS NULL AND (
    status IN ('closed', 'rejected', 'merged') AND coalesce(closed_at, changed_at) < ?1 OR status = 'withdrawn' AND changed_at < ?2)
    AND status IN ('closed', 'rejected', 'merged', 'withdrawn')
  ORDER BY changed_at, id LIMIT ?3`
const FORGET_PHOTOS = 'DELETE FROM photos WHERE tip_off_id IN (SELECT value FROM json_each(?1))'
// What was found there later goes with it; nobody looks any more at a place that is forgotten.
const FORGET_LOOK_BACK_PHOTOS = `DELETE FROM look_back_photos
  WHERE look_back_id IN (SELECT id FROM look_backs WHERE tip_off_id IN (SELECT value FROM json_each(?1)))`
const FORGET_LOOK_BACKS = `UPDATE look_backs SET note = NULL, state = CASE state WHEN 'open' THEN 'dropped' ELSE state END
  WHERE tip_off_id IN (SELECT value FROM json_each(?1))`
// What a rating said is a figure (its `note`); everything else somebody wrote goes.
const FORGET_WORDS = `UPDATE tip_off_events SET said = NULL, note = CASE kind WHEN 'rate' THEN note END
  WHERE tip_off_id IN (SELECT value FROM json_each(?1))`
const FORGET_CASE = `UPDATE tip_offs SET text = '', landmark = '', lng = NULL, lat = NULL, accuracy_m = NULL,
    contact_sealed = NULL, published_at = NULL, public_text = NULL, public_before_key = NULL, public_after_key = NULL,
    photo_count = 0, forgotten_at = ?2, version = version + 1
  WHERE id IN (SELECT value FROM json_each(?1))`

// What was public of it is public no more (a trigger), and its words go too.
const FORGET_EXPOSURES = `UPDATE exposures SET public_text = '', reason = NULL, ended_reason = NULL
  WHERE tip_off_id IN (SELECT value FROM json_each(?1))`

export const deleteContacts = async ({ DB }: Env, endedBefore: number): Promise<void> => {
  await DB.prepare(FORGET_CONTACTS).bind(endedBefore).run()
}

/** Cases that ended before a time (withdrawn: before another) and still hold what people wrote, oldest first. */
export const listEnded = async ({ DB }: Env, endedBefore: number, withdrawnBefore: number, limit: number) => {
  const { results } = await DB.prepare(ENDED).bind(endedBefore, withdrawnBefore, limit).all<{ id: string }>()
  return results.map(({ id }) => id)
}

// Deleted rows stay in the index's older segments until those are written anew.
const REWRITE_SEARCH = "INSERT INTO tip_off_search (tip_off_search) VALUES ('optimize')"

/** Deletes words, place, contact and pictures of these cases, and takes them out of the search, in one batch; number, category, community and dates stay. */
export const deleteContents = async ({ DB }: Env, ids: string[], now: number): Promise<void> => {
  const list = JSON.stringify(ids)
  await DB.batch([
    forgetWords(DB, list),
    DB.prepare(FORGET_PHOTOS).bind(list),
    DB.prepare(FORGET_LOOK_BACK_PHOTOS).bind(list),
    DB.prepare(FORGET_LOOK_BACKS).bind(list),
    DB.prepare(FORGET_WORDS).bind(list),
    DB.prepare(FORGET_CASE).bind(list, now),
    DB.prepare(FORGET_EXPOSURES).bind(list),
    DB.prepare(REWRITE_SEARCH),
  ])
}
