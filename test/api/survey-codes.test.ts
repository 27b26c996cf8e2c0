import { env } from '#test-host'
import { beforeAll, expect, test, vi } from 'vitest'
import { paths } from '../../functions/paths.ts'
import type { CodesView } from '../../functions/survey-codes/list-codes.ts'
import type { PrintedSheet } from '../../functions/survey-codes/print-sheet.ts'
import { codesOf, rowsOf } from '../fixtures/desk.ts'
import { asks, signedIn, type SignedIn } from '../fixtures/staff.ts'
import { aSurvey, sendWithCode, setState, type MadeSurvey } from '../fixtures/surveys.ts'
import { everythingKept } from './every-table.ts'
import { failingEnv } from './failing-env.ts'

vi.spyOn(console, 'error').mockImplementation(() => {})
let moderator: SignedIn
beforeAll(async () => {
  moderator = await signedIn('moderator')
}, 60_000)

const make = ({ id }: Pick<MadeSurvey, 'id'>, json: object, on = env) =>
  asks(moderator, paths.api.deskSurveyCodes(id), { json, env: on })
const made = async (survey: MadeSurvey, community = 'liuan', count = 4) =>
  ((await (await make(survey, { community, count })).json()) as { id: string }).id
const listed = async ({ id }: MadeSurvey) =>
  (await (await asks(moderator, paths.api.deskSurveyCodes(id))).json()) as CodesView
const print = ({ id }: MadeSurvey, sheet: string, on = env) =>
  asks(moderator, paths.api.deskCodeSheet(id, sheet), { env: on })
const moveTo = ({ id }: MadeSurvey, sheet: string, version = 1, on = env) =>
  asks(moderator, paths.api.deskCodeSheetMoves(id, sheet), { json: { move: 'void', version }, env: on })
const acts = (id: string) =>
  rowsOf('SELECT action, result, detail FROM audit_events WHERE object_id = ? ORDER BY happened_at, id', id)

test('a sheet of codes is made, printed as often as wanted with the same codes, and none is kept', async () => {
  const survey = await aSurvey()
  const response = await make(survey, { community: 'dukou', count: 500 })
  expect(response.status).toBe(201)
  const { id } = (await response.json()) as { id: string }
  const sheet = (await (await print(survey, id)).json()) as PrintedSheet
  expect(sheet).toMatchObject({ slug: survey.slug, community: 'dukou', closesAt: null })
  expect(new Set(sheet.codes).size).toBe(500)
  for (const code of sheet.codes) expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}$/)
  expect(await (await print(survey, id)).json()).toEqual(sheet)
  const kept = await everythingKept(env)
  for (const code of sheet.codes.slice(0, 20)) expect(kept).not.toContain(code)
  expect((await acts(id)).map(({ action, result }) => [action, result])).toEqual([
    ['code_sheet:make', 'ok'],
    ['code_sheet:print', 'ok'],
    ['code_sheet:print', 'ok'],
  ])
})

test('the desk sees how many codes of a sheet were used, never which, and how many answers wait', async () => {
  const survey = await aSurvey()
  const [one, two] = [await made(survey, 'liuan', 4), await made(survey, 'dukou', 6)]
  const codes = ((await (await print(survey, one)).json()) as PrintedSheet).codes
  for (const code of codes.slice(1, 4)) expect((await sendWithCode(survey, code)).status).toBe(201)
  const view = await listed(survey)
  expect(view).toMatchObject({ open: true, printed: 10, used: 3, waiting: 3, never: 0 })
  expect(view.sheets.map(({ id, printed, used }) => [id, printed, used]).sort()).toEqual(
    [[one, 4, 3], [two, 6, 0]].sort(), // prettier-ignore
  )
  expect(Object.keys(view.sheets[0]!).sort().join(' ')).toBe('community id madeAt printed used version voidedAt')
  await setState(survey, 'closed')
  expect(await listed(survey)).toMatchObject({ open: false, waiting: 3, never: 3 })
  expect(await codesOf(await make(survey, { community: 'liuan', count: 1 }))).toEqual(['survey.cannot_now'])
})

