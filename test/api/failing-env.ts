import { env as working } from '#test-host'
import type { Env, Statement } from '../../functions/http/app-types.ts'
import { D1_ERRORS as OF_D1, withFaults } from '../fixtures/faults.ts'

/** What D1 says when it fails, and what SQLite says when a disk or a lock stands in the way. */
export const D1_ERRORS = [
  ...OF_D1,
  'D1_ERROR: database is locked: SQLITE_BUSY',
  'disk I/O error',
  'database or disk is full',
]

/**
 * The same env, whose k-th call of database or shelf throws: `before` it does anything, or `after` it did everything
 * and only the answer was lost. `calls` counts what was asked.
 */
export const failingEnv = (env: Env, k: number, message: string, when: 'before' | 'after' = 'before') => {
  const { env: failing, watch } = withFaults(env, { call: k, error: message, after: when === 'after' })
  return { env: failing, counted: watch }
}

/** The same env, in which something else happens between what an act reads and its first batch. */
export const beforeBatch = (happens: () => Promise<unknown>): Env => {
  let happened: Promise<unknown> | null = null
  const { DB } = working
  return {
    ...working,
    DB: {
      prepare: (sql) => DB.prepare(sql),
      batch: async <T>(statements: Statement[]) => {
        await (happened ??= happens())
        return DB.batch<T>(statements)
      },
    },
  }
}
