import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aTipOff, JPEG } from '../api/a-tip-off.ts'
import { type Portal, startPortal } from '../site/start-portal.ts'

const ROUNDS = 5
const WRITERS = 8
const folder = mkdtempSync(join(tmpdir(), 'portal-kill-'))
beforeAll(async () => (await startPortal({ DATA_DIR: folder, DEMO: '0' })).stop(), 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Kept = {
  body: ReturnType<typeof aTipOff>
  receipt: string
  number: string
  photo: { key: string; sha256: string }
}

/** What a token says of its photo; the signature after the dot is the server's business. */
const photoOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()) as Kept['photo']

/** Files tip-offs with a photo one after another, as fast as they are answered, until the line goes dead. */
const writeUntilDead = async (url: string, kept: Kept[]) => {
  const post = (path: string, type: string, body: BodyInit) =>
    fetch(url + path, { method: 'POST', headers: { 'content-type': type }, body })
  try {
    for (;;) {
      const upload = await post('/api/tip-offs/photos', 'image/jpeg', JPEG)
      if (upload.status !== 201) throw new Error(`photo refused: ${upload.status}`)
      const { token } = (await upload.json()) as { token: string }
      const body = aTipOff({ photos: [token] })
      const filing = await post('/api/tip-offs', 'application/json', JSON.stringify(body))
      if (filing.status !== 201) throw new Error(`tip-off refused: ${filing.status}`)
      const { receipt, number } = (await filing.json()) as { receipt: string; number: string }
      kept.push({ body, receipt, number, photo: photoOf(token) })
    }
  } catch (error) {
    if (/refused/.test((error as Error).message)) throw error
  }
}

test('no acknowledged tip-off or photo is missing after five kills under eight writers', async () => {
  const kept: Kept[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const portal = await startPortal({ DATA_DIR: folder, DEMO: '0' })
    const writers = Array.from({ length: WRITERS }, () => writeUntilDead(portal.url, kept))
    await new Promise((resolve) => setTimeout(resolve, 700 + round * 150))
    portal.process.kill('SIGKILL')
    await Promise.all(writers)
  }
  expect(kept.length).toBeGreaterThan(ROUNDS * WRITERS)

  const portal: Portal = await startPortal({ DATA_DIR: folder, DEMO: '0' })
  const last = kept.at(-1)!
  const again = await fetch(`${portal.url}/api/tip-offs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(last.body),
  })
  expect(again.status).toBe(200)
  expect(((await again.json()) as { receipt: string }).receipt).toBe(last.receipt)
  await portal.stop()

  const db = new DatabaseSync(join(folder, 'portal.sqlite'), { readOnly: true })
  const value = (sql: string) => Object.values(db.prepare(sql).get() ?? {})[0]
  expect(value('PRAGMA integrity_check')).toBe('ok')
  expect(db.prepare('PRAGMA foreign_key_check').all()).toEqual([])
  const stored = new Map(
    db
      .prepare('SELECT number, storage_key FROM tip_offs JOIN photos ON photos.tip_off_id = tip_offs.id')
      .all()
      .map((row) => [row.number, row.storage_key]),
  )
  const lost = kept.filter(({ number, photo }) => stored.get(number) !== photo.key)
  expect(lost.map(({ number }) => number)).toEqual([])
  const spoilt = [...stored.values()].filter((key) => {
    const file = join(folder, 'photos', String(key))
    return !existsSync(file) || readFileSync(file).length === 0
  })
  expect(spoilt).toEqual([])
  const hash = (key: string) =>
    createHash('sha256')
      .update(readFileSync(join(folder, 'photos', key)))
      .digest()
  const changed = kept.filter(({ photo: { key, sha256 } }) =>
    [hash(key).toString('hex'), hash(key).toString('base64url')].every((sum) => sum !== sha256),
  )
  expect(changed).toEqual([])
  // One unit or nothing (G02): no case without its event and its key, no event, photo or key without its case.
  expect(value('SELECT count(*) FROM tip_offs WHERE id NOT IN (SELECT tip_off_id FROM tip_off_events)')).toBe(0)
  expect(value('SELECT count(*) FROM tip_offs WHERE id NOT IN (SELECT tip_off_id FROM submissions)')).toBe(0)
  expect(value('SELECT count(*) FROM submissions WHERE tip_off_id NOT IN (SELECT id FROM tip_offs)')).toBe(0)
  expect(value('SELECT count(*) FROM tip_offs WHERE photo_count <> 1')).toBe(0)
  expect(value("SELECT received FROM queue_tallies WHERE scope = 'all'")).toBe(value('SELECT count(*) FROM tip_offs'))
  db.close()
}, 120_000)
