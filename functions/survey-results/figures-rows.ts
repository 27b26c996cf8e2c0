import type { Slices, Tally } from '../domain/survey-figures/tallies.ts'
import type { Database } from '../http/app-types.ts'

/** More cells (community × age × sex) than a district has are never read. */
const MOST = 4000
const SLICES = `SELECT slice, n, counts FROM survey_tallies WHERE edition_id = ?1 AND slice = 'all'
  UNION ALL SELECT slice, n, counts FROM survey_tallies WHERE edition_id = ?1 AND slice >= 'cell:' AND slice < 'cell;'
  UNION ALL SELECT slice, n, counts FROM survey_tallies WHERE edition_id = ?1 AND slice >= 'community:' AND slice < 'community;'
  UNION ALL SELECT slice, n, counts FROM survey_tallies WHERE edition_id = ?1 AND slice >= 'mode:' AND slice < 'mode;'
  UNION ALL SELECT slice, n, counts FROM survey_tallies WHERE edition_id = ?1 AND slice >= 'window:' AND slice < 'window;'
  LIMIT ${MOST}`
const EDITIONS = `SELECT survey_editions.id, number, survey_editions.version, definition, meaning, COALESCE(n, 0) AS n
  FROM survey_editions LEFT JOIN survey_tallies ON edition_id = survey_editions.id AND slice = 'all'
  WHERE survey_id = ?1 ORDER BY number`
const WAITING = 'SELECT count(*) AS n FROM survey_box WHERE survey_id = ?1'
const CODES = `SELECT COALESCE(sum(printed), 0) AS printed, COALESCE(sum(used), 0) AS used
  FROM survey_code_sheets WHERE survey_id = ?1`
const TEXTS = "SELECT count(*) AS n FROM survey_texts WHERE survey_id = ?1 AND state = 'waiting'"

export type EditionRow = { id: string; number: number; version: number; definition: string; meaning: string; n: number }

/** The kept tallies of an edition that figures are made of. */
export const findSlices = async (db: Database, editionId: string): Promise<Slices> => {
  const { results } = await db.prepare(SLICES).bind(editionId).all<{ slice: string; n: number; counts: string }>()
  return new Map(
    results.map(({ slice, n, counts }): [string, Tally] => [
      slice,
      { n, counts: JSON.parse(counts) as Tally['counts'] },
    ]),
  )
}

/** Every edition of a survey, with how many responses each has. */
export const listEditions = async (db: Database, surveyId: string): Promise<EditionRow[]> =>
  (await db.prepare(EDITIONS).bind(surveyId).all<EditionRow>()).results

/** What stands beside the figures at the desk: responses still in the box, codes printed and used, texts to read. */
export const findBesides = async (db: Database, surveyId: string) => {
  const [box, codes, texts] = await db.batch<Record<string, number>>(
    [WAITING, CODES, TEXTS].map((sql) => db.prepare(sql).bind(surveyId)),
  )
  const { printed = 0, used = 0 } = codes?.results[0] ?? {}
  return { inBox: box?.results[0]?.n ?? 0, codes: { printed, used }, textsWaiting: texts?.results[0]?.n ?? 0 }
}
