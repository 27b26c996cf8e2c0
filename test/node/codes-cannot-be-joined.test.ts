import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, expect, test } from 'vitest'
import { DAY } from '../../functions/domain/shanghai-day.ts'
import { folderR2 } from '../../functions/hosts/folder-r2.ts'
import { sqliteD1 } from '../../functions/hosts/sqlite-d1.ts'
import type { Env } from '../../functions/http/app-types.ts'
import { runJobs } from '../../functions/jobs.ts'
import { paths } from '../../functions/paths.ts'
import { codeHashOf } from '../../functions/survey-codes/code.ts'
import { dice } from '../fixtures/faults.ts'
import { aResponseBody, aSheet, aSurvey, setState } from '../fixtures/surveys.ts'
import { startPortal } from '../site/start-portal.ts'
import { attacks, gather, hits, leanings } from './survey-evidence.ts'

const COUNTS = { liuan: 200, dukou: 180, wenlan: 120 }
const ALL = 500
const FORM = { pages: [{ elements: [{ type: 'comment', name: 'wish', isRequired: true, maxLength: 2000 }] }] }
const folders: string[] = []
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })))
const roll = dice(4)
const mixed = <T>(list: T[]): T[] =>
  list
    .map((one) => [roll(), one] as const)
    .sort(([a], [b]) => a - b)
    .map(([, one]) => one)
const newToken = () => 'tok' + crypto.randomUUID().replaceAll('-', '').slice(0, 12)

/** As the host opens a folder; the secret is for the test to make sheets and run the clock, no attack sees it. */
const opened = (folder: string, secret: string): Env & { close: () => void } => {
  const db = sqliteD1(join(folder, 'portal.sqlite'))
  return { DB: db, PHOTOS: folderR2(join(folder, 'photos')), PORTAL_SECRET: secret, LIMITS: 'off', close: db.close }
}
/** Keeps the WAL from being written over: somebody who copies it all the time has as much. */
const holdWal = (folder: string) => {
  const holder = new DatabaseSync(join(folder, 'portal.sqlite'))
  holder.exec('BEGIN')
  holder.prepare('SELECT count(*) FROM surveys').get()
  return () => holder.close()
}
const boxRows = async ({ DB }: Env) =>
  (await DB.prepare('SELECT id, length(sealed) AS length FROM survey_box').all<{ id: string; length: number }>())
    .results

