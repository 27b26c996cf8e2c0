import type { Guard } from '../db/guard.ts'
import type { Database, Statement } from '../http/app-types.ts'

export type TeamRow = {
  id: string
  name: string
  centre: string
  feed_key: string
  version: number
  has_code: number
  created_at: number
  ended_at: number | null
}

const COLUMNS =
  'SELECT id, name, centre, feed_key, version, code_hash IS NOT NULL AS has_code, created_at, ended_at FROM teams'
const LIST = `${COLUMNS} WHERE (?1 IS NULL OR centre IN (SELECT value FROM json_each(?1)))
  ORDER BY ended_at IS NOT NULL, name LIMIT 500`
const FIND = `${COLUMNS} WHERE id = ?1 AND (?2 IS NULL OR centre IN (SELECT value FROM json_each(?2)))`
const BY_CODE = 'SELECT id, name, centre FROM teams WHERE code_hash = ?1 AND ended_at IS NULL'
const LEADER = 'SELECT leader_sealed FROM teams WHERE id = ?1'
const INSERT = `INSERT INTO teams (id, name, centre, leader_sealed, code_hash, feed_key, created_at)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)`
const NEW_CODE = `UPDATE teams SET code_hash = ?3, version = version + 1 WHERE id = ?1 AND version = ?2 AND ended_at IS NULL`
const END = `UPDATE teams SET code_hash = NULL, ended_at = ?3, version = version + 1
  WHERE id = ?1 AND version = ?2 AND ended_at IS NULL`
const UNCHANGED = 'FROM teams WHERE id = ? AND version = ? AND ended_at IS NULL'

/** The teams of these centres (all: null), those that go on first. */
export const listTeams = async (db: Database, centres: string | null): Promise<TeamRow[]> =>
  (await db.prepare(LIST).bind(centres).all<TeamRow>()).results

/** The team, or null when there is none or it belongs to a centre out of reach. */
export const findTeam = (db: Database, id: string, centres: string | null): Promise<TeamRow | null> =>
  db.prepare(FIND).bind(id, centres).first<TeamRow>()

export const findTeamByCode = (db: Database, codeHash: string) =>
  db.prepare(BY_CODE).bind(codeHash).first<{ id: string; name: string; centre: string }>()

export const findLeader = async (db: Database, id: string): Promise<string | null> =>
  (await db.prepare(LEADER).bind(id).first<{ leader_sealed: string }>())?.leader_sealed ?? null

export type NewTeam = {
  id: string
  name: string
  centre: string
  leaderSealed: string
  codeHash: string
  feedKey: string
  now: number
}

export const insertTeam = (db: Database, team: NewTeam): Statement =>
  db.prepare(INSERT).bind(team.id, team.name, team.centre, team.leaderSealed, team.codeHash, team.feedKey, team.now)

/** Holds while nobody has changed or ended the team since it was read. */
export const whileTeamUnchanged = (id: string, version: number): Guard => ({ from: UNCHANGED, values: [id, version] })

export const recordNewCode = (db: Database, id: string, version: number, codeHash: string): Statement =>
  db.prepare(NEW_CODE).bind(id, version, codeHash)

export const recordEnd = (db: Database, id: string, version: number, now: number): Statement =>
  db.prepare(END).bind(id, version, now)
