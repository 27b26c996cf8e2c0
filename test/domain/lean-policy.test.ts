import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { leanPolicy } from '../../src/lean-policy.ts'

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
const [STYLE, OTHER, SCRIPT] = ['body{margin:0}', 'p{margin:0}', 'let a=1;if(a<2)a=3']
const POLICY = [
  `default-src 'none';frame-ancestors 'none'; script-src 'self' ${hashOf(SCRIPT)} ${hashOf('of another page')};`,
  `style-src 'self' ${hashOf(OTHER)} ${hashOf(STYLE)};`,
].join(' ')

test('a page is sent the hashes of its own styles and scripts, and the rest of the policy as it is', async () => {
  const page = `<style>${STYLE}</style><p>汉字</p><template><script type="module" src="/x.js"></script></template>`
  expect(await leanPolicy(POLICY, page)).toBe(
    `default-src 'none';frame-ancestors 'none';script-src 'self';style-src 'self' ${hashOf(STYLE)}`,
  )
  const both = `<script src="/x.js"></script><style>${STYLE}</style><style>${OTHER}</style><script type="module">${SCRIPT}</script>`
  expect((await leanPolicy(POLICY, both)).split(';').slice(2)).toEqual([
    `script-src 'self' ${hashOf(SCRIPT)}`,
    `style-src 'self' ${hashOf(OTHER)} ${hashOf(STYLE)}`,
  ])
})

test('a script that the build does not know is refused, wherever in a page it stands', async () => {
  const planted = '<p>我说</p><script>alert(1)</script><style>*{color:red}</style>'
  for (let again = 0; again < 2; again++)
    expect(await leanPolicy(POLICY, planted)).toBe(
      "default-src 'none';frame-ancestors 'none';script-src 'self';style-src 'self'",
    )
})

test('what somebody wrote into a title hides no style of the page', async () => {
  for (const words of ['<style>', '<style>*{', '<STYLE', '<script>', '<style><style>']) {
    const page = `<meta content="${words}"><style>${STYLE}</style><p title="${words}"></p><script type="module">${SCRIPT}</script>`
    expect((await leanPolicy(POLICY, page)).split(';').slice(2), words).toEqual([
      `script-src 'self' ${hashOf(SCRIPT)}`,
      `style-src 'self' ${hashOf(STYLE)}`,
    ])
  }
})
