import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { once } from 'node:events'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import type { Browser } from 'playwright-core'
import { slowDown } from '../test/site/browser.ts'
import { median } from './measure.ts'
import { root } from './servers.ts'
import { times, type Part } from './table.ts'

const rules = join(root, 'content/rules')

/** The least a page with this content could be: a list of twenty, its few styles inline, nothing else. */
const barePage = (): Buffer => {
  const items = readdirSync(rules)
    .filter((name) => name.endsWith('.md'))
    .map((name) => readFileSync(join(rules, name), 'utf8').split('---').at(-1)!.trim().slice(0, 120))
    .map((text) => `<li><a href="/rules/">${text.slice(0, 12)}</a><p>${text}</p></li>`)
  const list = [...items, ...items].slice(0, 20).join('')
  const html = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>文明同行</title><style>body{font:1rem/1.6 sans-serif;margin:1rem}li{border-bottom:1px solid;padding:.5rem}</style><h1>文明同行</h1><ul>${list}</ul>`
  return brotliCompressSync(html)
}

const serveBare = async () => {
  const body = barePage()
  const server = createServer((_req, res) =>
    res.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-encoding': 'br' }).end(body),
  ).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { url: `http://127.0.0.1:${(server.address() as { port: number }).port}/`, bytes: body.length, server }
}

/** First and largest contentful paint in ms, on an old phone on a slow line, nothing cached. */
const paint = async (browser: Browser, url: string): Promise<{ first: number; largest: number }> => {
  const context = await browser.newContext({
    viewport: { width: 360, height: 720 },
    isMobile: true,
    hasTouch: true,
    deviceScaleFactor: 2,
  })
  const page = await context.newPage()
  await slowDown(page)
  await page.goto(url, { waitUntil: 'load' })
  await page.waitForTimeout(500)
  const seen = await page.evaluate(
    () =>
      new Promise<{ first: number; largest: number }>((resolve) => {
        new PerformanceObserver((list) => {
          const first = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN
          resolve({ first, largest: list.getEntries().at(-1)?.startTime ?? NaN })
        }).observe({ type: 'largest-contentful-paint', buffered: true })
      }),
  )
  await context.close()
  return seen
}

/** Section 2, second half: how much later the home page shows than the barest page of this content. */
export const comparePaint = async (browser: Browser, url: string, quick: boolean): Promise<Part> => {
  const bare = await serveBare()
  const pairs: { ours: Awaited<ReturnType<typeof paint>>; bare: Awaited<ReturnType<typeof paint>> }[] = []
  for (let run = 0; run < (quick ? 3 : 7); run++) {
    pairs.push({ ours: await paint(browser, `${url}/`), bare: await paint(browser, bare.url) })
  }
  bare.server.close()
  const of = (which: 'first' | 'largest') => {
    const ratio = median(pairs.map((pair) => pair.ours[which] / pair.bare[which]))
    return { ours: median(pairs.map((p) => p.ours[which])), bare: median(pairs.map((p) => p.bare[which])), ratio }
  }
  const [first, largest] = [of('first'), of('largest')]
  return {
    section: {
      title: 'Home page, first and largest paint, on an old phone and a slow line',
      notes: [
        `Slow 4G (150 ms, 1.6 Mbit/s), CPU 6 times slower, nothing cached, ${pairs.length} runs each, one after the other by turns; medians.`,
        `The bare page is a list of twenty rules with its styles inline, ${(bare.bytes / 1024).toFixed(1)} KB, from a bare node:http server on this machine. Goal ≤ 1.10×.`,
      ],
      head: ['', 'home, ms', 'bare page, ms', 'ratio'],
      rows: [
        ['first contentful paint', Math.round(first.ours), Math.round(first.bare), times(first.ratio)],
        ['largest contentful paint', Math.round(largest.ours), Math.round(largest.bare), times(largest.ratio)],
      ],
    },
    found: { 'paint.first': first.ratio, 'paint.largest': largest.ratio },
  }
}
