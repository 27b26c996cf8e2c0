import type { ExposureState, TakeDownKind } from '../domain/exposure.ts'
import type { Database } from '../http/app-types.ts'
import type { Cursor } from '../http/cursor.ts'

export type ListedExposure = {
  id: string
  tip_off_id: string
  number: string
  category: string
  community: string
  state: ExposureState
  until: number
  unchecked: number
  proposed_by: string | null
  proposer: string | null
  proposed_at: number
  decider: string | null
  ended_kind: TakeDownKind | null
  ender: string | null
  ended_at: number | null
  ended_reason: string | null
}

const COLUMNS = `SELECT exposures.id, tip_off_id, number, category, community, state, until, unchecked, proposed_by,
    proposer.name AS proposer, proposed_at, decider.name AS decider, ended_kind, ender.name AS ender, ended_at, ended_reason
  FROM exposures JOIN tip_offs ON tip_offs.id = tip_off_id LEFT JOIN staff AS proposer ON proposer.id = proposed_by
    LEFT JOIN staff AS decider ON decider.id = decided_by LEFT JOIN staff AS ender ON ender.id = ended_by`
const WAITING = COLUMNS + " WHERE state = 'proposed' ORDER BY proposed_at, exposures.id LIMIT 100"
const ENDING = COLUMNS + " WHERE state = 'published' AND until <= ?1 ORDER BY until, exposures.id LIMIT 50"
const DOWN =
  COLUMNS +
  " WHERE state = 'down' AND (ended_at, exposures.id) < (?1, ?2) ORDER BY ended_at DESC, exposures.id DESC LIMIT ?3"
const TALLIES = 'SELECT kind, number FROM take_down_tallies'

/** What waits for a second person, what ends soon, and a page of what was taken down, the last first. */
export const listExposures = async (db: Database, endsBefore: number, { at, id }: Cursor, limit: number) => {
  const [waiting, ending, down] = await db.batch<ListedExposure>([
    db.prepare(WAITING),
    db.prepare(ENDING).bind(endsBefore),
    db.prepare(DOWN).bind(at, id, limit),
  ])
  return { waiting: waiting?.results ?? [], ending: ending?.results ?? [], down: down?.results ?? [] }
}

export const listTakeDownTallies = async (db: Database): Promise<{ kind: TakeDownKind; number: number }[]> =>
  (await db.prepare(TALLIES).all<{ kind: TakeDownKind; number: number }>()).results
