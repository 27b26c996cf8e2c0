import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { folderR2 } from '../../functions/hosts/folder-r2.ts'
import { sqliteD1 } from '../../functions/hosts/sqlite-d1.ts'
import { paths } from '../../functions/paths.ts'
import { dice } from '../fixtures/faults.ts'
import { answersOf } from '../fixtures/survey-questions.ts'
import { keptFigures, recount } from '../fixtures/survey-recount.ts'
import { aResponseBody, aSurvey } from '../fixtures/surveys.ts'
import { startPortal } from '../site/start-portal.ts'

const PHONES = 50
const ANSWERS = 10_000
const folders: string[] = []
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })))

test('ten thousand answers by fifty phones, some hanging up and sending again: none lost, none doubled', async () => {
  const portal = await startPortal({ DEMO: '0' })
  folders.push(portal.folder)
  const secret = readFileSync(join(portal.folder, 'portal-secret'), 'utf8').trim()
  const db = sqliteD1(join(portal.folder, 'portal.sqlite'))
  const env = { DB: db, PHOTOS: folderR2(join(portal.folder, 'photos')), PORTAL_SECRET: secret }
  const survey = await aSurvey(env)
  const url = portal.url + paths.api.surveyResponses(survey.slug)
  const send = async (body: unknown, hangUpAfter?: number): Promise<number> => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      ...(hangUpAfter !== undefined && { signal: AbortSignal.timeout(hangUpAfter) }),
    })
    await response.arrayBuffer()
    return response.status
  }
  const acknowledged = new Set<string>()
  let [again, hungUp, next] = [0, 0, 0]
  const phone = async (roll: () => number) => {
    while (next < ANSWERS) {
      const n = (next += 1)
      const body = aResponseBody({ seconds: 60 }, answersOf(n))
      if (roll() < 0.05) {
        // The line breaks before the answer is heard, if it is not quicker.
        await send(body, Math.floor(roll() * 40)).catch(() => (hungUp += 1))
      }
      const sends = roll() < 0.05 ? [send(body), send(body)] : [send(body)]
      const statuses = await Promise.all(sends)
      expect(statuses.every((status) => status === 201 || status === 200)).toBe(true)
      again += statuses.filter((status) => status === 200).length
      acknowledged.add(body.key)
    }
  }
  await Promise.all(Array.from({ length: PHONES }, (_, n) => phone(dice(n))))
  expect(hungUp).toBeGreaterThan(50)
  expect(again).toBeGreaterThan(ANSWERS / 25)
  const rows = async (table: string) =>
    (await db.prepare(`SELECT count(*) AS n FROM ${table}`).first<{ n: number }>())!.n
  expect([acknowledged.size, await rows('survey_responses')]).toEqual([ANSWERS, ANSWERS])
  expect(await rows('survey_submissions')).toBe(ANSWERS)
  const figures = await keptFigures(survey.editionId, env)
  expect(figures.all!.n).toBe(ANSWERS)
  expect(figures).toEqual(await recount(survey.editionId, env))
  db.close()
  await portal.stop()
}, 600_000)
