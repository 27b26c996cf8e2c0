import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { permissions, ROLES, type Permission } from '../../functions/domain/staff.ts'
import { JOB_NAMES } from '../../functions/jobs.ts'
import { SEALED_COLUMNS } from '../../functions/staff/sealed-columns.ts'

/** Days of keeping, the article they rest on, who reads, and which job or act deletes: of a table, or of one column of it. */
type Keeping = {
  basis: string
  who: string[]
  right: string[]
  days: number | null
  at_least?: number
  key?: string
  from?: string
  why?: string
  also?: { days: number; key: string; from: string }[]
  deleted_by: string[]
}
type Column = Partial<Keeping> & { what: string; how: string; note?: string }
type Table = Keeping & { purpose: string; columns: { plain: string[]; personal: Record<string, Column> } }
type Elsewhere = Keeping & { what: string }
type DataMap = { tables: Record<string, Table>; elsewhere: Record<string, Elsewhere> }

const here = (path: string) => new URL(`../../${path}`, import.meta.url)
const read = (path: string) => readFileSync(here(path), 'utf8')
const map = JSON.parse(read('docs/data-map.json')) as DataMap
const { retention } = JSON.parse(read('content/district/district.json')) as { retention: Record<string, number> }

const db = new DatabaseSync(':memory:')
for (const file of readdirSync(here('functions/db/migrations')).sort()) db.exec(read(`functions/db/migrations/${file}`))
const namesIn = (sql: string, ...values: string[]) =>
  db
    .prepare(sql)
    .all(...values)
    .map(({ name }) => String(name))
// A search index is one table to us, whatever tables SQLite keeps it in (those it calls shadows).
const tables = namesIn(
  "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual') AND name NOT LIKE 'sqlite%'",
)
// Generated columns too: they show what they are made of. Those a virtual table hides are its commands.
const columnsOf = (table: string) => namesIn('SELECT name FROM pragma_table_xinfo(?) WHERE hidden <> 1', table)

const NOTHING_PERSONAL = '不含个人信息'
const OUTSIDE = ['everyone', 'reporter', 'volunteer', 'resident', 'team', 'interviewer']
const HOW = ['clear', 'sealed', 'hmac', 'scrypt']

/** A personal column is kept as its table is, but for what it says itself; days and their deletion go together. */
const keepingOf = (table: Table, { what: _what, how: _how, note: _note, ...own }: Column): Keeping => {
  const { basis, who, right, deleted_by, days, at_least, key, from, why } = table
  const kept =
    'days' in own ? { days: null, deleted_by: [] as string[] } : { days, at_least, key, from, why, deleted_by }
  return { basis, who, right, ...kept, ...own } as Keeping
}
const kept: [string, Keeping][] = [
  ...Object.entries(map.tables).flatMap(([name, table]): [string, Keeping][] => [
    [name, table],
    ...Object.entries(table.columns.personal).map(([column, said]): [string, Keeping] => [
      `${name}.${column}`,
      keepingOf(table, said),
    ]),
  ]),
  ...Object.entries(map.elsewhere),
]
const promised = kept.flatMap(([name, { days, at_least, key, also = [] }]) => [
  ...(key === undefined ? [] : [{ name, key, days: at_least ?? days }]),
  ...also.map((one) => ({ name, key: one.key, days: one.days })),
])

test('every table of the database stands in the data map, and no other', () => {
  expect(Object.keys(map.tables).sort()).toEqual([...tables].sort())
})

test.each(tables)('every column of %s stands in the data map once, and no other', (table) => {
  const { plain, personal } = map.tables[table]?.columns ?? { plain: [], personal: {} }
  expect([...plain, ...Object.keys(personal)].sort()).toEqual(columnsOf(table).sort())
})

test('every table says what it is for, and one without personal columns says so', () => {
  for (const [name, { purpose, basis, columns }] of Object.entries(map.tables)) {
    expect(purpose, name).toMatch(/\p{Script=Han}/u)
    expect(basis === NOTHING_PERSONAL, `${name}: ${basis}`).toBe(Object.keys(columns.personal).length === 0)
  }
})

test('whatever is personal names the article of the law it rests on', () => {
  for (const [name, { basis }] of kept) if (basis !== NOTHING_PERSONAL) expect(basis, name).toMatch(/^第.+条/)
})

