import { spawn } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildNode, entry } from '../../scripts/build-node.mjs'
import { migrate } from '../../functions/hosts/migrate.ts'
import { sqliteD1 } from '../../functions/hosts/sqlite-d1.ts'
import { freePort, startPortal } from '../site/start-portal.ts'
import { statusOf, until, wire } from './on-the-wire.ts'

const folder = mkdtempSync(join(tmpdir(), 'portal-stop-'))
beforeAll(() => buildNode(), 120_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs the built portal to its end and answers its exit code and what it said. */
const runToEnd = async (env: Record<string, string>) => {
  const child = spawn(process.execPath, [entry], {
    env: { ...process.env, HOST: '127.0.0.1', PORT: '0', DATA_DIR: join(folder, 'never'), DEMO: '0', ...env },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const timer = setTimeout(() => child.kill('SIGKILL'), 8000)
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve))
  clearTimeout(timer)
  return { code, said }
}

test('asked to stop, the portal finishes what is under way, takes nothing new, and brings its data home', async () => {
  const portal = await startPortal({ DATA_DIR: join(folder, 'drain') })
  const line = await wire(portal.url)
  const body = JSON.stringify({ key: 'x'.repeat(20) })
  await line.say(
    `POST /api/tip-offs HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`,
  )
  await new Promise((resolve) => setTimeout(resolve, 200))
  const stopped = portal.stop()
  await new Promise((resolve) => setTimeout(resolve, 300))
  await expect(fetch(`${portal.url}/api/health`)).rejects.toThrow()
  await line.say(body)
  expect(await until(() => line.heard().includes('"issues"'))).toBe(true)
  expect(statusOf(line.heard())).toBeLessThan(500)
  expect(await stopped).toBe(0)
  const wal = join(folder, 'drain/portal.sqlite-wal')
  expect(!existsSync(wal) || statSync(wal).size === 0).toBe(true)
}, 30_000)

test('a visitor who never finishes does not keep the portal from stopping', async () => {
  const portal = await startPortal({ DATA_DIR: join(folder, 'drain') })
  const line = await wire(portal.url)
  await line.say('POST /api/tip-offs HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\n{')
  expect(await portal.stop()).toBe(0)
}, 30_000)

test('what was kept before a restart is there after it: sessions, secret, cases', async () => {
  const secret = () => statSync(join(folder, 'keep/portal-secret'))
  const first = await startPortal({ DATA_DIR: join(folder, 'keep') })
  const made = secret()
  expect(made.mode & 0o777).toBe(0o600)
  expect(statSync(join(folder, 'keep')).mode & 0o777).toBe(0o700)
  await first.stop()
  const second = await startPortal({ DATA_DIR: join(folder, 'keep') })
  expect(secret().mtimeMs).toBe(made.mtimeMs)
  await second.stop()
}, 30_000)

test('a start on a port that is taken says so in both languages', async () => {
  const port = String(await freePort())
  const portal = await startPortal({ PORT: port, DATA_DIR: join(folder, 'first') })
  const { code, said } = await runToEnd({ PORT: port })
  await portal.stop()
  expect(code).toBe(1)
  expect(said).toContain(`端口 ${port} 已被占用`)
  expect(said).toContain(`Port ${port} is taken`)
  expect(said).not.toMatch(/^\s+at /m)
}, 30_000)

test('a start in a folder that is none says so in both languages', async () => {
  writeFileSync(join(folder, 'a-file'), '')
  const { code, said } = await runToEnd({ DATA_DIR: join(folder, 'a-file') })
  expect(code).toBe(1)
  expect(said).toContain('数据目录不可写')
  expect(said).toContain('data folder is not writable')
}, 30_000)

test.each([
  ['PORT', 'http'],
  ['PORT', '70000'],
  ['PORTAL_URL', 'wenming.example'],
  ['TRUSTED_PROXY', '10.0.0.0/64'],
  ['TRUSTED_PROXY', 'nginx'],
])(
  '%s=%s is refused rather than guessed',
  async (name, value) => {
    const { code, said } = await runToEnd({ [name]: value })
    expect(code).toBe(1)
    expect(said).toContain(`${name}=${value}`)
  },
  30_000,
)

test('a database that is none is left as it is, and the start refused', async () => {
  const broken = join(folder, 'broken')
  mkdirSync(broken)
  writeFileSync(join(broken, 'portal.sqlite'), 'this is no database '.repeat(100))
  const { code, said } = await runToEnd({ DATA_DIR: broken })
  expect(code).toBe(1)
  expect(said).toContain('数据库打不开或升级失败')
}, 30_000)

test('a migration that breaks in the middle leaves nothing, and runs again when it is mended', () => {
  const file = join(folder, 'migrate.sqlite')
  const db = sqliteD1(file)
  const good = { '0001_first.sql': 'CREATE TABLE one (id INTEGER PRIMARY KEY) STRICT; INSERT INTO one VALUES (7);' }
  const half = 'CREATE TABLE two (id INTEGER PRIMARY KEY) STRICT; INSERT INTO two SELECT id FROM one; '
  expect(migrate(db, good)).toEqual(['0001_first.sql'])
  expect(() => migrate(db, { ...good, '0002_second.sql': `${half} INSERT INTO nowhere VALUES (1);` })).toThrow()
  // As a crash leaves it: the file as it stood on the disk in the middle, opened by a new process.
  copyFileSync(file, `${file}.copy`)
  db.close()
  const after = sqliteD1(file)
  expect(after.applied()).toEqual(new Set(['0001_first.sql']))
  expect(migrate(after, { ...good, '0002_second.sql': half })).toEqual(['0002_second.sql'])
  expect(migrate(after, { ...good, '0002_second.sql': half })).toEqual([])
  after.close()
  const check = new DatabaseSync(file, { readOnly: true })
  expect(check.prepare('SELECT id FROM two').all()).toEqual([{ id: 7 }])
  check.close()
})
