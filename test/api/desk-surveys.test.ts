import { env } from '#test-host'
import { expect, test } from 'vitest'
import { app } from '../../functions/app.ts'
import { writeLocalTime } from '../../functions/domain/local-time.ts'
import {
  aDraft,
  aNewSurvey,
  detailsOf,
  didMove,
  freeze,
  moveAt,
  postSurvey,
  readDesk,
  readEditionAt,
  saveAt,
  someEditor,
} from '../fixtures/desk-surveys.ts'
import { codesOf, rowsOf } from '../fixtures/desk.ts'
import { asks, signedIn } from '../fixtures/staff.ts'

const DAY = 86_400_000
const acts = async (id: string) =>
  (await rowsOf<{ action: string; result: string }>('SELECT action, result FROM audit_events WHERE object_id = ? ORDER BY rowid', id)) // prettier-ignore
    .map(({ action, result }) => `${action} ${result}`)
const seen = async (slug: string) => (await app.request('/api/surveys/' + slug, {}, env as never)).status
const questions = [{ type: 'radiogroup', name: 'q1', title: { default: '好吗', en: 'Good?' }, choices: ['好', '不好'] }]

test('an editor makes a survey from every template; sent twice it is one', async () => {
  const { templates } = (await (await asks(await someEditor(), '/api/desk/surveys/templates')).json()) as {
    templates: { id: string; title: string; questions: number }[]
  }
  expect(templates.map(({ id }) => id)).toEqual(['satisfaction', 'awareness', 'window-rating', 'quiz'])
  for (const { id: template, title, questions } of templates) {
    const body = aNewSurvey({ template })
    const [first, second] = [await postSurvey(body), await postSurvey(body)]
    expect([first.status, second.status]).toEqual([201, 200])
    const { id } = (await first.json()) as { id: string }
    expect(await second.json()).toEqual({ id, again: true })
    const { survey, editions, allowedMoves } = await readDesk(id)
    expect(survey).toMatchObject({ state: 'draft', title, edition: 0, answered: 0 })
    expect(survey.slug).toMatch(new RegExp(`^${template}-\\d{4}-\\d\\d(-\\d+)?$`))
    expect(editions).toMatchObject([{ number: 1, questions, live: false, editable: true, errors: 0, hints: 0 }])
    expect(allowedMoves).toEqual(['edit', 'open'])
    expect(await seen(survey.slug)).toBe(404)
    expect(await acts(id)).toEqual(['survey:make ok'])
  }
})

test.each([
  [{ from: 'template', template: 'nothing' }, 'template.unknown', 'template'],
  [{ from: 'blank' }, 'survey_title.missing', 'title'],
  [{ from: 'blank', title: '问' }, 'survey_title.too_short', 'title'],
  [{ from: 'definition', title: '导入的问卷' }, 'definition.nothing', 'definition'],
  [{ from: 'definition', definition: '{"pages":', title: '导入的问卷' }, 'definition.not_json', 'definition'],
  [{ from: 'round', of: crypto.randomUUID() }, 'round.unknown', 'of'],
  [{ slug: 'Ünder' }, 'slug.wrong', 'slug'],
  [{ slug: 'new' }, 'slug.reserved', 'slug'],
  [{ slug: 'interviews' }, 'slug.reserved', 'slug'],
])('a new survey of %j is refused with %s', async (over, code, field) => {
  const before = await rowsOf('SELECT id FROM surveys')
  const refused = await postSurvey(over)
  expect(refused.status).toBe(422)
  expect(((await refused.json()) as { issues: object[] }).issues[0]).toMatchObject({ code, field })
  expect(await rowsOf('SELECT id FROM surveys')).toEqual(before)
})

test('an address is one survey’s only', async () => {
  await aDraft({ slug: 'autumn-round' })
  expect(await codesOf(await postSurvey({ slug: ' Autumn-Round ' }))).toEqual(['survey.slug_taken'])
  const second = await aDraft({ from: 'blank', title: '另一份' })
  expect(await codesOf(await moveAt(second, 'edit', { ...(await detailsOf(second)), slug: 'autumn-round' }))).toEqual(['survey.slug_taken']) // prettier-ignore
  const both = await Promise.all([postSurvey({ slug: 'at-once' }), postSurvey({ slug: 'at-once' })])
  expect(both.map(({ status }) => status).sort()).toEqual([201, 422])
})