test('a personal column says what it holds, and as what it is kept', () => {
  for (const [name, { columns }] of Object.entries(map.tables)) {
    for (const [column, { what, how }] of Object.entries(columns.personal)) {
      expect(what, `${name}.${column}`).toMatch(/\p{Script=Han}/u)
      expect(HOW, `${name}.${column}`).toContain(how)
      expect(how === 'sealed', `${name}.${column}`).toBe(column.endsWith('sealed'))
    }
    // What is sealed or hashed came from somebody: it is not plain because nobody can read it.
    expect(
      columns.plain.filter((column) => /(sealed|_hash)$/.test(column)),
      name,
    ).toEqual([])
  }
})

test('every sealed column of the database is one whose key can be turned', () => {
  const sealed = tables.flatMap((table) =>
    columnsOf(table)
      .filter((column) => column.endsWith('sealed'))
      .map((column) => `${table}.${column}`),
  )
  expect(sealed.sort()).toEqual(SEALED_COLUMNS.map(({ table, column }) => `${table}.${column}`).sort())
})

test('whatever is kept ends on a day and is then deleted, or says why it stays', () => {
  for (const [name, { days, from = '', why = '', deleted_by }] of kept) {
    if (days === null) {
      expect(why, name).toMatch(/\p{Script=Han}/u)
      continue
    }
    expect(days, name).toBeGreaterThan(0)
    expect(from, name).not.toBe('')
    expect(deleted_by, name).not.toEqual([])
  }
})

test('the days are those the office promises in district.json, and each promise stands in the map', () => {
  for (const { name, key, days } of promised) {
    expect(Object.keys(retention), name).toContain(key)
    expect(days, `${name}: ${key}`).toBe(key.endsWith('_hours') ? retention[key]! / 24 : retention[key])
  }
  const keys = new Set(promised.map(({ key }) => key))
  expect(Object.keys(retention).filter((key) => !keys.has(key))).toEqual([])
})

test('what deletes it is there: a job the clock starts, or an act', () => {
  for (const [name, { deleted_by }] of kept) {
    for (const one of deleted_by) {
      // What lies in no table may be deleted by people.
      if (name in map.elsewhere && /^hand:.*\p{Script=Han}/u.test(one)) continue
      const [, job] = /^job:(\w+)$/.exec(one) ?? []
      const [, file = '', act] = /^act:([\w/-]+\.ts)#(\w+)$/.exec(one) ?? []
      if (job !== undefined) expect(JOB_NAMES, name).toContain(job)
      else {
        expect(act !== undefined && existsSync(here(`functions/${file}`)), `${name}: ${one}`).toBe(true)
        expect(read(`functions/${file}`), `${name}: ${one}`).toMatch(
          new RegExp(`export (async function|const) ${act}\\b`),
        )
      }
    }
  }
})

test('what ends after some days is deleted by a statement that names it', () => {
  const files = readdirSync(here('functions'), { recursive: true, encoding: 'utf8' })
  const code = files
    .filter((file) => file.endsWith('.ts'))
    .map((file) => read(`functions/${file}`))
    .join('\n')
  const isDeleted = (name: string) => {
    const [table = '', column] = name.split('.')
    const emptied = column === undefined ? 'SET' : `SET[^;\`]*\\b${column} = `
    return new RegExp(`DELETE FROM ${table}\\b|UPDATE ${table} ${emptied}`).test(code)
  }
  const ending = kept.filter(([name, { days }]) => days !== null && !(name in map.elsewhere)).map(([name]) => name)
  expect(ending.filter((name) => !isDeleted(name))).toEqual([])
})

test('who reads are the roles that hold the permission, and people outside who see their own', () => {
  for (const [name, { who, right }] of kept) {
    const roles = ROLES.filter((role) => who.includes(role))
    expect(
      who.filter((one) => !roles.some((role) => role === one) && !OUTSIDE.includes(one)),
      name,
    ).toEqual([])
    expect(
      right.filter((one) => !(one in permissions)),
      name,
    ).toEqual([])
    const holders = right.flatMap((one): readonly string[] => permissions[one as Permission])
    expect(roles, name).toEqual(ROLES.filter((role) => holders.includes(role)))
  }
})
