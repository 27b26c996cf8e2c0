import { applyD1Migrations, env as bindings } from 'cloudflare:test'
import type { Env } from '../../functions/http/app-types.ts'

export const hostName = 'workerd'

const { DB, PHOTOS, MIGRATIONS } = bindings as never as Env & { MIGRATIONS: Parameters<typeof applyD1Migrations>[1] }
await applyD1Migrations(DB as never, MIGRATIONS)

/** Real D1 and R2 of the local Workers runtime, new for each test file. */
export const env: Env = {
  DB,
  PHOTOS,
  PORTAL_SECRET: 'dGVzdC1zZWNyZXQtdGVzdC1zZWNyZXQtdGVzdC1zZWM',
  LIMITS: 'off',
}
