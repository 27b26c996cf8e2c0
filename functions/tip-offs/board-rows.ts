import type { Door, Status } from '../domain/tip-off.ts'
import type { Env } from '../http/app-types.ts'
import type { Cursor } from '../http/cursor.ts'

export const PAGE = 12

export type BoardCase = {
  id: string
  number: string
  door: Door
  category: string
  street: string
  community: string
  landmark: string
  public_text: string | null
  status: Status
  received_at: number
  closed_at: number | null
  published_at: number
  me_too_count: number
  public_before_key: string | null
  public_after_key: string | null
}
export type BoardFilter = {
  door: Door | null
  group: string | null
  street: string | null
  before: Cursor | null
  now: number
}

// `text` is the reporter's and never read here; `public_text` is what a moderator let through.
const COLUMNS = `SELECT id, number, door, category, street, community, landmark, public_text, status, received_at, closed_at,
  published_at, me_too_count, public_before_key, public_after_key FROM tip_offs`
// Past its last day a case is off the board, whether the job has taken it down yet or not.
const PUBLISHED = 'WHERE published_at IS NOT NULL AND published_until > ? AND (published_at, id) < (?, ?)'
const NEWEST_FIRST = 'ORDER BY published_at DESC, id DESC LIMIT 13'

/** Published cases before the cursor, newest first, and one more than a page holds when there are more. */
export const listBoard = async (
  { DB }: Env,
  { door, group, street, before, now }: BoardFilter,
): Promise<BoardCase[]> => {
  const { at, id } = before ?? { at: Number.MAX_SAFE_INTEGER, id: '' }
  // A group is of one door, and praise is a group of its own (its ids begin with praise-): the narrower index is used.
  const narrow = group ?? (door === 'praise' ? door : null)
  const filters = [
    ['AND door = ?', narrow ? null : door],
    ['AND category_group = ?', narrow],
    ['AND street = ?', street],
  ].filter(([, value]) => value !== null)
  const conditions = filters.map(([condition]) => condition)
  const text = [COLUMNS, indexFor(door, narrow, street), PUBLISHED, ...conditions, NEWEST_FIRST].join(' ')
  const values = filters.map(([, value]) => value)
  return (
    await DB.prepare(text)
      .bind(now, at, id, ...values)
      .all<BoardCase>()
  ).results
}

/** Each set of filters walks the index made for it; left to itself, the planner takes a wider one and skips rows. */
const indexFor = (door: string | null, group: string | null, street: string | null): string => {
  if (street && group) return 'INDEXED BY tip_offs_board_by_street_and_group'
  if (street) return 'INDEXED BY tip_offs_board_by_street'
  if (group) return 'INDEXED BY tip_offs_board_by_group'
  return door ? 'INDEXED BY tip_offs_board_by_door' : 'INDEXED BY tip_offs_board'
}

const ONE = 'WHERE number = ?1 AND published_at IS NOT NULL AND published_until > ?2'
const ITS_ID = `(SELECT id FROM tip_offs WHERE number = ?1 AND published_at IS NOT NULL AND published_until > ?2)`
// Only the renditions two people let through: one covered anew since then is not among them.
const PHOTOS = `SELECT photos.kind, photos.public_key, photos.public_thumb_key, width, height
  FROM exposures JOIN exposure_pictures ON exposure_id = exposures.id
    JOIN photos ON photos.id = photo_id AND photos.public_key = exposure_pictures.public_key
  WHERE exposures.tip_off_id = ${ITS_ID} AND exposures.state = 'published' ORDER BY photos.kind, photos.position`
const EVENTS = `SELECT kind, happened_at, unit FROM tip_off_events
  WHERE tip_off_id = ${ITS_ID} ORDER BY seq`

export type PublicPhoto = {
  kind: 'before' | 'after'
  public_key: string
  public_thumb_key: string | null
  width: number
  height: number
}
export type PublicEvent = { kind: string; happened_at: number; unit: string | null }

/** One case that is public now, with its public pictures and its history, or null. */
export const findPublished = async ({ DB }: Env, number: string, now: number) => {
  const [cases, photos, events] = await DB.batch(
    [[COLUMNS, ONE].join(' '), PHOTOS, EVENTS].map((sql) => DB.prepare(sql).bind(number, now)),
  )
  const tipOff = cases?.results[0] as BoardCase | undefined
  if (!tipOff) return null
  return { tipOff, photos: photos?.results as PublicPhoto[], events: events?.results as PublicEvent[] }
}

const LET_THROUGH = `FROM exposure_pictures JOIN exposures ON exposures.id = exposure_id
    JOIN photos ON photos.id = photo_id AND photos.public_key = exposure_pictures.public_key
  WHERE exposures.state = 'published' AND until > ?2`
const SHOWN = `SELECT 1 AS shown ${LET_THROUGH} AND exposure_pictures.public_key = ?1
  UNION ALL SELECT 1 ${LET_THROUGH} AND exposure_pictures.public_thumb_key = ?1
  LIMIT 1`

/** Whether the key is a rendition that two people let through, of a case that is public at this moment. */
export const isShown = async ({ DB }: Env, key: string, now: number): Promise<boolean> =>
  (await DB.prepare(SHOWN).bind(key, now).first()) !== null

const NEARBY = `SELECT number, status, category, landmark, received_at,
    CASE WHEN published_until > ?4 THEN published_at END AS published_at, me_too_count FROM tip_offs
  WHERE community = ?1 AND category = ?2 AND received_at > ?3 AND door = 'problem'
    AND status IN ('received', 'accepted', 'assigned', 'rectified', 'verified')
  ORDER BY received_at DESC LIMIT 5`
export type NearbyCase = Pick<
  BoardCase,
  'number' | 'status' | 'category' | 'landmark' | 'received_at' | 'me_too_count'
> & { published_at: number | null }

export const listNearby = async (
  { DB }: Env,
  category: string,
  community: string,
  since: number,
  now: number,
): Promise<NearbyCase[]> => (await DB.prepare(NEARBY).bind(community, category, since, now).all<NearbyCase>()).results

const COUNT_ONCE = `INSERT INTO limits (key, window_started_at, count) VALUES (?1, ?2, 1)
  ON CONFLICT (key) DO UPDATE SET count = count + 1`
const ME_TOO = `UPDATE tip_offs SET me_too_count = me_too_count + 1
  WHERE number = ?1 AND door = 'problem' AND (received_at > ?2 OR published_at IS NOT NULL AND published_until > ?4)
    AND status IN ('received', 'accepted', 'assigned', 'rectified', 'verified')
    AND (SELECT count FROM limits WHERE key = ?3) = 1`
const ME_TOO_COUNT = `SELECT me_too_count FROM tip_offs
  WHERE number = ?1 AND door = 'problem'
    AND (received_at > ?2 OR published_at IS NOT NULL AND published_until > ?3)
    AND status IN ('received', 'accepted', 'assigned', 'rectified', 'verified')`

/** Adds one to an open case unless this client already did today; the count then, or null when there is no such case. */
export const recordMeToo = async (
  { DB }: Env,
  number: string,
  client: { key: string; now: number },
  since: number,
): Promise<number | null> => {
  const results = await DB.batch<{ me_too_count: number }>([
    DB.prepare(COUNT_ONCE).bind(client.key, client.now),
    DB.prepare(ME_TOO).bind(number, since, client.key, client.now),
    DB.prepare(ME_TOO_COUNT).bind(number, since, client.now),
  ])
  return results[2]?.results[0]?.me_too_count ?? null
}
