import type { Database } from '../http/app-types.ts'

type Migratable = Database & { exec(sql: string): void; applied(): Set<string> }

/**
 * Brings a database to the newest of these migrations (file name → SQL), each in one transaction with its mark: one cut
 * short leaves nothing, and the next start does it again. Answers the names applied now.
 */
export const migrate = (db: Migratable, files: Record<string, string>): string[] => {
  db.exec(
    'CREATE TABLE IF NOT EXISTS d1_migrations (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TEXT DEFAULT CURRENT_TIMESTAMP NOT NULL)',
  )
  const applied = db.applied()
  const waiting = Object.keys(files)
    .filter((name) => !applied.has(name))
    .sort()
  for (const name of waiting) {
    try {
      db.exec(`BEGIN IMMEDIATE; ${files[name]}; INSERT INTO d1_migrations (name) VALUES ('${name}'); COMMIT`)
    } catch (error) {
      db.exec('ROLLBACK')
      throw error
    }
  }
  return waiting
}
