import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { barriersOf } from './barriers.ts'
import { launchBrowser, newPhone } from './browser.ts'
import { portal } from './this-portal.ts'

const READING = [
  '/',
  '/rules/',
  '/rules/keep-dogs-on-a-lead/',
  '/rules/measures/',
  '/stories/',
  '/stories/the-honest-scale/',
  '/news/',
  '/news/bulletin-october-second-half/',
  '/privacy/',
  '/accessibility/',
  '/about/',
  '/volunteer/',
  '/stats/',
  '/stats/?by=grid&period=2026',
  '/stats/?by=month&period=none',
  '/open-data/',
  '/search/?q=停车',
  '/nowhere/',
]

let browser: Browser
const withoutScripts = () => newPhone(browser, { scripts: false })
const letters = (page: Page) => page.evaluate(() => getComputedStyle(document.documentElement).fontSize)

beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

test('on a small phone the first screen shows search, the four doors and the way to follow a report', async () => {
  const page = await withoutScripts()
  await page.goto('/')
  const doors = page.locator('.door')
  expect(await doors.count()).toBe(4)
  for (const what of [
    page.locator('#q'),
    doors.last(),
    page.getByRole('link', { name: '查进度', exact: true }).first(),
  ]) {
    const box = await what.boundingBox()
    expect(box && box.y + box.height).toBeLessThanOrEqual(640)
  }
  await page.context().close()
})

test('an elderly resident makes the letters larger without scripts, stays on the page and goes back again', async () => {
  const page = await withoutScripts()
  await page.goto('/rules/')
  expect(await letters(page)).toBe('17px')
  const header = page.locator('header')
  await header.getByRole('button', { name: '关怀版', exact: true }).click()
  expect(new URL(page.url()).pathname).toBe('/rules/')
  expect(await letters(page)).toBe('22px')
  await header.getByRole('button', { name: '再大些' }).click()
  expect(await letters(page)).toBe('26px')
  await page.locator('footer').getByRole('button', { name: '最大' }).click()
  expect(await letters(page)).toBe('30px')
  await page.goto('/en/news/')
  expect(await letters(page)).toBe('30px')
  await page.goto('/rules/')
  await header.getByRole('button', { name: '标准版' }).click()
  expect(await letters(page)).toBe('17px')
  await page.context().close()
})

test('a page kept for one reader is not shown to another who reads differently', async () => {
  const ask = (headers: Record<string, string>) => fetch(`${portal.url}/news/`, { headers })
  const [first, again, elder] = [await ask({}), await ask({}), await ask({ cookie: 'view=elder.high' })]
  const text = await first.text()
  expect(await again.text()).toBe(text)
  expect(text).not.toMatch(/<html[^>]*data-size/)
  expect(await elder.text()).toContain('data-size="22" data-contrast="high"')
  expect(first.headers.get('x-request-id')).not.toBe(again.headers.get('x-request-id'))
  expect(again.headers.get('content-security-policy')).toContain("default-src 'none'")
  const etag = again.headers.get('etag') ?? ''
  expect((await ask({ 'if-none-match': etag })).status).toBe(304)
  expect((await ask({ 'if-none-match': etag, cookie: 'view=elder.high' })).status).toBe(200)
})

test('a search finds what is there, and helps on when there is nothing', async () => {
  const page = await withoutScripts()
  await page.goto('/')
  await page.locator('#q').fill('遛狗')
  await page.getByRole('button', { name: '搜索' }).click()
  expect(await page.locator('main .list a').allTextContents()).toContain('遛狗要牵绳')
  await page.goto('/search/?q=%3Cscript%3Ealert(1)%3C/script%3E')
  expect(await page.locator('h2').first().textContent()).toContain('<script>alert(1)</script>')
  expect(await page.getByRole('main').textContent()).toContain('199 0000 0100')
  await page.context().close()
})

test('an address that leads nowhere says so, with a search and a telephone number', async () => {
  for (const path of ['/nowhere/', '/rules/nowhere/', '/stories/nowhere/', '/news/nowhere/', '/en/nowhere/']) {
    const answer = await fetch(portal.url + path)
    expect(answer.status, path).toBe(404)
    const text = await answer.text()
    expect(text).toContain('role="search"')
    expect(text).toContain('199 0000 0100')
  }
})

test('reading pages run no script, ask nobody else for anything and fit a narrow screen', async () => {
  const page = await newPhone(browser, { context: { viewport: { width: 320, height: 640 } } })
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  for (const path of READING) {
    for (const locale of ['', '/en']) {
      await page.goto(locale + path)
      expect(await page.locator('script').count(), path).toBe(0)
      expect(await page.locator('h1').count(), path).toBe(1)
      expect(await page.locator('html').getAttribute('lang')).toBe(locale ? 'en' : 'zh-CN')
      const overhang = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      expect(overhang, `${locale}${path}`).toBeLessThanOrEqual(0)
    }
  }
  expect(asked.filter((url) => !url.startsWith(portal.url))).toEqual([])
  await page.context().close()
})

// As they are, accessibility.test.ts asks them.
for (const path of READING)
  test(`axe finds nothing on ${path} in the largest letters and high contrast`, async () => {
    const page = await newPhone(browser)
    await page.context().addCookies([{ name: 'view', value: 'elder.30.high', url: portal.url }])
    await page.goto(path)
    expect(await barriersOf(page)).toEqual([])
    await page.context().close()
  })
