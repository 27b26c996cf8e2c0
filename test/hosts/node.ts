import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { folderR2 } from '../../functions/hosts/folder-r2.ts'
import { sqliteD1 } from '../../functions/hosts/sqlite-d1.ts'
import type { Env } from '../../functions/http/app-types.ts'

export const hostName = 'node'

const migrations = join(import.meta.dirname, '../../functions/db/migrations')

/** A real SQLite file and a real folder, new for each test file. */
export let env: Env

/** Lays out a new database and a new folder: one worker runs many files, and none finds what another left. */
export const beginAnew = () => {
  const folder = mkdtempSync(join(tmpdir(), 'portal-'))
  const db = sqliteD1(join(folder, 'portal.sqlite'))
  for (const file of readdirSync(migrations).sort()) db.exec(readFileSync(join(migrations, file), 'utf8'))
  env = {
    DB: db,
    PHOTOS: folderR2(join(folder, 'photos')),
    PORTAL_SECRET: 'dGVzdC1zZWNyZXQtdGVzdC1zZWNyZXQtdGVzdC1zZWM',
    LIMITS: 'off',
  }
}
