import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statfsSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, describe, expect, test } from 'vitest'
import { aTipOff, JPEG } from '../api/a-tip-off.ts'
import { type Portal, startPortal } from '../site/start-portal.ts'

const folder = mkdtempSync(join(tmpdir(), 'portal-trouble-'))
const disk = join(folder, 'disk')
mkdirSync(disk)
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', disk]).status === 0
afterAll(() => {
  if (mounted) spawnSync('umount', ['-l', disk])
  rmSync(folder, { recursive: true, force: true })
})

const post = (portal: Portal, path: string, type: string, body: BodyInit) =>
  fetch(portal.url + path, { method: 'POST', headers: { 'content-type': type }, body })
const file = (portal: Portal, over = {}) =>
  post(portal, '/api/tip-offs', 'application/json', JSON.stringify(aTipOff(over)))

// A small disk of its own needs root; elsewhere (a developer's own account) this part is not run.
describe.skipIf(!mounted)('on a disk that fills up', () => {
  test('a resident is told to try again, old cases stay, and it mends without a restart', async () => {
    const portal = await startPortal({ DATA_DIR: disk, DEMO: '0' })
    const before = (await (await file(portal)).json()) as { number: string }
    const { bavail, bsize } = statfsSync(disk)
    writeFileSync(join(disk, 'filler'), Buffer.alloc(bavail * bsize))

    const answers = await Promise.all([
      post(portal, '/api/tip-offs/photos', 'image/jpeg', JPEG),
      ...Array.from({ length: 30 }, () => file(portal, { text: '垃圾桶满了三天没有人来收。'.repeat(30) })),
    ])
    const refused = answers.filter(({ status }) => status === 503)
    expect(answers.every(({ status }) => status === 201 || status === 503)).toBe(true)
    expect(answers[0]!.status).toBe(503)
    expect(refused.length).toBeGreaterThan(1)
    expect(refused.every(({ headers }) => headers.get('retry-after') !== null)).toBe(true)
    expect(await refused[0]!.text()).toContain('request.unavailable')
    expect((await fetch(`${portal.url}/`)).status).toBe(200)

    unlinkSync(join(disk, 'filler'))
    expect((await post(portal, '/api/tip-offs/photos', 'image/jpeg', JPEG)).status).toBe(201)
    expect((await file(portal)).status).toBe(201)
    await portal.stop()

    const db = new DatabaseSync(join(disk, 'portal.sqlite'))
    expect(db.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' })
    const acknowledged = answers.filter(({ status }) => status === 201).length
    expect(db.prepare('SELECT count(*) AS n FROM tip_offs').get()).toEqual({ n: 2 + acknowledged })
    expect(db.prepare('SELECT count(*) AS n FROM tip_offs WHERE number = ?').get(before.number)).toEqual({ n: 1 })
    db.close()
  }, 60_000)
})

test('while another program holds the database, reading goes on, writing is tried again and then refused', async () => {
  const data = join(folder, 'locked')
  const portal = await startPortal({ DATA_DIR: data, DEMO: '0' })
  expect((await file(portal)).status).toBe(201)
  await fetch(`${portal.url}/`)
  const holder = spawn(process.execPath, [
    '-e',
    `const { DatabaseSync } = require('node:sqlite')
     const db = new DatabaseSync(${JSON.stringify(join(data, 'portal.sqlite'))})
     db.exec('BEGIN IMMEDIATE'); console.log('held'); process.stdin.on('end', () => db.exec('COMMIT')).resume()`,
  ])
  await new Promise((resolve) => holder.stdout.once('data', resolve))

  const writing = file(portal)
  const reads = await Promise.all(Array.from({ length: 10 }, () => fetch(`${portal.url}/`)))
  expect(reads.every(({ status }) => status === 200)).toBe(true)
  const refused = await writing
  expect(refused.status).toBe(503)
  expect(refused.headers.get('retry-after')).not.toBeNull()
  // All of it while the other program still had the database.
  expect(holder.exitCode).toBeNull()

  const gone = new Promise((resolve) => holder.once('exit', resolve))
  holder.stdin.end()
  await gone
  expect((await file(portal)).status).toBe(201)
  expect(portal.process.exitCode).toBeNull()
  await portal.stop()
}, 60_000)

test('a write that meets a short lock is made all the same', async () => {
  const data = join(folder, 'short')
  const portal = await startPortal({ DATA_DIR: data, DEMO: '0' })
  const db = new DatabaseSync(join(data, 'portal.sqlite'))
  db.exec('BEGIN IMMEDIATE')
  const writing = file(portal)
  await new Promise((resolve) => setTimeout(resolve, 150))
  db.exec('COMMIT')
  db.close()
  expect((await writing).status).toBe(201)
  await portal.stop()
}, 30_000)
