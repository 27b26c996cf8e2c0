import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readMigrations } from '../../scripts/data-folder.mjs'
import { migrate } from '../../functions/hosts/migrate.ts'
import { sqliteD1 } from '../../functions/hosts/sqlite-d1.ts'
import { recordAct } from '../../functions/staff/audit.ts'
import { sealAudit } from '../../functions/staff/seal-audit.ts'
import { verifyAudit } from '../../functions/staff/verify-audit.ts'

const SECRET = Buffer.alloc(32, 9).toString('base64url')
const ROWS = 40
const folder = mkdtempSync(join(tmpdir(), 'portal-tampered-'))
const sound = join(folder, 'sound')
const ids = Array.from({ length: ROWS }, () => crypto.randomUUID() as string)
let head = ''

beforeAll(async () => {
  mkdirSync(sound)
  writeFileSync(join(sound, 'portal-secret'), SECRET, { mode: 0o600 })
  const db = sqliteD1(join(sound, 'portal.sqlite'))
  migrate(db, readMigrations() as Record<string, string>)
  for (const id of ids) {
    const object = { kind: 'tip_off' as const, id }
    await recordAct(db, {
      ...{ staff: { id: 'li', role: 'moderator' }, action: 'contact:unseal', object, result: 'ok' },
      ...{ requestId: id, now: 1_800_000_000_000, detail: '电话核实' },
    }).run()
  }
  const end = await sealAudit({ DB: db, PORTAL_SECRET: SECRET }, Date.now())
  head = `${end.seq}:${end.link}`
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  db.close()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const verify = (data: string, ...args: string[]) => {
  const script = join(import.meta.dirname, '../../scripts/audit-verify.mjs')
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    env: { ...process.env, DATA_DIR: data, PORTAL_SECRET: SECRET },
    encoding: 'utf8',
  })
  return { status, said: stdout + stderr }
}
let copies = 0
/** A copy of the office's data, changed by somebody who has the file: their first act is to drop the triggers. */
const changed = (change: (db: DatabaseSync) => void) => {
  const data = join(folder, `copy-${(copies += 1)}`)
  cpSync(sound, data, { recursive: true })
  const db = new DatabaseSync(join(data, 'portal.sqlite'))
  for (const { name } of db
    .prepare("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit_%'")
    .all())
    db.exec(`DROP TRIGGER ${String(name)}`)
  change(db)
  db.close()
  return data
}
const idAt = (db: DatabaseSync, seq: number) =>
  String(db.prepare('SELECT audit_id FROM audit_links WHERE seq = ?').get(seq)!.audit_id)
const copyRow = (db: DatabaseSync, seq: number, rowid: number) =>
  db
    .prepare(
      `INSERT INTO audit_events (rowid, id, happened_at, staff_id, role, action, object_kind, object_id, result, request_id, detail)
       SELECT ?, ?, happened_at, staff_id, role, action, object_kind, object_id, result, request_id, detail FROM audit_events WHERE id = ?`,
    )
    .run(rowid, crypto.randomUUID(), idAt(db, seq))

test('a log that nobody touched holds, with how many rows and the head to keep', () => {
  const { status, said } = verify(changed(() => {}))
  expect(said).toContain(`OK: ${ROWS} rows`)
  expect(said).toContain(head)
  expect(status).toBe(0)
})

