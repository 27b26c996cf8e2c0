import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { folderR2 } from '../../functions/hosts/folder-r2.ts'
import { sqliteD1 } from '../../functions/hosts/sqlite-d1.ts'
import type { Env } from '../../functions/http/app-types.ts'

export const hostName = 'node'

const folder = mkdtempSync(join(tmpdir(), 'portal-'))
const db = sqliteD1(join(folder, 'portal.sqlite'))
const migrations = join(import.meta.dirname, '../../functions/db/migrations')
for (const file of readdirSync(migrations).sort()) db.exec(readFileSync(join(migrations, file), 'utf8'))

/** A real SQLite file and a real folder, new for each test file. */
export const env: Env = {
  DB: db,
  PHOTOS: folderR2(join(folder, 'photos')),
  PORTAL_SECRET: 'dGVzdC1zZWNyZXQtdGVzdC1zZWNyZXQtdGVzdC1zZWM',
  LIMITS: 'off',
}
