import { env } from '#test-host'
import { expect, test, vi } from 'vitest'
import type { Env } from '../../functions/http/app-types.ts'
import { paths } from '../../functions/paths.ts'
import {
  aDraft,
  detailsOf,
  didMove,
  moveAt,
  postSurvey,
  readDesk,
  saveAt,
  someEditor,
} from '../fixtures/desk-surveys.ts'
import { rowsOf } from '../fixtures/desk.ts'
import { asks } from '../fixtures/staff.ts'
import { failingEnv } from './failing-env.ts'

vi.spyOn(console, 'error').mockImplementation(() => {})

const state = async () =>
  JSON.stringify([
    await rowsOf('SELECT * FROM surveys ORDER BY id'),
    await rowsOf('SELECT * FROM survey_editions ORDER BY id'),
    await rowsOf(
      "SELECT action, object_id FROM audit_events WHERE object_kind = 'survey' AND result = 'ok' ORDER BY id",
    ),
  ])
/** No survey without an edition, no edition in use that is not there, no change without its audit row. */
const halves = async () =>
  (
    await Promise.all([
      rowsOf('SELECT id FROM surveys WHERE NOT EXISTS (SELECT 1 FROM survey_editions WHERE survey_id = surveys.id)'),
      rowsOf('SELECT id FROM surveys WHERE edition > 0 AND NOT EXISTS (SELECT 1 FROM survey_editions WHERE survey_id = surveys.id AND number = edition)'), // prettier-ignore
      rowsOf(`SELECT id FROM surveys WHERE version <> (SELECT count(*) FROM audit_events
        WHERE object_id = surveys.id AND result = 'ok' AND action <> 'survey:save_edition')`),
      rowsOf(`SELECT survey_id FROM survey_editions GROUP BY survey_id HAVING sum(version) - count(*) <>
        (SELECT count(*) FROM audit_events WHERE object_id = survey_id AND result = 'ok' AND action = 'survey:save_edition')`),
    ])
  ).flat()

type Act = (on: Env) => Promise<Response>
const acts: [string, () => Promise<Act>][] = [
  ['making', async () => (on) => postSurvey({}, on)],
  [
    'editing',
    async () => {
      const id = await aDraft()
      const details = await detailsOf(id)
      return (on) => moveAt(id, 'edit', { ...details, title: '改过了' }, on)
    },
  ],
  [
    'saving questions',
    async () => {
      const id = await aDraft()
      return (on) => saveAt(id, { definition: { elements: [{ type: 'comment', name: 'q' }] }, meaning: {} }, on)
    },
  ],
  [
    'opening',
    async () => {
      const id = await aDraft()
      return (on) => moveAt(id, 'open', {}, on)
    },
  ],
  [
    'a new edition',
    async () => {
      const id = await aDraft()
      await didMove(id, 'open')
      return (on) => moveAt(id, 'new_edition', {}, on)
    },
  ],
  [
    'dropping an edition',
    async () => {
      const id = await aDraft()
      await didMove(id, 'open')
      await didMove(id, 'new_edition')
      return (on) => moveAt(id, 'drop_edition', { edition: 2 }, on)
    },
  ],
  [
    'setting the population’s shares',
    async () => {
      const id = await aDraft()
      await didMove(id, 'open')
      const { version } = (await readDesk(id)).survey
      const margins = { community: { liuan: 60, wenlan: 40 }, age: {}, sex: {} }
      const editor = await someEditor()
      return (on) => asks(editor, paths.api.deskSurveyMargins(id), { json: { margins, version }, env: on })
    },
  ],
]

test.each(acts)('%s: whichever call fails, 503, nothing half done, and the next try succeeds', async (_, ready) => {
  for (let k = 1; ; k += 1) {
    const act = await ready()
    const before = await state()
    const broken = failingEnv(env, k, 'Network connection lost.')
    const response = await act(broken.env)
    if (broken.counted.calls < k) {
      expect(response.status).toBeLessThan(300)
      expect(k).toBeGreaterThan(2)
      break
    }
    expect([k, response.status, response.headers.get('retry-after')]).toEqual([k, 503, '5'])
    expect(await state()).toBe(before)
    expect((await act(env)).status).toBeLessThan(300)
    expect(await halves()).toEqual([])
  }
})