test('with the file, the WAL and the log no used code is tied to its answer better than by chance', async () => {
  const portal = await startPortal({ DEMO: '0' })
  folders.push(portal.folder)
  const secret = readFileSync(join(portal.folder, 'portal-secret'), 'utf8').trim()
  const env = opened(portal.folder, secret)
  const survey = await aSurvey(env, { definition: FORM, modes: ['code'] })
  const sheets = await Promise.all(Object.entries(COUNTS).map(([name, n]) => aSheet(survey, name, n, env)))
  const codes = sheets.flatMap((sheet) => sheet.codes)
  const release = holdWal(portal.folder)
  await runJobs(env, Date.now())

  const truth = new Map<string, string>()
  const lengths = mixed(Array.from({ length: ALL }, (_, n) => n * 3))
  const use = async (code: string) => {
    const token = newToken()
    truth.set(await codeHashOf(secret, survey.id, code), token)
    const answers = { wish: token + '好'.repeat(lengths[truth.size - 1]! / 3) }
    const response = await fetch(portal.url + paths.api.surveyResponses(survey.slug), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(aResponseBody({ mode: 'code', code, seconds: 40, answers })),
    })
    if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`)
  }
  const order = mixed(codes)
  const boxes: { id: string; length: number }[] = []
  for (let at = 0; at < ALL;) {
    // One after the other, then twenty at once.
    for (const code of order.slice(at, at + 30)) await use(code)
    await Promise.all(order.slice(at + 30, at + 50).map(use))
    at += 50
    if (at % 200 === 0) {
      boxes.push(...(await boxRows(env)))
      await runJobs(env, Date.now() + (at / 200) * DAY)
    }
  }
  boxes.push(...(await boxRows(env)))
  await setState(survey, 'closed', env)
  await runJobs(env, Date.now() + 3 * DAY)

  const evidence = gather(join(portal.folder, 'portal.sqlite'), portal.output(), boxes)
  expect(evidence.rows('SELECT id FROM survey_responses')).toHaveLength(ALL)
  expect(evidence.rows('SELECT id FROM survey_box')).toEqual([])
  // The attacker sees everything that was to be seen: each code's commit, each place in the box and when it was emptied.
  expect([evidence.usedAt.size, evidence.tokenAt.size, evidence.goneAt.size]).toEqual([ALL, ALL, ALL])
  expect(new Set([...evidence.sealedLength.values()]).size).toBe(1)
  const openings = new Set(evidence.goneAt.values()).size
  expect(openings).toBeGreaterThan(6)
  // Who knows only which codes and which answers left the box together guesses a random order: the right guesses among
  // them have mean and variance 1 for each opening, whatever its size, and fall off as Poisson's do. Six deviations.
  const chance = openings + 6 * Math.sqrt(openings) + 6
  const found = hits(attacks(evidence), truth)
  expect(Object.entries(found).filter(([, right]) => right > chance)).toEqual([])
  expect(Object.entries(leanings(evidence, truth)).filter(([, z]) => Math.abs(z) > 6)).toEqual([])

  release()
  env.close()
  await portal.stop()
  const files = readdirSync(portal.folder, { recursive: true, encoding: 'utf8' }).map((name) =>
    join(portal.folder, name),
  )
  const kept = files.flatMap((file) => {
    try {
      return [readFileSync(file, 'latin1')]
    } catch {
      return []
    }
  })
  for (const text of [...kept, portal.output()]) {
    for (const code of codes) expect(text.includes(code) || text.includes(code.replaceAll('-', ''))).toBe(false)
  }
}, 240_000)

/** A store that does what one is tempted to: what is needed stands in one batch, in the order it comes. */
const naive = async (
  mix: 'in the batch of its code' | 'a box that is emptied in order',
): Promise<Record<string, number | undefined>> => {
  const folder = mkdtempSync(join(tmpdir(), 'portal-naive-'))
  folders.push(folder)
  const env = opened(folder, 'dGVzdC1zZWNyZXQtdGVzdC1zZWNyZXQtdGVzdC1zZWM')
  const migrations = join(import.meta.dirname, '../../functions/db/migrations')
  for (const file of readdirSync(migrations).sort()) {
    const sql = readFileSync(join(migrations, file), 'utf8')
    ;(env.DB as ReturnType<typeof sqliteD1>).exec(sql.replaceAll('STRICT, WITHOUT ROWID', 'STRICT'))
  }
  const sql = (text: string, ...values: unknown[]) => env.DB.prepare(text).bind(...values)
  await sql('ALTER TABLE survey_codes ADD COLUMN used_at INTEGER').run()
  await sql('ALTER TABLE survey_responses ADD COLUMN answered_at INTEGER').run()
  const survey = await aSurvey(env, { definition: FORM })
  const sheets: string[] = []
  for (const name of Object.keys(COUNTS)) sheets.push((await aSheet(survey, name, 0, env)).id)
  const release = holdWal(folder)
  const truth = new Map<string, string>()
  const answersBy = new Map<string, [string, string]>()
  const store = (code: string, at: number) => {
    const [community, answers] = answersBy.get(code)!
    const token = truth.get(code)!
    const id = String(at).padStart(36, '0')
    return [
      sql(
        `INSERT INTO survey_responses (survey_id, id, edition_id, mode, community, answers, answers_hash, answered_on,
          answered_at) VALUES (?, ?, ?, 'code', ?, ?, '', '2026-11-24', ?)`,
        ...[survey.id, id, survey.editionId, community, answers, 1.7e12 + at],
      ),
      sql(
        `INSERT INTO survey_texts (id, survey_id, edition_id, question, text) VALUES (?, ?, ?, 'wish', ?)`,
        ...[id, survey.id, survey.editionId, token],
      ),
    ]
  }
  const lengths = mixed(Array.from({ length: ALL }, (_, n) => n * 3))
  const log: string[] = []
  const communities = mixed(Object.entries(COUNTS).flatMap(([name, n]) => Array<string>(n).fill(name)))
  const boxes: { id: string; length: number }[] = []
  const codes: string[] = []
  for (const [at, community] of communities.entries()) {
    const code = newToken().padEnd(43, 'x').replace('tok', 'cod')
    const token = newToken()
    codes.push(code)
    truth.set(code, token)
    answersBy.set(code, [community, JSON.stringify({ wish: token + 'x'.repeat(lengths[at]!) })])
    const sheet = sheets[Object.keys(COUNTS).indexOf(community)]!
    const box = { id: crypto.randomUUID(), length: 1000 + lengths[at]! }
    boxes.push(box)
    await env.DB.batch([
      sql(
        'INSERT INTO survey_codes (code_hash, sheet_id, used, key_hash, used_at) VALUES (?, ?, 1, ?, ?)',
        ...[code, sheet, 'k'.repeat(43), 1.7e12 + at],
      ),
      sql(
        'INSERT INTO survey_box (id, survey_id, edition, community, sealed) VALUES (?, ?, 1, ?, ?)',
        ...[box.id, survey.id, community, 's'.repeat(box.length)],
      ),
      ...(mix === 'in the batch of its code' ? store(code, at) : []),
    ])
    log.push(JSON.stringify({ method: 'POST', status: 201, ms: lengths[at] }))
  }
  if (mix === 'a box that is emptied in order') {
    for (let at = 0; at < ALL; at += 40) {
      const out = boxes.slice(at, at + 40).map(({ id }) => sql('DELETE FROM survey_box WHERE id = ?', id))
      await env.DB.batch([...out, ...codes.slice(at, at + 40).flatMap((code, n) => store(code, at + n))])
    }
  }
  const evidence = gather(join(folder, 'portal.sqlite'), log.join('\n'), boxes)
  const found = hits(attacks(evidence), truth)
  release()
  env.close()
  return { ...found, leaning: leanings(evidence, truth)['responses in the order of use'] }
}

test('each of these attacks ties nearly every code to its answer where a store invites it', async () => {
  const direct = await naive('in the batch of its code')
  const nearlyAll = ALL * 0.95
  for (const codeOrder of ['tree', 'page', 'wal']) {
    for (const tokenOrder of ['responses tree', 'texts tree', 'responses page', 'texts page', 'wal']) {
      const name = `${codeOrder} × ${tokenOrder}`
      expect([name, direct[name]! >= nearlyAll, direct[name]]).toEqual([name, true, direct[name]])
    }
  }
  for (const name of ['one commit', 'size', 'time', 'log']) {
    expect([name, direct[name]! >= nearlyAll, direct[name]]).toEqual([name, true, direct[name]])
  }
  const unmixed = await naive('a box that is emptied in order')
  expect(unmixed.leaning).toBeGreaterThan(6)
  // By page it ties fewer: pages the box leaves are filled again in an order of their own.
  for (const tokenOrder of ['responses tree', 'texts tree']) {
    const name = `through the box × ${tokenOrder}`
    expect([name, unmixed[name]! >= nearlyAll, unmixed[name]]).toEqual([name, true, unmixed[name]])
  }
}, 120_000)