test('the course of a survey: edited, opened, closed, reopened; each button only where it makes sense', async () => {
  const id = await aDraft({ slug: 'course' })
  const details = { ...(await detailsOf(id)), title: '改过的名称', titleEn: 'New name', modes: ['paper', 'link'] }
  await didMove(id, 'edit', { ...details, closesAt: writeLocalTime(Date.now() + DAY) })
  expect((await readDesk(id)).survey).toMatchObject({ title: '改过的名称', modes: ['link', 'paper'], version: 2 })
  for (const move of ['close', 'reopen', 'take_back', 'new_edition']) {
    expect([move, await codesOf(await moveAt(id, move))]).toEqual([move, ['survey.cannot_now']])
  }
  await didMove(id, 'open')
  expect(await seen('course')).toBe(200)
  expect((await readDesk(id)).survey).toMatchObject({ state: 'open', edition: 1 })
  expect((await readDesk(id)).allowedMoves).toEqual(['edit', 'close', 'take_back', 'new_edition'])
  // What was printed with the address stays right.
  expect(await codesOf(await moveAt(id, 'edit', { ...details, slug: 'other' }))).toEqual(['slug.fixed'])
  expect(await codesOf(await moveAt(id, 'edit', { ...details, kind: 'quiz' }))).toEqual(['survey_kind.fixed'])
  await didMove(id, 'close')
  expect(await seen('course')).toBe(200)
  await env.DB.prepare('UPDATE surveys SET closes_at = 5 WHERE id = ?').bind(id).run()
  await didMove(id, 'reopen')
  expect((await readDesk(id)).survey).toMatchObject({ state: 'open', closesAt: null })
  expect(await acts(id)).toContain('survey:open ok')
})

test('until the first answer a survey can be taken back; after it, never', async () => {
  const id = await aDraft()
  await didMove(id, 'open')
  expect(await codesOf(await saveAt(id))).toEqual(['survey.frozen'])
  await didMove(id, 'take_back')
  expect((await readDesk(id)).survey).toMatchObject({ state: 'draft', edition: 0 })
  expect((await saveAt(id)).status).toBe(200)
  await didMove(id, 'open')
  await freeze(id)
  expect(await codesOf(await moveAt(id, 'take_back'))).toEqual(['survey.cannot_now'])
})

test('questions that were answered stay; a new edition is edited beside them and takes over', async () => {
  const id = await aDraft()
  await didMove(id, 'open')
  await freeze(id)
  const before = await readEditionAt(id, 1)
  await didMove(id, 'new_edition')
  expect((await readDesk(id)).editions.map(({ number, editable }) => [number, editable])).toEqual([[2, true], [1, false]]) // prettier-ignore
  expect(await codesOf(await moveAt(id, 'new_edition'))).toEqual(['survey.cannot_now'])
  expect((await saveAt(id, { number: 2, definition: { elements: questions }, meaning: {} })).status).toBe(200)
  expect(await codesOf(await saveAt(id, { number: 1 }))).toEqual(['survey.frozen'])
  await didMove(id, 'use_edition', { edition: 2 })
  expect((await readDesk(id)).survey).toMatchObject({ edition: 2, state: 'open' })
  expect((await readEditionAt(id, 1)).edition).toEqual({ ...before.edition, live: false })
  expect(await codesOf(await saveAt(id, { number: 2 }))).toEqual(['survey.frozen'])
  // Back to an older one: no.
  expect(await codesOf(await moveAt(id, 'use_edition', { edition: 1 }))).toEqual(['survey.cannot_now'])
  await didMove(id, 'new_edition')
  await didMove(id, 'drop_edition', { edition: 3 })
  expect((await readDesk(id)).editions.map(({ number }) => number)).toEqual([2, 1])
  expect(await codesOf(await moveAt(id, 'drop_edition', { edition: 1 }))).toEqual(['survey.cannot_now'])
})

test('a survey with something to put right does not open, and says how much', async () => {
  const id = await aDraft({ from: 'blank', title: '还没做好' })
  const lost = [{ ...questions[0], visibleIf: "{nowhere} = 'x'" }]
  expect((await saveAt(id, { definition: { elements: lost } })).status).toBe(200)
  expect((await readEditionAt(id)).findings.map(({ code }) => code)).toContain('lint.unknown_reference')
  const refused = await moveAt(id, 'open')
  expect(((await refused.json()) as { issues: object[] }).issues[0]).toMatchObject({ code: 'survey.has_errors', detail: { edition: 1 } }) // prettier-ignore
  expect((await saveAt(id, { definition: { elements: questions }, meaning: { age: 'nobody' } })).status).toBe(200)
  expect(await codesOf(await moveAt(id, 'open'))).toEqual(['survey.has_errors'])
  expect((await saveAt(id, { meaning: {} })).status).toBe(200)
  await env.DB.prepare('UPDATE surveys SET closes_at = 5 WHERE id = ?').bind(id).run()
  expect(await codesOf(await moveAt(id, 'open'))).toEqual(['closes_at.past'])
})

test.each([
  [{ modes: [] }, 'modes.missing'],
  [{ modes: ['link', 'window'] }, 'modes.window'],
  [{ kind: 'window' }, 'modes.window'],
  [{ opensAt: '2026-02-30T09:00' }, 'opens_at.wrong'],
  [{ closesAt: '明天' }, 'closes_at.wrong'],
  [{ opensAt: '2026-12-02T09:00', closesAt: '2026-12-01T09:00' }, 'closes_at.before_opening'],
  [{ title: '' }, 'survey_title.missing'],
  [{ title: '长'.repeat(61) }, 'survey_title.too_long'],
  [{ lead: '长'.repeat(301) }, 'survey_lead.too_long'],
  [{ slug: '' }, 'slug.missing'],
  [{ slug: 'code' }, 'slug.reserved'],
  [{ modes: ['telepathy'] }, 'request.malformed'],
  [{ state: 'open' }, 'request.malformed'],
])('details %j are refused with %s', async (over, code) => {
  const id = await aDraft({ from: 'blank', title: '一份问卷' })
  const before = await readDesk(id)
  expect(await codesOf(await moveAt(id, 'edit', { ...(await detailsOf(id)), ...over }))).toEqual([code])
  expect(await readDesk(id)).toEqual(before)
})

