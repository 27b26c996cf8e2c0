import { get } from 'node:http'
import { expect, test } from 'vitest'
import { TWELVE } from '../fixtures/survey-questions.ts'
import { aSurvey } from './a-survey.ts'
import { portal } from './this-portal.ts'

const url = portal.url

/** A file as it travels: its bytes, and what it unpacks to. */
const travel = (path: string): Promise<number> =>
  new Promise((resolve, reject) => {
    get(new URL(path, url), { headers: { 'accept-encoding': 'br' } }, (answer) => {
      let bytes = 0
      answer.on('data', (chunk: Buffer) => (bytes += chunk.length))
      answer.on('end', () => resolve(bytes))
    }).once('error', reject)
  })

/** The scripts a page fetches at once, and what these import; not those that wait in a template. */
const scriptsOf = async (path: string): Promise<string[]> => {
  const page = (await (await fetch(new URL(path, url))).text()).replace(/<template[\s\S]*?<\/template>/g, '')
  const found = [...page.matchAll(/<script type="module" src="([^"]+)"/g)].map(([, src]) => src!)
  for (const one of found) {
    const text = await (await fetch(new URL(one, url))).text()
    for (const [, from] of text.matchAll(/from\s*"(\.\/[^"]+)"/g)) {
      const address = new URL(from!, new URL(one, url)).pathname
      if (!found.includes(address)) found.push(address)
    }
  }
  return found
}

/** What a survey of twelve questions may weigh: its document with styles, and its script with the engine. */
const MOST = { document: 6_300, script: 5_900 }

test('a survey of twelve questions with its engine is small enough for a slow line', async () => {
  const { path } = await aSurvey(portal.folder, { definition: TWELVE })
  const [document, ...scripts] = await Promise.all([travel(path), ...(await scriptsOf(path)).map(travel)])
  const script = scripts.reduce((all, one) => all + one, 0)
  console.log(`survey of twelve questions: document ${document}, script ${script}`)
  expect(script).toBeGreaterThan(3_000)
  // A second file would be asked for only when the first has come.
  expect(scripts).toHaveLength(1)
  expect({ document: document! <= MOST.document, script: script <= MOST.script }).toEqual({
    document: true,
    script: true,
  })
})

test('the list of surveys brings no script', async () => {
  expect(await scriptsOf('/surveys/')).toEqual([])
})
