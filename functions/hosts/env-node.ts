import { accessSync, constants, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Env } from '../http/app-types.ts'
import { folderR2 } from './folder-r2.ts'
import { watchKeyRing } from './key-ring.ts'
import { migrate } from './migrate.ts'
import { settings } from './node-settings.ts'
import { refuseToStart } from './refuse-start.ts'
import { sendSmtp } from './send-smtp.ts'
import { sqliteD1 } from './sqlite-d1.ts'

const sqlFiles = import.meta.glob<string>('../db/migrations/*.sql', { query: '?raw', import: 'default', eager: true })
const migrations = Object.fromEntries(
  Object.entries(sqlFiles).map(([path, sql]) => [path.slice(path.lastIndexOf('/') + 1), sql]),
)

const folder = resolve(settings.dataFolder)

const openFolder = () => {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (cause) {
    refuseToStart('folder_unwritable', folder, cause)
  }
}

/** The portal's one secret: made at the first start, readable by its owner only. Losing it loses every receipt. */
const readSecret = (): string => {
  if (process.env.PORTAL_SECRET) return process.env.PORTAL_SECRET
  const file = join(folder, 'portal-secret')
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (cause) {
    if ((cause as { code?: string }).code !== 'ENOENT') refuseToStart('folder_unwritable', file, cause)
  }
  const secret = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url')
  const draft = `${file}.${process.pid}.part`
  writeFileSync(draft, secret, { mode: 0o600, flush: true })
  renameSync(draft, file)
  return secret
}

const openDatabase = () => {
  const file = join(folder, 'portal.sqlite')
  try {
    const db = sqliteD1(file)
    db.exec('PRAGMA busy_timeout = 10000') // nobody waits for us yet, so a backup may finish first
    migrate(db, migrations)
    db.exec('PRAGMA busy_timeout = 20')
    return db
  } catch (cause) {
    return refuseToStart('database_unusable', file, cause)
  }
}

openFolder()
const db = openDatabase()
const keyRing = watchKeyRing(folder)

/** What the node host hands to the app: one file, one folder, one secret, all under DATA_DIR. */
export const env: Env = {
  DB: db,
  PHOTOS: folderR2(join(folder, 'photos')),
  PORTAL_SECRET: readSecret(),
  get SEALING_KEYS() {
    return process.env.SEALING_KEYS ?? keyRing()
  },
  DEMO: settings.demo ? '1' : '0',
  ...(process.env.LIMITS === 'off' && settings.onLoopback && { LIMITS: 'off' }),
  ...(settings.portalUrl && { PORTAL_URL: settings.portalUrl.origin }),
  ...(process.env.OUTBOX_PRIVATE === '1' && { OUTBOX_PRIVATE: '1' }),
  SMTP: sendSmtp,
  ...(process.env.WEBHOOK_URL && { WEBHOOK_URL: process.env.WEBHOOK_URL }),
  ...(process.env.WEBHOOK_SECRET && { WEBHOOK_SECRET: process.env.WEBHOOK_SECRET }),
}

/** Brings the write-ahead log home and closes the file: the last step of a graceful stop. */
export const closeDatabase = () => {
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  db.close()
}