test('of two who edit at once the second is told who was faster, and nothing is lost', async () => {
  const id = await aDraft({ from: 'blank', title: '两个人改' })
  const { edition } = await readEditionAt(id)
  const mine = { elements: questions }
  expect((await saveAt(id, { version: edition.version, definition: mine })).status).toBe(200)
  const second = await saveAt(id, {
    version: edition.version,
    definition: { elements: [{ type: 'comment', name: 'x' }] },
  })
  expect(second.status).toBe(409)
  const issue = ((await second.json()) as { issues: { code: string; detail: { by: string } }[] }).issues[0]!
  expect(issue).toMatchObject({
    code: 'survey.changed_meanwhile',
    detail: { by: (await someEditor()).name, minutes: 0 },
  })
  expect((await readEditionAt(id)).edition.definition).toEqual(mine)
  const { version } = (await readEditionAt(id)).edition
  const race = await Promise.all(Array.from({ length: 6 }, (_, n) => saveAt(id, { version, definition: { elements: [{ type: 'comment', name: `c${n}` }] } }))) // prettier-ignore
  expect(race.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409, 409])
  const saved = (await acts(id)).filter((act) => act === 'survey:save_edition ok')
  expect(saved).toHaveLength(2)
  const moves = await Promise.all(Array.from({ length: 6 }, () => moveAt(id, 'open', { version: 1 })))
  expect(moves.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409, 409])
})

test('questions that change between the look and the opening do not open unseen', async () => {
  const id = await aDraft({ from: 'blank', title: '同时开放和修改' })
  const tries = await Promise.all([moveAt(id, 'open'), saveAt(id, { definition: { elements: [{ ...questions[0], visibleIf: '{gone} = 1' }] } })]) // prettier-ignore
  const { survey, editions } = await readDesk(id)
  // Whoever was faster: what is open has nothing to put right.
  expect(tries.filter(({ status }) => status === 200).length).toBeGreaterThan(0)
  if (survey.state === 'open') expect(editions[0]!.errors).toBe(0)
})

test('another round copies questions and meaning, and both belong to one series', async () => {
  const first = await aDraft({ slug: 'round-one' })
  await didMove(first, 'open')
  const next = await aDraft({ from: 'round', of: first, template: '' })
  const [one, two] = [await readDesk(first), await readDesk(next)]
  expect([one.survey.series, two.survey.series]).toEqual(['round-one', 'round-one'])
  expect(two.survey).toMatchObject({ state: 'draft', title: one.survey.title, modes: one.survey.modes, edition: 0 })
  const [before, after] = [await readEditionAt(first), await readEditionAt(next)]
  expect(after.edition).toMatchObject({ definition: before.edition.definition, meaning: before.edition.meaning })
  expect(one.rounds.map(({ id }) => id)).toEqual([next])
})

test('the list shows what is asked for, the newest first', async () => {
  const id = await aDraft({ from: 'blank', title: '名单里的一份' })
  const list = async (query: string) =>
    ((await (await asks(await someEditor(), '/api/desk/surveys' + query)).json()) as { surveys: { id: string; state: string }[] }).surveys // prettier-ignore
  expect((await list(''))[0]!.id).toBe(id)
  expect((await list('?state=open')).every(({ state }) => state === 'open')).toBe(true)
  expect((await list('?state=nothing')).length).toBe((await list('')).length)
})

test('an exported definition is a file that makes the same survey again', async () => {
  const id = await aDraft({ slug: 'exported' })
  const file = await asks(await someEditor(), `/api/desk/surveys/${id}/editions/1/definition.json`)
  expect(file.headers.get('content-disposition')).toBe('attachment; filename="exported-1.json"')
  const again = await aDraft({ from: 'definition', definition: await file.text() })
  const { pages } = (await readEditionAt(again)).edition.definition
  expect(pages).toEqual((await readEditionAt(id)).edition.definition['pages'])
  expect((await readDesk(again)).survey.title).toBe((await readDesk(id)).survey.title)
})

test('what is not there is not found, and staff who may not manage only read', async () => {
  const id = await aDraft()
  for (const path of [
    crypto.randomUUID(),
    'x',
    `${id}/editions/9`,
    `${id}/editions/0`,
    `${id}/editions/1x`,
    `${crypto.randomUUID()}/editions/1/definition.json`,
  ])
    // prettier-ignore
    expect([path, (await asks(await someEditor(), '/api/desk/surveys/' + path)).status]).toEqual([path, 404])
  const supervisor = await signedIn('supervisor')
  expect((await asks(supervisor, '/api/desk/surveys/' + id)).status).toBe(200)
  expect((await asks(supervisor, `/api/desk/surveys/${id}/moves`, { json: { move: 'open', version: 1 } })).status).toBe(
    403,
  )
})