test('a sheet that was lost is voided once; its unused codes open nothing, its used ones stay counted', async () => {
  const survey = await aSurvey()
  const id = await made(survey)
  const { codes } = (await (await print(survey, id)).json()) as PrintedSheet
  await sendWithCode(survey, codes[0]!)
  const statuses = await Promise.all(Array.from({ length: 4 }, async () => (await moveTo(survey, id)).status))
  expect(statuses.sort()).toEqual([200, 409, 409, 409])
  expect(await codesOf(await sendWithCode(survey, codes[1]!))).toEqual(['survey.unknown_code'])
  expect(await codesOf(await print(survey, id))).toEqual(['code_sheet.voided'])
  expect(await listed(survey)).toMatchObject({ printed: 1, used: 1, waiting: 1 })
  expect((await acts(id)).filter(({ action, result }) => action === 'code_sheet:void' && result === 'ok')).toHaveLength(
    1,
  )
  expect((await moveTo(await aSurvey(), id, 2)).status).toBe(404)
  expect((await print(await aSurvey(), id)).status).toBe(404)
})

test.each([
  [{ community: '', count: 5 }, 422, 'code_community.missing'],
  [{ community: 'nowhere', count: 5 }, 422, 'community.wrong'],
  [{ community: 'liuan' }, 422, 'code_count.missing'],
  [{ community: 'liuan', count: 0 }, 422, 'code_count.wrong'],
  [{ community: 'liuan', count: 501 }, 422, 'code_count.wrong'],
  [{ community: 'liuan', count: 1.5 }, 422, 'code_count.wrong'],
])('%j makes no sheet: %i %s', async (body, status, code) => {
  const survey = await aSurvey()
  const response = await make(survey, body)
  expect([response.status, await codesOf(response)]).toEqual([status, [code]])
  expect((await listed(survey)).sheets).toEqual([])
})

test('a survey that takes no codes gets none', async () => {
  expect(await codesOf(await make(await aSurvey(env, { modes: ['link'] }), { community: 'liuan', count: 1 }))).toEqual([
    'survey.mode_not_taken',
  ])
  expect((await make({ id: crypto.randomUUID() }, { community: 'liuan', count: 1 })).status).toBe(404)
})

test('whichever call fails: 503, and a sheet with all its codes and its record, or nothing of it', async () => {
  const survey = await aSurvey()
  const whole = async () => {
    const rows = await rowsOf<{
      id: string
      printed: number
      codes: number
      acts: number
      voids: number
      voided: number
    }>(
      `SELECT id, printed, voided_at IS NOT NULL AS voided,
        (SELECT count(*) FROM survey_codes WHERE sheet_id = survey_code_sheets.id) AS codes,
        (SELECT count(*) FROM audit_events WHERE object_id = survey_code_sheets.id AND action = 'code_sheet:make') AS acts,
        (SELECT count(*) FROM audit_events WHERE object_id = survey_code_sheets.id AND action = 'code_sheet:void' AND result = 'ok') AS voids
      FROM survey_code_sheets WHERE survey_id = ?`,
      survey.id,
    )
    for (const { printed, codes, acts, voids, voided } of rows)
      expect([codes, acts, voids]).toEqual([printed, 1, voided])
    return rows
  }
  for (let k = 1; ; k += 1) {
    const broken = failingEnv(env, k, 'Network connection lost.')
    const response = await make(survey, { community: 'liuan', count: 3 }, broken.env)
    await whole()
    if (broken.counted.calls < k) break
    expect([k, response.status]).toEqual([k, 503])
  }
  const [sheet] = await whole()
  for (let k = 1; ; k += 1) {
    const broken = failingEnv(env, k, 'Network connection lost.')
    const response = await print(survey, sheet!.id, broken.env)
    if (broken.counted.calls < k) break
    expect([k, response.status]).toEqual([k, 503])
  }
  for (let k = 1; ; k += 1) {
    const broken = failingEnv(env, k, 'Network connection lost.')
    const response = await moveTo(survey, sheet!.id, 1, broken.env)
    await whole()
    if (response.status === 200 || broken.counted.calls < k) break
    expect([k, response.status]).toEqual([k, 503])
  }
  expect((await whole())[0]!.voided).toBe(1)
})
