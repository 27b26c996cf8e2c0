import { brotliCompressSync } from 'node:zlib'
import type { Browser } from 'playwright-core'
import { paths } from '../functions/paths.ts'
import { LOCALES } from '../functions/words.ts'
import { bundleForPage } from './bundle.ts'
import { send } from './load.ts'
import type { Part } from './table.ts'
import { said } from './table.ts'

/** One window of a new connection: what a first answer may weigh before it costs another round trip. */
export const FIRST_WINDOW = 11.4

export type Weight = { path: string; kilobytes: number; document: number; requests: number; scripts: number }

/** Pages that are forms: scripts may improve them, so they have a budget of their own. */
const forms: string[] = LOCALES.flatMap((l) => [paths.newTipOff(l), paths.newPraise(l), paths.track(l)])

/** Every public page: what the sitemap lists, and the forms, whether or not it lists them. */
export const publicPages = async (url: string): Promise<string[]> => {
  const sitemap = (await send(url, { path: '/sitemap.xml' })).body.toString()
  const listed = [...sitemap.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, address]) => new URL(address!).pathname)
  return [...new Set([...listed, ...forms])]
}

/** Opens a page with nothing cached and counts bodies as they came over the wire: compressed, by their Content-Length. */
const weigh = async (browser: Browser, url: string, path: string): Promise<Weight> => {
  const context = await browser.newContext({ viewport: { width: 360, height: 640 }, locale: 'zh-CN' })
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  await session.send('Network.enable')
  const kinds = new Map<string, string>()
  const bytes = new Map<string, number>()
  session.on('Network.requestWillBeSent', ({ requestId, request, type }) => {
    // Pictures that residents took are not the page's own weight.
    if (request.url.startsWith(url) && !request.url.includes('/api/photos/')) kinds.set(requestId, type ?? '')
  })
  session.on('Network.responseReceived', ({ requestId, response }) => {
    const length = Object.entries(response.headers).find(([name]) => name.toLowerCase() === 'content-length')
    if (length) bytes.set(requestId, Number(length[1]))
  })
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (!bytes.has(requestId)) bytes.set(requestId, encodedDataLength)
  })
  const answer = await page.goto(url + path, { waitUntil: 'networkidle' })
  if (answer?.status() !== 200) throw new Error(`${path}: ${answer?.status()}`)
  await context.close()
  const sum = (wanted: (kind: string) => boolean) =>
    [...kinds].filter(([, kind]) => wanted(kind)).reduce((total, [id]) => total + (bytes.get(id) ?? 0), 0) / 1024
  return {
    path,
    kilobytes: sum(() => true),
    document: sum((kind) => kind === 'Document'),
    requests: kinds.size,
    scripts: sum((kind) => kind === 'Script'),
  }
}

/** What keeps robots off the form: KB of the solver's script by itself, minified, brotli. */
const weighSolver = async () =>
  brotliCompressSync(await bundleForPage(`export * from './src/scripts/prove-work.ts'`)).length / 1024

/** Section 2, first half: the weight of every public page at its first view. */
export const weighPages = async (browser: Browser, url: string, quick: boolean): Promise<Part> => {
  const all = await publicPages(url)
  const pages = quick ? all.filter((path) => /^\/[a-z-]*\/?$|^\/tip-offs/.test(path)) : all
  const weights: Weight[] = []
  for (const path of pages) weights.push(await weigh(browser, url, path))
  const reading = weights.filter(({ path }) => !forms.includes(path))
  const formPages = weights.filter(({ path }) => forms.includes(path))
  const largest = (list: Weight[], of: 'kilobytes' | 'document' | 'scripts') => Math.max(...list.map((one) => one[of]))
  return {
    section: {
      title: 'Public pages, first view, nothing cached',
      notes: [
        `Chromium ${browser.version()}, 360×640. KB are 1 024 bytes of body as served, compressed; photos that residents took are not counted.`,
        `Heaviest document, its styles in it, ${said(largest(weights, 'document'))} KB; heaviest page with everything it loads ${said(largest(weights, 'kilobytes'))} KB, heaviest reading page ${said(largest(reading, 'kilobytes'))} KB (goal ≤ ${FIRST_WINDOW}).`,
        `Most script on a reading page ${said(largest(reading, 'scripts'))} KB (goal 0), on a form ${said(largest(formPages, 'scripts'))} KB (goal ≤ 5; none is needed to send it).`,
      ],
      head: ['page', 'KB in all', 'KB document', 'requests', 'KB script'],
      rows: weights
        .toSorted((a, b) => b.kilobytes - a.kilobytes)
        .map(({ path, kilobytes, document, requests, scripts }) => [path, kilobytes, document, requests, scripts]),
    },
    found: {
      'pages.heaviest': largest(weights, 'kilobytes'),
      'pages.heaviestReading': largest(reading, 'kilobytes'),
      'pages.document': largest(weights, 'document'),
      'pages.scriptReading': largest(reading, 'scripts'),
      'pages.scriptForms': largest(formPages, 'scripts'),
      'script.solver': await weighSolver(),
    },
  }
}
