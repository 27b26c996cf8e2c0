import { Hono } from 'hono'
import { CodeSheetInput, SheetMoveInput } from '../domain/survey-code-input.ts'
import type { App } from '../http/app-types.ts'
import { askedOf } from '../http/asked-of.ts'
import { problem } from '../http/problem.ts'
import { readJson } from '../http/read-json.ts'
import { requires } from '../staff/guards.ts'
import { listCodes } from './list-codes.ts'
import { makeSheet } from './make-sheet.ts'
import { moveSheet } from './move-sheet.ts'
import { printSheet } from './print-sheet.ts'

/** Sheets of one-time codes; `requireStaff` stands before the mount. */
export const deskSurveyCodes = new Hono<App>()
  .get('/:id/codes', requires('survey:sample'), async (c) => {
    const outcome = await listCodes(c.env, c.req.param('id'), Date.now())
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .post('/:id/codes', requires('survey:sample'), async (c) => {
    const input = await readJson(c, CodeSheetInput)
    if (!input.ok) return problem(c, input.issues)
    const outcome = await makeSheet(c.env, c.req.param('id'), input.value, c.var.staff, askedOf(c))
    return outcome.ok ? c.json(outcome.value, 201) : problem(c, outcome.issues)
  })
  .get('/:id/codes/:sheet', requires('survey:sample'), async (c) => {
    const { id, sheet } = c.req.param()
    const outcome = await printSheet(c.env, id, sheet, c.var.staff, askedOf(c))
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .post('/:id/codes/:sheet/moves', requires('survey:sample'), async (c) => {
    const move = await readJson(c, SheetMoveInput)
    if (!move.ok) return problem(c, move.issues)
    const { id, sheet } = c.req.param()
    const outcome = await moveSheet(c.env, id, sheet, move.value, c.var.staff, askedOf(c))
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
