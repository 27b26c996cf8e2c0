import type { Env } from '../../functions/http/app-types.ts'
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
