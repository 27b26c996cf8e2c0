import { get } from 'node:http'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser, newPhone } from './browser.ts'
import { portal } from './this-portal.ts'

/** One window of a new connection, less TLS and headers (performance.md): document and styles together. */
const FIRST_WINDOW = 11_400
/** Filling in needs the browser; reading never does. */
const FORMS = /^(\/en)?\/(tip-offs\/(new|praise)|surveys\/[^/]+)\/$/
const url = portal.url

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser?.close())

/** The bytes of a document as they travel, and what they unpack to nowhere else. */
const fetchPacked = (path: string, cookie = ''): Promise<{ encoding: string | undefined; bytes: number }> =>
  new Promise((resolve, reject) => {
    get(new URL(path, url), { headers: { 'accept-encoding': 'br', cookie } }, (res) => {
      let bytes = 0
      res.on('data', (chunk: Buffer) => (bytes += chunk.length))
      res.on('end', () => resolve({ encoding: res.headers['content-encoding'], bytes }))
    }).once('error', reject)
  })

const listPublic = async (): Promise<string[]> => {
  const sitemap = await (await fetch(new URL('/sitemap.xml', url))).text()
  const listed = [...sitemap.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, address]) => new URL(address!).pathname)
  return [
    ...listed,
    ...[
      '/search/',
      '/stats/?by=grid&period=2026',
      '/en/stats/?by=category&period=2026',
      '/search/?q=停车',
      '/tip-offs/received/',
      '/volunteer/ordered/',
      '/volunteer/team/',
      '/volunteer/signed-up/',
      '/volunteer/?free=1',
      '/volunteer/check-in/',
      '/volunteer/certificate/',
      '/nowhere/',
      '/en/nowhere/',
    ],
  ]
}

test('every public page reaches a new visitor in the first window of the line, in every view', async () => {
  const heavy: Record<string, number | string> = {}
  for (const path of await listPublic())
    for (const view of ['', 'view=elder.30.high']) {
      const { encoding, bytes } = await fetchPacked(path, view)
      if (encoding !== 'br') heavy[`${path} ${view}`] = `sent as ${encoding}`
      else if (bytes > FIRST_WINDOW) heavy[`${path} ${view}`] = bytes
    }
  expect(heavy).toEqual({})
})

test('who only reads is sent no script and no second file that holds up the page', async () => {
  const wrong: Record<string, string[]> = {}
  for (const path of await listPublic()) {
    const page = await (await fetch(new URL(path, url))).text()
    const held = page.match(/<link[^>]+(stylesheet|preload|preconnect|dns-prefetch)[^>]*>/g) ?? []
    const scripts = FORMS.test(path) ? [] : (page.match(/<(script|astro-island)[^>]*>/g) ?? [])
    if (held.length + scripts.length > 0) wrong[path] = [...held, ...scripts]
  }
  expect(wrong).toEqual({})
})

test(
  'a visit to any public page asks nobody but the portal, runs nothing it need not, and the policy refuses nothing',
  { timeout: 240_000 },
  async () => {
    const all = await listPublic()
    // Every page in Chinese; in English the frame is the same, so one of each kind.
    const kind = (path: string) => path.replace(/(rules|stories|news)\/[^/]+\/$|(?<=volunteer\/)A\d[^/]*\/$/, '$1/one/')
    const english = [
      ...new Map(all.filter((path) => path.startsWith('/en/')).map((path) => [kind(path), path])).values(),
    ]
    const page = await newPhone(browser)
    let asked: { url: string; type: string }[] = []
    let complaints: string[] = []
    page.on('request', (request) => asked.push({ url: request.url(), type: request.resourceType() }))
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
    const wrong: Record<string, string[]> = {}
    for (const path of [...all.filter((one) => !one.startsWith('/en/')), ...english]) {
      asked = []
      complaints = []
      await page.goto(path)
      if (FORMS.test(path)) await page.locator('[data-next]').waitFor()
      const elsewhere = asked
        .filter((one) => !one.url.startsWith(url) && !/^(data|blob):/.test(one.url))
        .map((one) => one.url)
      const scripts = asked.filter(({ type }) => type === 'script' && !FORMS.test(path)).map((one) => one.url)
      // A page that is not there says so with its status, and Chromium says it once more.
      const said = complaints.filter((one) => !(path.includes('nowhere') && one.includes('404')))
      const stored = await page.evaluate(() =>
        [...Object.keys(localStorage), ...Object.keys(sessionStorage), document.cookie].filter(Boolean),
      )
      const kept = FORMS.test(path) ? [] : stored
      if (elsewhere.length + scripts.length + said.length + kept.length > 0)
        wrong[path] = [...elsewhere, ...scripts, ...said, ...kept]
    }
    expect(wrong).toEqual({})
  },
)
