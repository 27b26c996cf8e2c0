import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { get } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { buildNode, entry } from './build-node.mjs'
import { onNode24 } from './node-24.mjs'

/**
 * What the first window of a new connection carries (TLS 1.3, HTTP/2, measured): one byte more costs a round trip, so
 * every public page, styles included, stays below it as it is sent. Pages for reading bring no script at all.
 */
const WINDOW = 11_400
/** Pages on which people do something may bring a script; without it they work all the same. */
const FORMS = ['/tip-offs/new/', '/tip-offs/praise/', '/tip-offs/track/', '/tip-offs/received/', '/search/', '/view/']
const EXTRA = [...FORMS, '/nowhere/']

await onNode24()
await buildNode()
const port = await new Promise((resolve) => {
  const probe = createServer().listen(0, '127.0.0.1', () => {
    const { port } = probe.address()
    probe.close(() => resolve(port))
  })
})
const folder = mkdtempSync(join(tmpdir(), 'portal-sizes-'))
const host = spawn(process.execPath, [entry], {
  env: { ...process.env, HOST: '127.0.0.1', PORT: String(port), DATA_DIR: folder, DEMO: '0', LOG: 'off' },
  stdio: ['ignore', 'ignore', 'inherit'],
})

const ask = (path, encoding) =>
  new Promise((resolve, reject) => {
    const headers = { accept: 'text/html', ...(encoding && { 'accept-encoding': encoding }) }
    get({ host: '127.0.0.1', port, path, headers }, (answer) => {
      const chunks = []
      answer.on('data', (chunk) => chunks.push(chunk))
      answer.on('end', () => resolve({ status: answer.statusCode, body: Buffer.concat(chunks) }))
    }).once('error', reject)
  })
for (let tries = 0; tries < 100; tries++) {
  if (await ask('/api/health').catch(() => null)) break
  await new Promise((resolve) => setTimeout(resolve, 100))
}

const sitemap = (await ask('/sitemap.xml')).body.toString()
const listed = [...sitemap.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, url]) => new URL(url).pathname)
const paths = [...new Set([...listed, ...EXTRA, ...EXTRA.map((path) => `/en${path}`)])].sort()

const wrong = []
let largest = { path: '', size: 0 }
for (const path of paths) {
  const { status, body } = await ask(path, 'br')
  if (status >= 300 && !path.endsWith('/nowhere/')) {
    if (listed.includes(path)) wrong.push(`${path}: in the sitemap, but answers ${status}`)
    continue
  }
  const page = (await ask(path)).body.toString()
  const scripts = (page.match(/<script\b(?![^>]*application\/ld\+json)/g) ?? []).length
  const isForm = FORMS.includes(path.replace(/^\/en/, '')) || /^(\/en)?\/surveys\/[^/]+\/$/.test(path)
  if (body.length > largest.size) largest = { path, size: body.length }
  if (body.length > WINDOW) wrong.push(`${path}: ${body.length} bytes, ${body.length - WINDOW} over the window`)
  if (scripts > 0 && !isForm) wrong.push(`${path}: ${scripts} scripts on a page for reading`)
}
host.kill('SIGTERM')
await new Promise((resolve) => host.once('exit', resolve))
rmSync(folder, { recursive: true, force: true })

if (listed.length === 0) wrong.push('/sitemap.xml lists no page')
for (const one of wrong) console.error(one)
console.log(`${paths.length} pages, the largest ${largest.path} with ${largest.size} of ${WINDOW} bytes`)
process.exit(wrong.length > 0 ? 1 : 0)
