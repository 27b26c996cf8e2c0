import { Hono } from 'hono'
import type { App } from '../http/app-types.ts'
import { problem } from '../http/problem.ts'
import { isWordKey, wordsFor } from '../words.ts'
import { readResults, type PublicResults } from './read-results.ts'
import { resultsCodebook, resultsTable, TABLE_HEADS } from './results-table.ts'

const explained = (): [string, string, string][] =>
  TABLE_HEADS.map((name) => {
    const key = `results.column.${name}`
    return isWordKey(key) ? [name, wordsFor('zh-CN')(key), wordsFor('en')(key)] : [name, name, name]
  })

const csv = { 'content-type': 'text/csv; charset=utf-8' }
const named = ({ slug }: PublicResults, what: string) => ({
  ...csv,
  'content-disposition': `attachment; filename="${slug}-${what}.csv"`,
})

/** Results that were published: the same for everyone, and never more than was published. */
export const publicSurveyResults = new Hono<App>()
  .get('/:slug/results', async (c) => {
    const outcome = await readResults(c.env, c.req.param('slug'))
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .get('/:slug/results.csv', async (c) => {
    const outcome = await readResults(c.env, c.req.param('slug'))
    if (!outcome.ok) return problem(c, outcome.issues)
    return c.body(resultsTable(outcome.value), 200, named(outcome.value, 'results'))
  })
  .get('/:slug/codebook.csv', async (c) => {
    const outcome = await readResults(c.env, c.req.param('slug'))
    if (!outcome.ok) return problem(c, outcome.issues)
    return c.body(resultsCodebook(outcome.value, explained()), 200, named(outcome.value, 'codebook'))
  })
