import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { Database, Result, Statement } from '../http/app-types.ts'

type Prepared = { statement: StatementSync; reads: boolean; writes: boolean }
type Sql = { sql: string; values: unknown[] }
const bindings = new WeakMap<Statement, Sql>()

/** D1 binds booleans as 0/1 and refuses undefined; node:sqlite refuses booleans, so both are settled here. */
const bindable = (value: unknown) => {
  if (value === undefined) throw new Error("D1_TYPE_ERROR: Type 'undefined' not supported for value 'undefined'")
  return typeof value === 'boolean' ? Number(value) : value
}

const execute = <T>({ statement, reads, writes }: Prepared, values: unknown[]): Result<T> => {
  if (!reads) {
    const { changes } = statement.run(...(values as never[]))
    return { results: [], success: true, meta: { changes: Number(changes) } }
  }
  const results = statement.all(...(values as never[])) as T[]
  return { results, success: true, meta: { changes: writes ? results.length : 0 } }
}

const SQLITE_BUSY = 5
const TRIES = 4
const isBusy = (error: unknown) => ((error as { errcode?: number }).errcode ?? 0) % 256 === SQLITE_BUSY

/**
 * Another process may hold the file for a moment (a backup, a doctor). Waiting inside SQLite would stop every reader of
 * this one, so we ask again instead: three times, further apart each time. Nothing was written when SQLite says busy.
 */
const whenFree = async <T>(act: () => T): Promise<T> => {
  for (let tries = 1; ; tries++) {
    try {
      return act()
    } catch (error) {
      if (!isBusy(error) || tries === TRIES) throw error
      await new Promise((resolve) =>
        setTimeout(resolve, 4 ** tries * 15 * (0.5 + crypto.getRandomValues(new Uint8Array(1))[0]! / 255)),
      )
    }
  }
}

/**
 * One SQLite file behind D1's own interface, so that no query knows which host runs.
 * Durable at every commit (WAL, synchronous=FULL); statements are prepared once a text; `batch` is one transaction.
 */
export const sqliteD1 = (
  path: string,
): Database & { exec(sql: string): void; applied(): Set<string>; close(): void } => {
  const sqlite = new DatabaseSync(path, { timeout: 5000 })
  sqlite.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA busy_timeout = 20',
  )
  const prepared = new Map<string, Prepared>()
  const prepare = (sql: string): Prepared => {
    const known = prepared.get(sql)
    if (known) return known
    const statement = sqlite.prepare(sql)
    const entry = { statement, reads: statement.columns().length > 0, writes: !/^\s*(select|with)\b/i.test(sql) }
    prepared.set(sql, entry)
    return entry
  }
  const statementOf = (sql: string, values: unknown[]): Statement => {
    const statement: Statement = {
      bind: (...next) => statementOf(sql, next.map(bindable)),
      first: async <T>() => ((await whenFree(() => execute<T>(prepare(sql), values))).results[0] ?? null) as T | null,
      all: async <T>() => whenFree(() => execute<T>(prepare(sql), values)),
      run: async <T>() => whenFree(() => execute<T>(prepare(sql), values)),
    }
    bindings.set(statement, { sql, values })
    return statement
  }
  return {
    prepare: (sql) => statementOf(sql, []),
    batch: <T>(statements: Statement[]) =>
      whenFree(() => {
        sqlite.exec('BEGIN IMMEDIATE')
        try {
          const results = statements.map((statement) => {
            const { sql, values } = bindings.get(statement)!
            return execute<T>(prepare(sql), values)
          })
          sqlite.exec('COMMIT')
          return results
        } catch (error) {
          if (sqlite.isTransaction) sqlite.exec('ROLLBACK')
          throw error
        }
      }),
    exec: (sql) => sqlite.exec(sql),
    applied: () =>
      new Set(
        sqlite
          .prepare('SELECT name FROM d1_migrations')
          .all()
          .map((row) => row.name as string),
      ),
    close: () => sqlite.close(),
  }
}
