import type { Guard } from '../db/guard.ts'
import type { SurveyDetails } from '../domain/survey-input.ts'
import type { Database, Statement } from '../http/app-types.ts'

const INSERT = `INSERT INTO surveys (id, slug, kind, series, state, title, title_en, lead, lead_en, modes, created_at,
    changed_at)
  VALUES (?1, ?2, ?3, ?4, 'draft', ?5, ?6, ?7, ?8, ?9, ?10, ?10)`
const INSERT_EDITION = `INSERT INTO survey_editions (id, survey_id, number, definition, meaning, created_at, changed_at)
  VALUES (?1, ?2, 1, ?3, ?4, ?5, ?5)`
// A first round becomes one of a series with its second.
const START_SERIES = "UPDATE surveys SET series = ?2, version = version + 1 WHERE id = ?1 AND series = ''"
const EDIT = `UPDATE surveys SET slug = ?3, title = ?4, title_en = ?5, lead = ?6, lead_en = ?7, kind = ?8, series = ?9,
    modes = ?10, opens_at = ?11, closes_at = ?12, changed_at = ?13, version = version + 1
  WHERE id = ?1 AND version = ?2 AND (state = 'draft' OR (slug = ?3 AND kind = ?8))`
// Only the questions that were looked over become those that are answered.
const USE = `UPDATE surveys SET state = CASE state WHEN 'draft' THEN 'open' ELSE state END, edition = ?3, changed_at = ?5,
    version = version + 1
  WHERE id = ?1 AND version = ?2
    AND EXISTS (SELECT 1 FROM survey_editions WHERE survey_id = ?1 AND number = ?3 AND survey_editions.version = ?4)`
const CLOSE = `UPDATE surveys SET state = 'closed', changed_at = ?3, version = version + 1
  WHERE id = ?1 AND version = ?2 AND state = 'open'`
const REOPEN = `UPDATE surveys SET state = 'open', closes_at = CASE WHEN closes_at > ?3 THEN closes_at END,
    changed_at = ?3, version = version + 1
  WHERE id = ?1 AND version = ?2 AND state = 'closed'`
const TAKE_BACK = `UPDATE surveys SET state = 'draft', edition = 0, changed_at = ?3, version = version + 1
  WHERE id = ?1 AND version = ?2 AND state <> 'draft'
    AND NOT EXISTS (SELECT 1 FROM survey_editions WHERE survey_id = ?1 AND frozen = 1)
    AND NOT EXISTS (SELECT 1 FROM survey_responses WHERE survey_id = ?1)
    AND NOT EXISTS (SELECT 1 FROM survey_box WHERE survey_id = ?1)`
const COPY_EDITION = `INSERT INTO survey_editions (id, survey_id, number, definition, meaning, created_at, changed_at)
  SELECT ?3, survey_id, (SELECT max(number) + 1 FROM survey_editions WHERE survey_id = ?1), definition, meaning, ?4, ?4
  FROM survey_editions JOIN surveys ON surveys.id = survey_id AND edition = number
  WHERE surveys.id = ?1 AND surveys.version = ?2`
const DROP = `DELETE FROM survey_editions WHERE survey_id = ?1 AND number = ?3 AND frozen = 0
  AND EXISTS (SELECT 1 FROM surveys WHERE id = ?1 AND version = ?2 AND edition > 0 AND edition <> ?3)`
const TOUCH = 'UPDATE surveys SET changed_at = ?3, version = version + 1 WHERE id = ?1 AND version = ?2'
const SAVE = `UPDATE survey_editions SET definition = ?3, meaning = ?4, changed_at = ?5, version = version + 1
  WHERE id = ?1 AND version = ?2 AND frozen = 0
    AND NOT EXISTS (SELECT 1 FROM surveys WHERE surveys.id = survey_id AND edition = number)`

const AT = 'FROM surveys WHERE id = ? AND version = ?'
const NOTHING_ANSWERED = `FROM surveys WHERE id = ? AND version = ?
    AND NOT EXISTS (SELECT 1 FROM survey_editions WHERE survey_id = surveys.id AND frozen = 1)
    AND NOT EXISTS (SELECT 1 FROM survey_responses WHERE survey_id = surveys.id)
    AND NOT EXISTS (SELECT 1 FROM survey_box WHERE survey_id = surveys.id)`
