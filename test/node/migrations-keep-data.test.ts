import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, expect, test } from 'vitest'
import { migrate } from '../../functions/hosts/migrate.ts'
import { sqliteD1 } from '../../functions/hosts/sqlite-d1.ts'

const folder = mkdtempSync(join(tmpdir(), 'portal-migrations-'))
const path = join(folder, 'portal.sqlite')
const there = join(import.meta.dirname, '../../functions/db/migrations')
const files = Object.fromEntries(
  readdirSync(there)
    .sort()
    .map((name) => [name, readFileSync(join(there, name), 'utf8')]),
)
const host = sqliteD1(path)
const db = new DatabaseSync(path, { timeout: 5000 })
db.exec('PRAGMA synchronous = OFF; PRAGMA foreign_keys = ON')
afterAll(() => {
  host.close()
  db.close()
  rmSync(folder, { recursive: true, force: true })
})

type Column = { name: string; type: string; notnull: number; hidden: number; pk: number }
type Key = { table: string; from: string; to: string | null }
const all = <T>(sql: string, ...values: string[]) => db.prepare(sql).all(...values) as T[]
const tablesNow = () =>
  all<{ name: string; sql: string }>(
    `SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'd1_migrations'
       AND name NOT IN (SELECT name FROM pragma_table_list WHERE type IN ('shadow', 'virtual')) ORDER BY rowid`,
  )
const columnsOf = (table: string) => all<Column>('SELECT * FROM pragma_table_xinfo(?)', table)

/** Words, times and places as residents and staff leave them; what a CHECK lists is taken from its list. */
const valueOf = (table: string, { name, type }: Column, sql: string, n: number): string | number => {
  const listed = new RegExp(`\\b${name}\\b[^,]*?IN \\(([^)]*)\\)`)
    .exec(sql)?.[1]
    ?.split(',')
    .map((one) => one.trim())
  if (listed) {
    const one = listed[n % listed.length]!
    return one.startsWith("'") ? one.slice(1, -1) : Number(one)
  }
  if (/_at$|_from$|_until$/.test(name)) return 1_790_000_000_000 + (name === 'ends_at' ? n + 120 : n) * 60_000
  if (name === 'capacity' || name === 'lasts_minutes') return 40
  if (type === 'INTEGER') return n % 2
  if (type === 'REAL') return 110 + n / 1e5
  if (/json_valid|json_array/.test(sql) && /answers|definition|units|photos|titles|counts/.test(name)) return '[]'
  if (/(^|_)(day|on)$/.test(name))
    return `2026-${String(1 + (n % 12)).padStart(2, '0')}-${String(1 + (n % 28)).padStart(2, '0')}`
  return `${table}.${name} 第${n}件：垃圾桶满了，“三天”没人收；'1'--`
}

/** Fills a table up to so many rows, each key to a row that is there; what its conditions do not allow is left out. */
const fill = (table: string, sql: string, upTo: number) => {
  const columns = columnsOf(table).filter(({ hidden }) => hidden === 0)
  const keys = all<Key>('SELECT "table", "from", "to" FROM pragma_foreign_key_list(?)', table)
  const targets = new Map(
    keys.map(({ table: other, from, to }) => {
      const column = to ?? columnsOf(other).find(({ pk }) => pk === 1)!.name
      return [
        from,
        all<{ id: string | number }>(`SELECT "${column}" AS id FROM "${other}" LIMIT 500`).map(({ id }) => id),
      ]
    }),
  )
  const names = columns.map(({ name }) => `"${name}"`).join(', ')
  const insert = db.prepare(`INSERT OR IGNORE INTO "${table}" (${names}) VALUES (${columns.map(() => '?').join(', ')})`)
  const had = Number(all<{ n: number }>(`SELECT COUNT(*) AS n FROM "${table}"`)[0]!.n)
  db.exec('BEGIN')
  for (let n = had; n < upTo; n += 1) {
    const values = columns.map((column) => {
      const ids = targets.get(column.name)
      if (ids) return ids.length > 0 ? ids[n % ids.length]! : null
      if (column.notnull === 0 && column.pk === 0 && n % 3 === 0) return null
      if (column.type === 'INTEGER' && column.pk > 0) return n + 1
      return valueOf(table, column, sql, n)
    })
    try {
      insert.run(...values)
    } catch {
      // A trigger or a key that does not allow this row.
    }
  }
  db.exec('COMMIT')
}

