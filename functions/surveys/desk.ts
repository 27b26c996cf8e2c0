import { Hono } from 'hono'
import { EditionInput, NewSurveyInput, SurveyMove } from '../domain/survey-input.ts'
import type { App } from '../http/app-types.ts'
import { askedOf } from '../http/asked-of.ts'
import { problem } from '../http/problem.ts'
import { readJson } from '../http/read-json.ts'
import { requires } from '../staff/guards.ts'
import { makeSurvey } from './make-survey.ts'
import { moveSurvey } from './move-survey.ts'
import { editionNumber, exportDefinition, listSurveys, readSurvey, readSurveyEdition } from './read-survey.ts'
import { saveEdition } from './save-edition.ts'
import { templateCard, templates } from './templates.ts'

/** Surveys and their editions as staff make them; `requireStaff` stands before the mount. */
export const deskSurveys = new Hono<App>()
  .get('/', requires('survey:read'), async (c) => {
    const { state, after } = c.req.query()
    return c.json(await listSurveys(c.env, { state, after }))
  })
  .get('/templates', requires('survey:read'), (c) => c.json({ templates: templates.map(templateCard) }))
  .post('/', requires('survey:manage'), async (c) => {
    const input = await readJson(c, NewSurveyInput)
    if (!input.ok) return problem(c, input.issues)
    const outcome = await makeSurvey(c.env, input.value, c.var.staff, askedOf(c))
    return outcome.ok ? c.json(outcome.value, outcome.value.again ? 200 : 201) : problem(c, outcome.issues)
  })
  .get('/:id', requires('survey:read'), async (c) => {
    const outcome = await readSurvey(c.env, c.req.param('id'))
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .post('/:id/moves', requires('survey:manage'), async (c) => {
    const move = await readJson(c, SurveyMove)
    if (!move.ok) return problem(c, move.issues)
    const outcome = await moveSurvey(c.env, c.req.param('id'), move.value, c.var.staff, askedOf(c))
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .get('/:id/editions/:number', requires('survey:read'), async (c) => {
    const outcome = await readSurveyEdition(c.env, c.req.param('id'), editionNumber(c.req.param('number')))
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .put('/:id/editions/:number', requires('survey:manage'), async (c) => {
    const input = await readJson(c, EditionInput)
    if (!input.ok) return problem(c, input.issues)
    const { id, number } = c.req.param()
    const outcome = await saveEdition(c.env, id, editionNumber(number), input.value, c.var.staff, askedOf(c))
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .get('/:id/editions/:number/definition.json', requires('survey:read'), async (c) => {
    const outcome = await exportDefinition(c.env, c.req.param('id'), editionNumber(c.req.param('number')))
    if (!outcome.ok) return problem(c, outcome.issues)
    c.header('content-type', 'application/json; charset=utf-8')
    c.header('content-disposition', `attachment; filename="${outcome.value.name}"`)
    return c.body(outcome.value.json)
  })
