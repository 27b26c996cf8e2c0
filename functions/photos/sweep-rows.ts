import type { Env } from '../http/app-types.ts'

// Keys that cases refer to, within one page of the shelf: both sides are in the same order, so gaps on either side show.
const REFERRED = `SELECT storage_key AS key FROM photos WHERE storage_key > ?1 AND storage_key <= ?2
  UNION ALL SELECT public_key FROM photos WHERE public_key > ?1 AND public_key <= ?2
  UNION ALL SELECT public_thumb_key FROM photos WHERE public_thumb_key > ?1 AND public_thumb_key <= ?2
  UNION ALL SELECT storage_key FROM look_back_photos WHERE storage_key > ?1 AND storage_key <= ?2`

/** The storage keys that photos refer to, after `from` up to and including `to`. */
export const listReferred = async ({ DB }: Env, from: string, to: string): Promise<Set<string>> => {
  const { results } = await DB.prepare(REFERRED).bind(from, to).all<{ key: string }>()
  return new Set(results.map(({ key }) => key))
}
