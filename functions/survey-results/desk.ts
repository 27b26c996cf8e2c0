import { Hono } from 'hono'
import { parse } from '../domain/parse.ts'
import { MarginsInput, PurposeInput, ResultsMove, TextMove } from '../domain/survey-results-input.ts'
import type { App } from '../http/app-types.ts'
import { askedOf } from '../http/asked-of.ts'
import { problem } from '../http/problem.ts'
import { readJson } from '../http/read-json.ts'
import { requires } from '../staff/guards.ts'
import { EXPORT_FORMATS, exportResponses } from './export-responses.ts'
import { moveResults } from './move-results.ts'
import { moveText } from './move-text.ts'
import { readFigures } from './read-figures.ts'
import { readTexts } from './read-texts.ts'
import { setMargins } from './set-margins.ts'

/** Figures, results, texts and exports for staff; `requireStaff` stands before the mount. */
export const deskSurveyResults = new Hono<App>()
  .get('/:id/figures', requires('survey:read'), async (c) => {
    const outcome = await readFigures(c.env, c.req.param('id'))
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .post('/:id/results', requires('survey:publish'), async (c) => {
    const move = await readJson(c, ResultsMove)
    if (!move.ok) return problem(c, move.issues)
    const outcome = await moveResults(c.env, c.req.param('id'), move.value, c.var.staff, askedOf(c))
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .post('/:id/margins', requires('survey:manage'), async (c) => {
    const input = await readJson(c, MarginsInput)
    if (!input.ok) return problem(c, input.issues)
    const outcome = await setMargins(c.env, c.req.param('id'), input.value, c.var.staff, askedOf(c))
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .get('/:id/export', requires('survey:export'), async (c) => {
    const { format, purpose = '' } = c.req.query()
    const read = parse(PurposeInput, { purpose })
    if (!read.ok) return problem(c, read.issues)
    const kind = EXPORT_FORMATS.find((one) => one === format) ?? 'csv'
    const outcome = await exportResponses(c.env, c.req.param('id'), kind, read.value.purpose, c.var.staff, askedOf(c))
    if (!outcome.ok) return problem(c, outcome.issues)
    const { body, type, name } = outcome.value
    c.header('content-type', type)
    c.header('content-disposition', `attachment; filename="${name}"`)
    c.header('cache-control', 'no-store')
    return c.body(body)
  })
  .get('/:id/texts', requires('survey:publish'), async (c) => {
    const { state, after } = c.req.query()
    const outcome = await readTexts(c.env, c.req.param('id'), { ...(state && { state }), ...(after && { after }) })
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .post('/:id/texts/:text/moves', requires('survey:publish'), async (c) => {
    const move = await readJson(c, TextMove)
    if (!move.ok) return problem(c, move.issues)
    const { id: survey, text } = c.req.param()
    const outcome = await moveText(c.env, { survey, text }, move.value, c.var.staff, askedOf(c))
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
