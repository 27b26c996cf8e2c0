import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { root } from './node-24.mjs'

/** Where this installation of the node host keeps everything. */
export const dataFolder = () => resolve(process.env.DATA_DIR || join(root, '.data'))

/** The migrations as the host applies them: file name → SQL. */
export const readMigrations = () => {
  const folder = join(root, 'functions/db/migrations')
  const names = readdirSync(folder).filter((name) => name.endsWith('.sql'))
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]))
}

/** The env of an installation that exists, for a command beside the running host. */
export const openEnv = async () => {
  const folder = dataFolder()
  const secretFile = join(folder, 'portal-secret')
  const secret = process.env.PORTAL_SECRET ?? (existsSync(secretFile) ? readFileSync(secretFile, 'utf8').trim() : '')
  if (!secret || !existsSync(join(folder, 'portal.sqlite'))) {
    throw new Error(
      `这里还没有门户数据:${folder}。请先运行一次 npm start。\nNo portal here yet: ${folder}. Run npm start once first.`,
    )
  }
  const { sqliteD1 } = await import('../functions/hosts/sqlite-d1.ts')
  const { folderR2 } = await import('../functions/hosts/folder-r2.ts')
  const { migrate } = await import('../functions/hosts/migrate.ts')
  const { watchKeyRing } = await import('../functions/hosts/key-ring.ts')
  const keyRing = watchKeyRing(folder)
  const db = sqliteD1(join(folder, 'portal.sqlite'))
  db.exec('PRAGMA busy_timeout = 10000')
  migrate(db, readMigrations())
  const demo = process.env.DEMO === '0' ? '0' : '1'
  return {
    env: {
      DB: db,
      PHOTOS: folderR2(join(folder, 'photos')),
      PORTAL_SECRET: secret,
      get SEALING_KEYS() {
        return process.env.SEALING_KEYS ?? keyRing()
      },
      DEMO: demo,
    },
    close: () => {
      // What was deleted or written over leaves the write-ahead log as well.
      db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
      db.close()
    },
  }
}
