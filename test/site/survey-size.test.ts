import { get } from 'node:http'
import { brotliDecompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import satisfaction from '../../content/surveys/satisfaction.json' with { type: 'json' }
import type { Meaning } from '../../functions/domain/survey/meaning.ts'
import { TWELVE } from '../fixtures/survey-questions.ts'
import { aSurvey } from './a-survey.ts'
import { portal } from './this-portal.ts'

/** A page as it travels: the bytes of its body and of its head, and the text it unpacks to. */
const travel = (path: string): Promise<{ body: number; head: number; text: string }> =>
  new Promise((resolve, reject) => {
    get(new URL(path, portal.url), { headers: { 'accept-encoding': 'br' } }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('end', () => {
        const bytes = Buffer.concat(chunks)
        const head = answer.rawHeaders.reduce((all, one) => all + one.length + 2, 0)
        resolve({ body: bytes.length, head, text: brotliDecompressSync(bytes).toString() })
      })
    }).once('error', reject)
  })

/** Scripts that a page asks for at once; what waits in a template comes after the first view. */
const askedFor = (text: string) => text.replace(/<template[\s\S]*?<\/template>/g, '').match(/<script[^>]+src=/g) ?? []

/** One window of a new connection, less TLS (performance.md): the page with its styles, its engine and its head. */
const FIRST_WINDOW = 11_400
const surveys = [
  { what: 'twelve questions of every kind', most: 9_700, over: { definition: TWELVE } },
  {
    what: 'the satisfaction survey',
    most: 10_450,
    over: { definition: satisfaction.definition, meaning: satisfaction.meaning as unknown as Meaning },
  },
]

test.each(surveys)('$what and the script that asks them reach a phone in one window of the line', async (one) => {
  const { path } = await aSurvey(portal.folder, one.over)
  const { body, head, text } = await travel(path)
  console.log(`${one.what}: page with styles and script ${body}, its head ${head}`)
  // The script stands in the page: a second file would be asked for only when the first has come.
  expect(text).toContain('<script type="module">')
  expect(askedFor(text)).toEqual([])
  expect(body).toBeLessThanOrEqual(one.most)
  expect(body + head).toBeLessThanOrEqual(FIRST_WINDOW)
})

test('the list of surveys brings no script', async () => {
  const { text } = await travel('/surveys/')
  expect(text).not.toContain('<script')
})
