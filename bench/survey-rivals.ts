import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { bundleForPage } from './bundle.ts'
import { root } from './servers.ts'

type Choice = string | number | { value: string | number; text: unknown }
type Element = {
  type: string
  name: string
  title?: unknown
  choices?: Choice[]
  elements?: Element[]
  rows?: Choice[]
}
export type Definition = { pages?: { elements: Element[] }[]; elements?: Element[] }
type Answer = { type: string; body: Buffer }

const TYPES = { html: 'text/html; charset=utf-8', js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8' }
const HEAD =
  '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'

const answerOf = (type: keyof typeof TYPES, text: string): Answer => ({
  type: TYPES[type],
  body: brotliCompressSync(text),
})

/** The same questions by survey-core with survey-js-ui, bundled and minified for one page; one question a screen, as ours. */
export const surveyJsPage = async (definition: Definition): Promise<Record<string, Answer>> => {
  const script = await bundleForPage(
    `import { Model } from 'survey-core-2'
     import { renderSurvey } from 'survey-js-ui'
     const model = new Model(${JSON.stringify(definition)})
     model.questionsOnPageMode = 'questionPerPage'
     renderSurvey(model, document.querySelector('#survey'))`,
    { 'survey-core': 'survey-core-2' },
  )
  const styles = readFileSync(join(root, 'node_modules/survey-core-2/survey-core.min.css'), 'utf8')
  return {
    '/': answerOf(
      'html',
      `${HEAD}<title>survey</title><link rel="stylesheet" href="/survey.css"><script type="module" src="/survey.js"></script><div id="survey"></div>`,
    ),
    '/survey.js': answerOf('js', script),
    '/survey.css': answerOf('css', styles),
  }
}

const textOf = (text: unknown): string =>
  typeof text === 'object' && text !== null ? String((text as { default?: string }).default ?? '') : String(text ?? '')
const flat = (elements: Element[]): Element[] => elements.flatMap((one) => (one.elements ? flat(one.elements) : [one]))

/** The same questions as the barest HTML form: what a page of them could weigh at the least. */
export const barePage = (definition: Definition): Record<string, Answer> => {
  const questions = flat(definition.pages?.flatMap(({ elements }) => elements) ?? definition.elements ?? [])
  const fields = questions.map(({ name, title, choices }) => {
    const options = (choices ?? [1, 2, 3, 4, 5]).map((choice) => {
      const [value, text] = typeof choice === 'object' ? [choice.value, textOf(choice.text)] : [choice, choice]
      return `<label><input type="radio" name="${name}" value="${value}">${text}</label>`
    })
    return `<fieldset><legend>${textOf(title)}</legend>${options.join('')}</fieldset>`
  })
  const style = '<style>body{font:1rem/1.6 sans-serif;margin:1rem}label{display:block}</style>'
  return {
    '/': answerOf(
      'html',
      `${HEAD}<title>survey</title>${style}<form method="post">${fields.join('')}<button>OK</button></form>`,
    ),
  }
}

/** Serves these few answers, compressed already, from a bare node:http server on this machine. */
export const serve = async (
  answers: Record<string, Answer>,
): Promise<{ url: string; bytes: number; server: Server }> => {
  const server = createServer((request, response) => {
    const answer = answers[request.url ?? '']
    if (!answer) return response.writeHead(404).end()
    return response
      .writeHead(200, { 'content-type': answer.type, 'content-encoding': 'br', 'content-length': answer.body.length })
      .end(answer.body)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const bytes = Object.values(answers).reduce((sum, { body }) => sum + body.length, 0)
  return { url: `http://127.0.0.1:${port}/`, bytes, server }
}
