import { env } from '#test-host'
import { expect, test } from 'vitest'
import { app } from '../../functions/app.ts'
import type { PublicSurvey, SurveyCard } from '../../functions/surveys/public.ts'
import { aSurvey } from '../fixtures/surveys.ts'

const HOUR = 3_600_000
const get = (path: string) => Promise.resolve(app.request(path, {}, env as never))
const cards = async () => (await (await get('/api/surveys')).json()) as { open: SurveyCard[]; ended: SurveyCard[] }
const slugs = (list: SurveyCard[]) => list.map(({ slug }) => slug)

test('surveys that are answered now and those that have ended are listed; drafts and those to come are not', async () => {
  const now = Date.now()
  const open = await aSurvey()
  const closed = await aSurvey(env, { state: 'closed' })
  const over = await aSurvey(env, { closesAt: now - HOUR })
  const draft = await aSurvey(env, { state: 'draft' })
  const later = await aSurvey(env, { opensAt: now + HOUR })
  const listed = await cards()
  expect(slugs(listed.open)).toContain(open.slug)
  expect(slugs(listed.ended)).toEqual(expect.arrayContaining([closed.slug, over.slug]))
  for (const hidden of [draft, later])
    expect([...slugs(listed.open), ...slugs(listed.ended)]).not.toContain(hidden.slug)
  const keys = ['slug', 'kind', 'title', 'titleEn', 'lead', 'leadEn', 'modes', 'opensAt', 'closesAt', 'hasResults']
  expect(Object.keys(listed.open[0]!).sort()).toEqual(keys.sort())
})

test('who opens a survey reads its questions, and whether answers are taken', async () => {
  const survey = await aSurvey(env, { closesAt: Date.now() + HOUR })
  const seen = (await (await get('/api/surveys/' + survey.slug)).json()) as PublicSurvey
  expect(seen).toMatchObject({
    slug: survey.slug,
    state: 'open',
    taking: true,
    edition: 1,
    hasResults: false,
    because: null,
  })
  expect(seen.form.questions.length).toBeGreaterThan(5)
  // Ids, series and margins are the desk's.
  expect(JSON.stringify(seen)).not.toContain(survey.id)
  expect(Object.keys(seen)).not.toContain('margins')
  const later = await aSurvey(env, { opensAt: Date.now() + HOUR })
  expect(await (await get('/api/surveys/' + later.slug)).json()).toMatchObject({ taking: false, state: 'open' })
})

test('the reasons of a quiz are told, those of another survey are not', async () => {
  const because = { q1: { text: '因为', rule: 'sort-your-waste' } }
  const definition = { elements: [{ type: 'radiogroup', name: 'q1', choices: ['a', 'b'], correctAnswer: 'a' }] }
  const quiz = await aSurvey(env, { kind: 'quiz', definition, meaning: { because } })
  const plain = await aSurvey(env, { definition, meaning: { because } })
  expect(await (await get('/api/surveys/' + quiz.slug)).json()).toMatchObject({ because })
  expect(await (await get('/api/surveys/' + plain.slug)).json()).toMatchObject({ because: null })
})

test('a draft, and what is no address, is not found', async () => {
  const draft = await aSurvey(env, { state: 'draft' })
  for (const slug of [draft.slug, draft.id, 'nowhere', "x' OR 1=1 --", '%00', '__proto__', 'a'.repeat(300)]) {
    expect([slug, (await get('/api/surveys/' + encodeURIComponent(slug))).status]).toEqual([slug, 404])
  }
})