const tampered: [string, (db: DatabaseSync) => void, string][] = [
  ['a changed word', (db) => db.prepare("UPDATE audit_events SET detail = '随便看看' WHERE id = ?").run(idAt(db, 17)), 'changed 17'], // prettier-ignore
  ['a changed time', (db) => db.prepare('UPDATE audit_events SET happened_at = happened_at + 1 WHERE id = ?').run(idAt(db, 1)), 'changed 1'], // prettier-ignore
  ['somebody else’s name', (db) => db.prepare("UPDATE audit_events SET staff_id = 'wang' WHERE id = ?").run(idAt(db, 40)), 'changed 40'], // prettier-ignore
  ['a deleted row', (db) => db.prepare('DELETE FROM audit_events WHERE id = ?').run(idAt(db, 20)), 'deleted 20'], // prettier-ignore
  ['a row deleted with its link', (db) => { db.prepare('DELETE FROM audit_events WHERE id = ?').run(idAt(db, 20)); db.exec('DELETE FROM audit_links WHERE seq = 20') }, 'link_gone 20'], // prettier-ignore
  ['a row deleted, and the rest moved up', (db) => { db.prepare('DELETE FROM audit_events WHERE id = ?').run(idAt(db, 20)); db.exec('DELETE FROM audit_links WHERE seq = 20; UPDATE audit_links SET seq = -seq WHERE seq > 20; UPDATE audit_links SET seq = -seq - 1 WHERE seq < 0') }, 'changed 20'], // prettier-ignore
  ['a row slipped in', (db) => { db.exec('UPDATE audit_events SET rowid = -rowid WHERE rowid > 10; UPDATE audit_events SET rowid = 1 - rowid WHERE rowid < 0'); copyRow(db, 5, 11) }, 'slipped_in 40'], // prettier-ignore
  ['two rows exchanged', (db) => { const [a, b] = [idAt(db, 8), idAt(db, 9)]; db.exec(`UPDATE audit_links SET audit_id = 'x' WHERE seq = 8; UPDATE audit_links SET audit_id = '${a}' WHERE seq = 9; UPDATE audit_links SET audit_id = '${b}' WHERE seq = 8`) }, 'reordered 8'], // prettier-ignore
  ['a changed link', (db) => db.exec("UPDATE audit_links SET link = 'A' || substr(link, 2) || 'B' WHERE seq = 30"), 'changed 30'], // prettier-ignore
]
test.each(tampered)('%s is found, and the row named', async (_what, change, expected) => {
  const db = sqliteD1(join(changed(change), 'portal.sqlite'))
  const { finding } = await verifyAudit({ DB: db, PORTAL_SECRET: SECRET })
  db.close()
  expect(`${finding?.what} ${finding?.seq}`).toBe(expected)
})

test('the command names the row and ends with 1', () => {
  let id = ''
  const data = changed((db) => {
    id = idAt(db, 17)
    db.prepare("UPDATE audit_events SET detail = '随便看看' WHERE id = ?").run(id)
  })
  expect(verify(data)).toMatchObject({
    status: 1,
    said: expect.stringContaining(`Broken: row 17 (${id}) was changed.`) as string,
  })
})

test('a cut tail, or a log made anew with its chain, holds by itself and not against the head that was kept', () => {
  const cut = changed((db) => {
    db.exec('DELETE FROM audit_events WHERE id IN (SELECT audit_id FROM audit_links WHERE seq > 30)')
    db.exec('DELETE FROM audit_links WHERE seq > 30')
  })
  expect(verify(cut, '--file', join(cut, 'portal.sqlite')).said).toContain('OK: 30 rows')
  expect(verify(cut, '--head', head).said).toMatch(/row 31 and what follows was cut off/)
  // The office's own next check seals what it finds; only what was kept elsewhere tells.
  const anew = changed((db) => {
    db.prepare("UPDATE audit_events SET detail = '随便看看' WHERE id = ?").run(idAt(db, 3))
    db.exec('DELETE FROM audit_links')
  })
  expect(verify(anew, '--head', head)).toMatchObject({ status: 1, said: expect.stringMatching(/made anew/) as string })
  expect(verify(sound, '--head', 'nonsense').status).toBe(2)
})

test('what was written since the last check is linked and counted in', () => {
  const later = changed((db) => void copyRow(db, 5, 500))
  expect(verify(later, '--head', head)).toMatchObject({
    status: 0,
    said: expect.stringContaining('OK: 41 rows') as string,
  })
})
