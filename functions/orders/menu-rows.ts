import type { Guard } from '../db/guard.ts'
import type { MenuItemInput } from '../domain/order-input.ts'
import type { MenuState } from '../domain/order.ts'
import type { Database, Statement } from '../http/app-types.ts'

export type MenuItemRow = {
  id: string
  number: string
  centre: string
  kind: string
  title: string
  text: string
  lasts_minutes: number
  state: MenuState
  version: number
  changed_at: number
}

const COLUMNS =
  'SELECT id, number, centre, kind, title, text, lasts_minutes, state, version, changed_at FROM menu_items'
const ON_MENU = `${COLUMNS} WHERE state = 'open' AND (?1 IS NULL OR centre = ?1) AND (?2 IS NULL OR kind = ?2)
  ORDER BY centre, number LIMIT 300`
const OPEN_ITEM = `${COLUMNS} WHERE number = ?1 AND state = 'open'`
const AT_DESK = `${COLUMNS} WHERE (?1 IS NULL OR centre IN (SELECT value FROM json_each(?1)))
  ORDER BY state = 'ended', number DESC LIMIT 500`
const BY_ID = `${COLUMNS} WHERE id = ?1 AND (?2 IS NULL OR centre IN (SELECT value FROM json_each(?2)))`
const COUNTER =
  'INSERT INTO case_counters (day, value) VALUES (?1, 1) ON CONFLICT (day) DO UPDATE SET value = value + 1'
const INSERT = `INSERT INTO menu_items (id, number, centre, kind, title, text, lasts_minutes, state, created_at, changed_at)
  SELECT ?1, ?2 || '-' || printf('%03d', value), ?3, ?4, ?5, ?6, ?7, 'draft', ?8, ?8 FROM case_counters WHERE day = ?2
  RETURNING number`
const EDIT = `UPDATE menu_items SET centre = ?3, kind = ?4, title = ?5, text = ?6, lasts_minutes = ?7, changed_at = ?8,
    version = version + 1
  WHERE id = ?1 AND version = ?2`
const SET_STATE = `UPDATE menu_items SET state = ?3, changed_at = ?4, version = version + 1 WHERE id = ?1 AND version = ?2`
const UNCHANGED = 'FROM menu_items WHERE id = ? AND version = ?'

/** What is on the menu now, of one centre or kind if asked. */
export const listOnMenu = async (db: Database, centre: string | null, kind: string | null): Promise<MenuItemRow[]> =>
  (await db.prepare(ON_MENU).bind(centre, kind).all<MenuItemRow>()).results

export const findOpenItem = (db: Database, number: string) => db.prepare(OPEN_ITEM).bind(number).first<MenuItemRow>()

/** Every item of these centres (all: null), those that have ended last. */
export const listItems = async (db: Database, centres: string | null): Promise<MenuItemRow[]> =>
  (await db.prepare(AT_DESK).bind(centres).all<MenuItemRow>()).results

/** The item, or null when there is none or its centre is out of reach. */
export const findItem = (db: Database, id: string, centres: string | null) =>
  db.prepare(BY_ID).bind(id, centres).first<MenuItemRow>()

/** The statements that make an item with the year's next number; the second answers `number`. */
export const insertItem = (
  db: Database,
  id: string,
  counter: string,
  item: MenuItemInput,
  now: number,
): [Statement, Statement] => [
  db.prepare(COUNTER).bind(counter),
  db.prepare(INSERT).bind(id, counter, item.centre, item.kind, item.title, item.text, item.lastsMinutes, now),
]

export const whileItemUnchanged = (id: string, version: number): Guard => ({ from: UNCHANGED, values: [id, version] })

export const recordEdit = (db: Database, id: string, version: number, item: MenuItemInput, now: number): Statement =>
  db.prepare(EDIT).bind(id, version, item.centre, item.kind, item.title, item.text, item.lastsMinutes, now)

export const recordItemState = (db: Database, id: string, version: number, state: MenuState, now: number): Statement =>
  db.prepare(SET_STATE).bind(id, version, state, now)
