import type { Guard } from '../db/guard.ts'
import type { Database, Env, Statement } from '../http/app-types.ts'

export type SheetRow = {
  id: string
  community: string
  printed: number
  used: number
  version: number
  made_at: number
  voided_at: number | null
}
export type CodeRow = {
  community: string
  voided_at: number | null
  used: number
  key_hash: string | null
}

const SHEET = 'SELECT id, community, printed, used, version, made_at, voided_at FROM survey_code_sheets'
const SHEETS = SHEET + ' WHERE survey_id = ?1 ORDER BY made_at DESC, id LIMIT 500'
const BY_ID = SHEET + ' WHERE survey_id = ?1 AND id = ?2'
const INSERT_SHEET = `INSERT INTO survey_code_sheets (id, survey_id, community, printed, made_by, made_at)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6)`
const INSERT_CODES = `INSERT INTO survey_codes (code_hash, sheet_id) SELECT value, ?2 FROM json_each(?1)`
const VOID = `UPDATE survey_code_sheets SET voided_at = ?4, version = version + 1
  WHERE survey_id = ?1 AND id = ?2 AND version = ?3 AND voided_at IS NULL`
const UNCHANGED = 'FROM survey_code_sheets WHERE survey_id = ? AND id = ? AND version = ? AND voided_at IS NULL'
const CODE = `SELECT community, voided_at, survey_codes.used, key_hash
  FROM survey_codes JOIN survey_code_sheets ON survey_code_sheets.id = sheet_id
  WHERE code_hash = ?1 AND survey_id = ?2`
const USE = 'UPDATE survey_codes SET used = 1, key_hash = ?2 WHERE code_hash = ?1 AND used = 0'
const COUNT_USE = `UPDATE survey_code_sheets SET used = used + 1
  WHERE id = (SELECT sheet_id FROM survey_codes WHERE code_hash = ?1)`

export const listSheets = async ({ DB }: Env, surveyId: string): Promise<SheetRow[]> =>
  (await DB.prepare(SHEETS).bind(surveyId).all<SheetRow>()).results

export const findSheet = ({ DB }: Env, surveyId: string, id: string) =>
  DB.prepare(BY_ID).bind(surveyId, id).first<SheetRow>()

/** The statements that make a sheet with its codes; in the order of their hashes, which is no order at all. */
export const insertSheet = (
  db: Database,
  sheet: { id: string; surveyId: string; community: string; madeBy: string; now: number },
  codeHashes: string[],
): Statement[] => [
  db.prepare(INSERT_SHEET).bind(sheet.id, sheet.surveyId, sheet.community, codeHashes.length, sheet.madeBy, sheet.now),
  db.prepare(INSERT_CODES).bind(JSON.stringify([...codeHashes].sort()), sheet.id),
]

export const whileSheetUnchanged = (surveyId: string, id: string, version: number): Guard => ({
  from: UNCHANGED,
  values: [surveyId, id, version],
})

export const recordVoid = (db: Database, surveyId: string, id: string, version: number, now: number): Statement =>
  db.prepare(VOID).bind(surveyId, id, version, now)

export const findCodeRow = ({ DB }: Env, surveyId: string, codeHash: string) =>
  DB.prepare(CODE).bind(codeHash, surveyId).first<CodeRow>()

/** The statements that use a code up; whether it still was unused is for the first statement of the batch to see. */
export const recordUse = (db: Database, codeHash: string, keyHash: string): Statement[] => [
  db.prepare(USE).bind(codeHash, keyHash),
  db.prepare(COUNT_USE).bind(codeHash),
]