type Kept = Map<string, { columns: string[]; rows: number; sum: string }>
/** Of each table its rows and a checksum of these columns: of all it has, or of those it had. */
const take = (before: Kept | null): Kept =>
  new Map(
    (before ? [...before.keys()] : tablesNow().map(({ name }) => name)).map((table) => {
      const columns =
        before?.get(table)?.columns ??
        columnsOf(table)
          .filter(({ hidden }) => hidden === 0)
          .map(({ name }) => name)
      const rows = all<object>(`SELECT ${columns.map((name) => `"${name}"`).join(', ')} FROM "${table}"`)
      const lines = rows.map((row) => JSON.stringify(Object.values(row))).sort()
      return [table, { columns, rows: rows.length, sum: createHash('sha256').update(lines.join('\n')).digest('hex') }]
    }),
  )
const upTo = (last: string) => Object.fromEntries(Object.entries(files).filter(([name]) => name <= last))
/** The statements of a migration; those of a trigger are one. */
const statementsOf = (sql: string) => {
  const statements: string[] = []
  let open = ''
  for (const line of sql.split('\n')) {
    open += line + '\n'
    const inTrigger = /CREATE TRIGGER/.test(open) && !/^END;/m.test(open)
    if (/;\s*$/.test(line) && !inTrigger) {
      statements.push(open)
      open = ''
    }
  }
  return statements
}

/** What a migration means to change of what there was: sessions that all end, a column by another name. */
const MEANT: Record<string, { ended?: string; renamed?: [table: string, from: string, to: string] }> = {
  '0002_volunteers.sql': { renamed: ['outbox_messages', 'tip_off_number', 'number'] },
  '0010_staff.sql': { ended: 'sessions' },
}
const asMeant = (before: Kept, { ended, renamed: [table, from, to] = ['', '', ''] }: (typeof MEANT)[string]): Kept =>
  new Map(
    [...before]
      .filter(([name]) => name !== ended)
      .map(([name, kept]) => [
        name,
        name === table ? { ...kept, columns: kept.columns.map((one) => (one === from ? to : one)) } : kept,
      ]),
  )

const ROWS = 200
const names = Object.keys(files)
test.each(names)('%s keeps every row and column there was, and can be run again after it was cut short', (name) => {
  const before = take(null)
  const statements = statementsOf(files[name]!)
  expect(statements.join('').trim()).toBe(files[name]!.trim())
  for (const cut of [Math.ceil(statements.length / 2), statements.length]) {
    const broken = statements.slice(0, cut).join('') + '\nSELECT * FROM the_power_went_out'
    expect(() => migrate(host, { ...upTo(name), [name]: broken })).toThrow('the_power_went_out')
    expect(host.applied().has(name)).toBe(false)
    expect(take(null)).toEqual(before)
  }
  expect(migrate(host, upTo(name))).toEqual([name])
  expect(migrate(host, upTo(name))).toEqual([])
  const meant = asMeant(before, MEANT[name] ?? {})
  expect(take(meant)).toEqual(meant)
  for (const { name: table, sql } of tablesNow())
    fill(table, sql, table === 'tip_offs' || table === 'tip_off_events' ? 6 * ROWS : ROWS)
})

test('the rows were many, of nearly every table, and the database is whole at the end', () => {
  const kept = [...take(null)]
  expect(kept.reduce((sum, [, { rows }]) => sum + rows, 0)).toBeGreaterThan(10_000)
  const empty = kept.filter(([, { rows }]) => rows === 0).map(([table]) => table)
  expect(empty.length).toBeLessThan(kept.length / 8)
  expect(all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }])
  expect(all('PRAGMA foreign_key_check')).toEqual([])
})
