import type { Guard } from '../db/guard.ts'
import type { Place, PlaceName, RoutingRule } from '../domain/routing.ts'
import type { Database, Statement } from '../http/app-types.ts'

export type NewRule = Omit<RoutingRule, 'id'>
type RuleRow = {
  id: string
  position: number
  matter: 'any' | 'group' | 'category'
  matter_id: string | null
  place: PlaceName
  place_id: string | null
  unit: string
}
type ListRow = { version: number; changed_at: number }

// One walk of the index in the order the rules are tried; a list holds two hundred at most (RULES.max).
const RULES = `SELECT id, position, matter, matter_id, place, place_id, unit FROM routing_rules
  WHERE ended_at IS NULL ORDER BY position, id`
const LIST = 'SELECT version, changed_at FROM routing_list WHERE only = 1'
const INSERT = `INSERT INTO routing_rules (id, position, matter, matter_id, place, place_id, unit, created_at, changed_at)
  SELECT ?, (SELECT COALESCE(MAX(position), 0) + 1 FROM routing_rules), ?, ?, ?, ?, ?, ?, ?`
const CHANGE = `UPDATE routing_rules SET matter = ?, matter_id = ?, place = ?, place_id = ?, unit = ?, changed_at = ?
  WHERE id = ? AND ended_at IS NULL AND EXISTS (SELECT 1`
const END =
  'UPDATE routing_rules SET ended_at = ?, changed_at = ? WHERE id = ? AND ended_at IS NULL AND EXISTS (SELECT 1'
const SWAP = `UPDATE routing_rules SET position = CASE id WHEN ? THEN ? ELSE ? END, changed_at = ?
  WHERE id IN (?, ?) AND EXISTS (SELECT 1`
const NEW_VERSION = 'UPDATE routing_list SET version = version + 1, changed_at = ? WHERE only = 1 AND version = ?'

const placeOf = ({ place, place_id }: RuleRow): Place =>
  place === 'anywhere' ? { kind: place } : { kind: place, id: place_id ?? '' }

/** The rules in the order they are tried, with the version of the list and when it last changed. */
export const readList = async (db: Database) => {
  const [list, rules] = await db.batch([db.prepare(LIST), db.prepare(RULES)])
  const { version, changed_at } = list?.results[0] as ListRow
  const rows = (rules?.results ?? []) as RuleRow[]
  return {
    version,
    changedAt: changed_at,
    rules: rows.map((row): RoutingRule & { position: number } => ({
      id: row.id,
      position: row.position,
      matter: row.matter === 'any' ? { kind: 'any' } : { kind: row.matter, id: row.matter_id ?? '' },
      place: placeOf(row),
      unit: row.unit,
    })),
  }
}
export type RuleList = Awaited<ReturnType<typeof readList>>

/** Holds while nobody has changed the list since it was read. */
export const whileList = (version: number): Guard => ({
  from: 'FROM routing_list WHERE only = 1 AND version = ?',
  values: [version],
})

const valuesOf = ({ matter, place, unit }: NewRule) => [
  ...[matter.kind, matter.kind === 'any' ? null : matter.id],
  ...[place.kind, place.kind === 'anywhere' ? null : place.id, unit],
]

/** A new rule, tried after all others. */
export const insertRule = (db: Database, id: string, rule: NewRule, now: number, guard: Guard): Statement =>
  db.prepare(INSERT + ' ' + guard.from).bind(id, ...valuesOf(rule), now, now, ...guard.values)

export const recordRule = (db: Database, id: string, rule: NewRule, now: number, guard: Guard): Statement =>
  db.prepare(CHANGE + ' ' + guard.from + ')').bind(...valuesOf(rule), now, id, ...guard.values)

export const recordEnd = (db: Database, id: string, now: number, guard: Guard): Statement =>
  db.prepare(END + ' ' + guard.from + ')').bind(now, now, id, ...guard.values)

type Placed = { id: string; position: number }
/** Two neighbours change their places. */
export const recordSwap = (db: Database, one: Placed, other: Placed, now: number, guard: Guard): Statement =>
  db
    .prepare(SWAP + ' ' + guard.from + ')')
    .bind(one.id, other.position, one.position, now, one.id, other.id, ...guard.values)

/** The list as a whole has changed: the last statement of each batch, whose count decides. */
export const recordNewVersion = (db: Database, version: number, now: number): Statement =>
  db.prepare(NEW_VERSION).bind(now, version)
