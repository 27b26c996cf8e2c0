import { applyD1Migrations, env as bindings, reset } from 'cloudflare:test'
import type { Env } from '../../functions/http/app-types.ts'

export const hostName = 'workerd'

const { DB, PHOTOS, MIGRATIONS } = bindings as never as Env & { MIGRATIONS: Parameters<typeof applyD1Migrations>[1] }

/** Real D1 and R2 of the local Workers runtime, new for each test file. */
export let env: Env

/** Empties database and photos and lays out the tables: one worker runs many files, and none finds what another left. */
export const beginAnew = async () => {
  // Tables go with it; what lies on the shelf does not.
  await reset()
  for (;;) {
    const { objects } = await PHOTOS.list()
    if (objects.length === 0) break
    await PHOTOS.delete(objects.map(({ key }) => key))
  }
  await applyD1Migrations(DB as never, MIGRATIONS)
  env = { DB, PHOTOS, PORTAL_SECRET: 'dGVzdC1zZWNyZXQtdGVzdC1zZWNyZXQtdGVzdC1zZWM', LIMITS: 'off' }
}
