import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aTipOff, JPEG } from '../api/a-tip-off.ts'
import { fill, literal, recordingD1 } from '../../scripts/recording-d1.mjs'
import { addStaff } from '../../functions/staff/add-staff.ts'
import { totpCode } from '../../functions/staff/totp.ts'
import type { Env } from '../../functions/http/app-types.ts'
import { type Portal, startPortal } from '../site/start-portal.ts'

const folder = mkdtempSync(join(tmpdir(), 'portal-commands-'))
const data = join(folder, 'data')
let portal: Portal
beforeAll(async () => {
  portal = await startPortal({ DATA_DIR: data })
}, 60_000)
afterAll(async () => {
  await portal?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const command = (name: string, args: string[] = [], env: Record<string, string> = {}) => {
  const script = join(import.meta.dirname, `../../scripts/${name}.mjs`)
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    env: { ...process.env, DATA_DIR: data, ...env },
    encoding: 'utf8',
  })
  return { status, said: stdout + stderr }
}
const post = (path: string, type: string, body: BodyInit) =>
  fetch(portal.url + path, { method: 'POST', headers: { 'content-type': type, origin: portal.url }, body })

test('the first administrator is made by a command, signs in, is given new secrets, and is ended', async () => {
  const added = command('staff-add', ['--sign-in', 'li.ming', '--name', '李明', '--role', 'administrator'])
  expect(added.status).toBe(0)
  const read = (said: string) => ({
    password: /Password\s+(\S+)/.exec(said)![1]!,
    secret: /secret=([A-Z2-7]+)/.exec(said)![1]!,
  })
  const signIn = ({ password, secret }: { password: string; secret: string }) =>
    post(
      '/api/staff/sign-in',
      'application/json',
      JSON.stringify({ name: 'li.ming', password, code: totpCode(secret, Date.now()) }),
    ).then(({ status }) => status)
  expect(await signIn(read(added.said))).toBe(200)
  expect(command('staff-add', ['--sign-in', 'li.ming', '--name', '李明', '--role', 'administrator']).status).toBe(1)

  const reset = command('staff-add', ['--reset', 'li.ming'])
  expect(await signIn(read(added.said))).toBe(401)
  expect(await signIn(read(reset.said))).toBe(200)
  expect(command('staff-add', ['--disable', 'li.ming']).status).toBe(0)
  expect(await signIn(read(reset.said))).toBe(401)
}, 60_000)

test('the command refuses what is no account', () => {
  expect(command('staff-add', ['--sign-in', 'x', '--name', '李明', '--role', 'moderator']).status).toBe(1)
  expect(command('staff-add', ['--sign-in', 'zhao', '--name', '赵', '--role', 'king']).status).toBe(1)
  expect(command('staff-add', ['--sign-in', 'zhao', '--name', '赵一', '--role', 'handler']).status).toBe(1)
  expect(command('staff-add', ['--role', 'moderator']).status).toBe(2)
  expect(
    command('staff-add', ['--cloudflare', '--remote', '--sign-in', 'zhao', '--name', '赵一', '--role', 'editor'], {
      PORTAL_SECRET: '',
    }).status,
  ).toBe(1)
})

test('the doctor finds a sound portal sound, and says what is wrong with a broken one', async () => {
  const upload = await post('/api/tip-offs/photos', 'image/jpeg', JPEG)
  const { token } = (await upload.json()) as { token: string }
  expect((await post('/api/tip-offs', 'application/json', JSON.stringify(aTipOff({ photos: [token] })))).status).toBe(
    201,
  )
  const sound = command('doctor')
  expect(sound.said).toContain('All is well')
  expect(sound.status).toBe(0)

  chmodSync(join(data, 'portal-secret'), 0o644)
  const open = command('doctor')
  expect(open.status).toBe(1)
  expect(open.said).toContain('readable by others')
  chmodSync(join(data, 'portal-secret'), 0o600)

  const shelf = join(data, 'photos/tip-offs')
  for (const name of readdirSync(shelf)) rmSync(join(shelf, name))
  const missing = command('doctor')
  expect(missing.status).toBe(1)
  expect(missing.said).toContain('1 pictures are missing from the shelf')
  expect(command('doctor', [], { DATA_DIR: join(folder, 'nowhere') }).status).toBe(1)
})

test('the demo is taken away only where nothing but a demo is', () => {
  const count = () => {
    const db = new DatabaseSync(join(data, 'portal.sqlite'), { readOnly: true })
    const row = db.prepare('SELECT count(*) AS n FROM tip_offs').get()
    db.close()
    return row
  }
  const before = count()
  expect(command('demo-reset').status).toBe(1)
  expect(count()).toEqual(before)
})

test('nothing is published to Cloudflare before a database is named', () => {
  const { status, said } = command('deploy')
  expect(status).toBe(1)
  expect(said).toContain('wrangler d1 create')
})

test('an account for a remote database is written as SQL that no name can break out of', async () => {
  const recorded = recordingD1()
  const env = { DB: recorded.db, PORTAL_SECRET: Buffer.alloc(32, 7).toString('base64url') } as unknown as Env
  const name = "O'Neill'); DROP TABLE x"
  const added = await addStaff(env, { signInName: 'li.ming', name, role: 'editor', unit: null }, 1_800_000_000_000)
  expect(added.ok).toBe(true)

  const db = new DatabaseSync(':memory:')
  const live = new DatabaseSync(join(data, 'portal.sqlite'), { readOnly: true })
  for (const { sql } of live.prepare("SELECT sql FROM sqlite_master WHERE name IN ('staff', 'audit_events')").all())
    db.exec(String(sql))
  live.close()
  db.exec(recorded.sql())
  expect(db.prepare('SELECT sign_in_name, name, role, unit FROM staff').all()).toEqual([
    { sign_in_name: 'li.ming', name, role: 'editor', unit: null },
  ])
  expect(db.prepare('SELECT action FROM audit_events').all()).toEqual([{ action: 'staff:add' }])
  db.close()
})

test('marks are filled by place and by number, never inside a text', () => {
  expect(fill("SELECT ?, '?', ?2, ?1", ['a', 2])).toBe("SELECT 'a', '?', 2, 'a'")
  expect(() => fill('SELECT ?, ?', [1])).toThrow()
  expect(literal("it's")).toBe("'it''s'")
  expect(() => literal('a\0b')).toThrow()
  expect(() => literal(0.5)).toThrow()
})
