import { ESLint } from 'eslint'
import { expect, test } from 'vitest'

const lint = new ESLint({ cwd: `${import.meta.dirname}/..` })
const complaints = async (text: string, filePath = 'functions/tip-offs/example-rows.ts') => {
  const [result] = await lint.lintText(text, { filePath })
  return result!.messages.filter(({ severity }) => severity === 2).map(({ ruleId }) => ruleId)
}

test.each([
  ['data in a query', 'export const f = (db, name) => db.prepare(`SELECT * FROM staff WHERE name = ${name}`)'],
  ['data glued to a query', "export const f = (db, name) => db.prepare('SELECT 1 FROM staff WHERE name = ' + name)"],
  ['a field glued to a query', "export const f = (db, input) => db.prepare('SELECT 1 ORDER BY ' + input.order)"],
  ['a call glued to a query', "export const f = (db, text) => db.prepare('SELECT 1 ' + String(text))"],
  ['a guessable number', 'export const f = () => Math.random()'],
  ['markup from text', 'export const f = (node, text) => { node.innerHTML = text }'],
  ['markup put in from text', "export const f = (node, text) => node.insertAdjacentHTML('beforeend', text)"],
  ['code from text', 'export const f = (text) => eval(text)'],
  ['loose comparison', 'export const f = (a, b) => a == b'],
  ['something printed', 'export const f = (a) => console.log(a)'],
])('the linter stops %s', async (_what, text) => {
  expect(await complaints(text)).not.toEqual([])
})

test('the linter stops raw markup in a page', async () => {
  const page = '---\nconst text = Astro.url.search\n---\n<p set:html={text} />\n'
  expect(await complaints(page, 'src/pages/example.astro')).toContain('astro/no-set-html-directive')
})

test('a constant query, alone or with its guard, passes', async () => {
  const text =
    "const INSERT = 'INSERT INTO a SELECT ?'\n" +
    "export const f = (db, guard) => db.prepare(INSERT + ' ' + guard.from)\n" +
    "export const g = (db) => db.prepare('SELECT 1').bind(1)\n"
  expect(await complaints(text)).toEqual([])
})