const LOOKED_OVER = `FROM surveys JOIN survey_editions ON survey_id = surveys.id
  WHERE surveys.id = ? AND surveys.version = ? AND number = ? AND survey_editions.version = ?`
const EDITABLE = `FROM survey_editions WHERE id = ? AND version = ? AND frozen = 0
    AND NOT EXISTS (SELECT 1 FROM surveys WHERE surveys.id = survey_id AND edition = number)`

/** Holds while nobody has changed the survey since it was read. */
export const whileSurveyAt = (id: string, version: number): Guard => ({ from: AT, values: [id, version] })
/** The same, and while nothing was answered. */
export const whileUnanswered = (id: string, version: number): Guard => ({
  from: NOTHING_ANSWERED,
  values: [id, version],
})
/** The same, and while the edition is as it was when it was looked over. */
export const whileEditionAt = (id: string, version: number, number: number, edition: number): Guard => ({
  from: LOOKED_OVER,
  values: [id, version, number, edition],
})
/** Holds while the edition is as it was read and may be edited. */
export const whileEditable = (edition: string, version: number): Guard => ({
  from: EDITABLE,
  values: [edition, version],
})

export type NewSurvey = {
  id: string
  slug: string
  kind: string
  series: string
  title: string
  titleEn: string
  lead: string
  leadEn: string
  modes: readonly string[]
  definition: string
  meaning: string
}

/** The statements that make a draft with its first edition. */
export const insertSurvey = (db: Database, one: NewSurvey, now: number): Statement[] => [
  db
    .prepare(INSERT)
    .bind(
      ...[one.id, one.slug, one.kind, one.series, one.title, one.titleEn, one.lead, one.leadEn],
      JSON.stringify(one.modes),
      now,
    ),
  db.prepare(INSERT_EDITION).bind(crypto.randomUUID(), one.id, one.definition, one.meaning, now),
]

export const startSeries = (db: Database, id: string, series: string): Statement =>
  db.prepare(START_SERIES).bind(id, series)

export const recordDetails = (db: Database, id: string, version: number, to: SurveyDetails, now: number): Statement =>
  db
    .prepare(EDIT)
    .bind(
      ...[id, version, to.slug, to.title, to.titleEn, to.lead, to.leadEn, to.kind, to.series],
      ...[JSON.stringify(to.modes), to.opensAt, to.closesAt, now],
    )

/** Opens a draft with this edition, or makes it the one that is answered. */
export const recordUse = (
  db: Database,
  id: string,
  version: number,
  edition: { number: number; version: number },
  now: number,
): Statement => db.prepare(USE).bind(id, version, edition.number, edition.version, now)

export const recordClosed = (db: Database, id: string, version: number, now: number): Statement =>
  db.prepare(CLOSE).bind(id, version, now)
export const recordReopened = (db: Database, id: string, version: number, now: number): Statement =>
  db.prepare(REOPEN).bind(id, version, now)
export const recordTakenBack = (db: Database, id: string, version: number, now: number): Statement =>
  db.prepare(TAKE_BACK).bind(id, version, now)

/** The statements that copy the edition that is answered as the next one. */
export const copyEdition = (db: Database, id: string, version: number, now: number): Statement[] => [
  db.prepare(COPY_EDITION).bind(id, version, crypto.randomUUID(), now),
  db.prepare(TOUCH).bind(id, version, now),
]

export const dropEdition = (db: Database, id: string, version: number, number: number, now: number): Statement[] => [
  db.prepare(DROP).bind(id, version, number),
  db.prepare(TOUCH).bind(id, version, now),
]

export const recordQuestions = (
  db: Database,
  edition: { id: string; version: number },
  to: { definition: string; meaning: string },
  now: number,
): Statement => db.prepare(SAVE).bind(edition.id, edition.version, to.definition, to.meaning, now)
