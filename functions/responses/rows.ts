import type { UsedChallenge } from '../challenges/challenge.ts'
import type { Database, Env, Statement } from '../http/app-types.ts'

// The row is only touched when there is something to do or to refuse: an answer after the first writes nothing here.
const FREEZE = `UPDATE survey_editions SET frozen = CASE WHEN version = ?2 THEN 1 END
  WHERE id = ?1 AND (frozen = 0 OR version <> ?2)`
const STILL_OPEN = `UPDATE surveys SET state = NULL WHERE id = ?1 AND (state <> 'open' OR edition <> ?2)`
const SUBMISSIONS = `INSERT INTO survey_submissions (key_hash, body_hash, edition_id, answered_on)
  SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), ?2, json_extract(value, '$[2]') FROM json_each(?1)`
const RESPONSES = `INSERT INTO survey_responses (survey_id, edition_id, id, mode, community, window, interviewer_id, answers,
    answers_hash, flags, answered_on)
  SELECT ?2, ?3, json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'),
    json_extract(value, '$[3]'), json_extract(value, '$[4]'), json_extract(value, '$[5]'), json_extract(value, '$[6]'),
    json_extract(value, '$[7]'), json_extract(value, '$[8]') FROM json_each(?1)`
const TEXTS = `INSERT INTO survey_texts (survey_id, edition_id, id, question, text)
  SELECT ?2, ?3, json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]') FROM json_each(?1)`
// One statement for every slice: what a slice has and what comes are added up by count key.
const TALLIES = `INSERT INTO survey_tallies (edition_id, slice, n, counts)
  SELECT ?2, json_extract(value, '$.slice'), json_extract(value, '$.n'), json_extract(value, '$.counts')
  FROM json_each(?1) WHERE true
  ON CONFLICT (edition_id, slice) DO UPDATE SET n = n + excluded.n, counts = (
    SELECT json_group_object(key, total) FROM (
      SELECT key, sum(value) AS total FROM (
        SELECT key, value FROM json_each(survey_tallies.counts)
        UNION ALL SELECT key, value FROM json_each(excluded.counts))
      GROUP BY key))`
const CHALLENGE = 'INSERT INTO used_challenges (id, expires_at) VALUES (?1, ?2)'
const KNOWN_KEYS = `SELECT key_hash, body_hash FROM survey_submissions WHERE key_hash IN (SELECT value FROM json_each(?1))`
const ALIKE = `SELECT DISTINCT answers_hash FROM survey_responses
  WHERE survey_id = ?1 AND answers_hash IN (SELECT value FROM json_each(?2))`

export type SubmissionRow = { keyHash: string; bodyHash: string; answeredOn: string }
export type ResponseRow = {
  id: string
  mode: string
  community: string | null
  window: string | null
  interviewerId: string | null
  answers: string
  answersHash: string
  flags: string
  answeredOn: string
}
export type TextRow = { id: string; question: string; text: string }
export type TallyRow = { slice: string; n: number; counts: Readonly<Record<string, number>> }
export type StoredRows = {
  submissions: SubmissionRow[]
  responses: ResponseRow[]
  texts: TextRow[]
  tallies: TallyRow[]
}

/**
 * The statement that freezes an edition with its first answer; the batch fails at `survey_editions.frozen` when its
 * questions are no longer those of this version.
 */
export const freezeEdition = (db: Database, editionId: string, version: number): Statement =>
  db.prepare(FREEZE).bind(editionId, version)

/** The batch with this statement fails at `surveys.state` when the survey is not open or another edition is answered. */
export const whileAnswered = (db: Database, surveyId: string, edition: number): Statement =>
  db.prepare(STILL_OPEN).bind(surveyId, edition)

export const spendChallenge = (db: Database, { id, expiresAt }: UsedChallenge): Statement =>
  db.prepare(CHALLENGE).bind(id, expiresAt)

/**
 * The rows of responses, in the order of their random ids: neither a tree nor a page then says who came first.
 * `survey_submissions.key_hash` is unique.
 */
export const insertResponses = (db: Database, surveyId: string, editionId: string, rows: StoredRows): Statement[] => {
  const submissions = rows.submissions.map((one) => [one.keyHash, one.bodyHash, one.answeredOn])
  const responses = rows.responses.map((one) => [
    ...[one.id, one.mode, one.community, one.window, one.interviewerId, one.answers, one.answersHash],
    ...[one.flags, one.answeredOn],
  ])
  const texts = rows.texts.map(({ id, question, text }) => [id, question, text])
  const json = (list: unknown[][]) => JSON.stringify(list.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)))
  return [
    ...(submissions.length > 0 ? [db.prepare(SUBMISSIONS).bind(json(submissions), editionId)] : []),
    db.prepare(RESPONSES).bind(json(responses), surveyId, editionId),
    ...(texts.length > 0 ? [db.prepare(TEXTS).bind(json(texts), surveyId, editionId)] : []),
    db.prepare(TALLIES).bind(JSON.stringify(rows.tallies), editionId),
  ]
}

/** The bodies of these submission keys that were stored, and which of these answers the survey has already. */
export const findKnown = async (
  { DB }: Env,
  surveyId: string,
  keyHashes: string[],
  answersHashes: string[],
): Promise<{ bodies: Map<string, string>; alike: Set<string> }> => {
  const [keys, alike] = await DB.batch<{ key_hash: string; body_hash: string; answers_hash: string }>([
    DB.prepare(KNOWN_KEYS).bind(JSON.stringify(keyHashes)),
    DB.prepare(ALIKE).bind(surveyId, JSON.stringify(answersHashes)),
  ])
  return {
    bodies: new Map(keys?.results.map(({ key_hash, body_hash }) => [key_hash, body_hash])),
    alike: new Set(alike?.results.map(({ answers_hash }) => answers_hash)),
  }
}
