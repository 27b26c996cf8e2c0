import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { barriersOf } from './barriers.ts'
import { launchBrowser, newPhone } from './browser.ts'
import { atDesk, doneSaid } from './desk-people.ts'
import { portal } from './this-portal.ts'

type Listed = { surveys: { id: string; slug: string }[]; next: string | null }
const ROUNDS = ['satisfaction-2025-autumn', 'satisfaction-2026-spring', 'satisfaction-2026-autumn']
const PATH = `/surveys/${ROUNDS[2]}/results/`

let browser: Browser
let desk: Page
let ids: Record<string, string>

/** Asks the desk's API as the person who is signed in there. */
const asked = <T>(path: string, body?: object): Promise<{ status: number; json: T }> =>
  desk.evaluate(
    async ([to, sent]) => {
      const init = sent && {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(sent),
      }
      const answer = await fetch(to as string, init || {})
      return { status: answer.status, json: (await answer.json()) as never }
    },
    [path, body] as const,
  )

beforeAll(async () => {
  browser = await launchBrowser()
  desk = await atDesk(browser, 'demo-moderator-2')
  ids = {}
  // Other tests make surveys too: the demo's may stand on a later page.
  for (let after: string | null = ''; after !== null;) {
    const page: Listed = (await asked<Listed>(`/api/desk/surveys?after=${encodeURIComponent(after)}`)).json
    for (const { slug, id } of page.surveys) ids[slug] = id
    after = page.next
  }
  for (const slug of ROUNDS.slice(0, 2)) {
    const { json: figures } = await asked<{ published: { version: number } }>(`/api/desk/surveys/${ids[slug]}/figures`)
    await asked(`/api/desk/surveys/${ids[slug]}/results`, { move: 'publish', version: figures.published.version })
  }
}, 180_000)
afterAll(() => browser?.close())

test(
  'the office publishes results, a resident reads them without a script, and they can be withdrawn',
  { timeout: 120_000 },
  async () => {
    const phone = await newPhone(browser, { scripts: false })
    const id = ids[ROUNDS[2]!]!
    await desk.goto(`/desk/surveys/${id}/results/`)
    if (await desk.getByText('已公布：').count()) {
      await desk.getByText('撤下', { exact: true }).click()
      await desk.getByRole('button', { name: '撤下结果' }).click()
    }
    expect((await phone.goto(PATH))!.status()).toBe(404)
    expect(await phone.locator('h1').innerText()).toBe('结果还没有公布')
    await desk.goto(`/desk/surveys/${id}/results/`)
    await desk.locator('button[value=publish]').click()
    expect(await doneSaid(desk)).toContain('已公布')
    expect((await phone.goto(PATH))!.status()).toBe(200)
    const said = await phone.getByRole('main').innerText()
    for (const words of [
      '满意度',
      '每 100 个回答的人里约有',
      '综合得分',
      '算法：',
      '和前几轮比',
      '95% 区间',
      '少于 5 人的格子不公布',
      '加权后',
      '下载',
    ]) {
      expect(said).toContain(words)
    }
    expect(said).toMatch(/是明显上升|是明显下降|说不上变化|不能和上一轮比/)
    await phone.close()
  },
)

test('under every chart stands a table, and there is no script on the page', async () => {
  const phone = await newPhone(browser)
  await phone.goto(PATH)
  expect(await phone.locator('script').count()).toBe(0)
  expect(await phone.locator('svg.bar').count()).toBeGreaterThan(10)
  const loose = await phone.evaluate(
    () => [...document.querySelectorAll('svg.bar')].filter((bar) => !bar.closest('table')).length,
  )
  expect(loose).toBe(0)
  expect(await phone.locator('.trends + .scroll table').count()).toBe(1)
  expect(await phone.locator('.trends svg').count()).toBeGreaterThan(1)
  for (const link of await phone.locator('.files a').all()) {
    const answer = await fetch(new URL((await link.getAttribute('href'))!, portal.url))
    expect(answer.status).toBe(200)
  }
  await phone.close()
})

test('a narrow phone, a large view and paper hold all of it', async () => {
  for (const [width, view] of [
    [320, ''],
    [360, ''],
    [360, 'elder.22'],
    [320, 'elder.30.high'],
    [1366, ''],
  ] as const) {
    const page = await newPhone(browser, { context: { viewport: { width, height: 640 } } })
    if (view) await page.context().addCookies([{ name: 'view', value: view, url: portal.url }])
    for (const path of [PATH, '/en' + PATH]) {
      await page.goto(path)
      const overhang = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      expect([width, view, path, overhang]).toEqual([width, view, path, 0])
      expect(await page.locator('h1').count()).toBe(1)
    }
    await page.emulateMedia({ media: 'print' })
    expect(await page.locator('.files').isVisible()).toBe(false)
    await page.close()
  }
})

for (const view of ['', 'elder.30.high']) {
  test(`axe finds nothing on the results ${view ? `read as ${view}` : 'as they are'}`, async () => {
    const page = await newPhone(browser)
    if (view) await page.context().addCookies([{ name: 'view', value: view, url: portal.url }])
    await page.goto(PATH)
    expect(await barriersOf(page)).toEqual([])
    await page.close()
  })
}

test('the desk sees figures as they come, sets the population’s shares, and is told what to put right', async () => {
  const id = ids[ROUNDS[2]!]!
  await desk.goto(`/desk/surveys/${id}/results/`)
  await desk.locator('#margins summary').click()
  const inputs = desk.locator('#margins-sex input')
  await inputs.first().fill('30')
  await inputs.nth(1).fill('30')
  await desk.getByRole('button', { name: '保存人口比例' }).click()
  await desk.locator('.error-summary').waitFor()
  expect(await desk.locator('#margins-sex .error').innerText()).toContain('加起来是 60')
  expect(await desk.locator('#margins-sex input').first().inputValue()).toBe('30')
  await desk.locator('#margins-sex input').nth(1).fill('70')
  await desk.getByRole('button', { name: '保存人口比例' }).click()
  expect(await doneSaid(desk)).toContain('人口比例已保存')
  expect(await barriersOf(desk)).toEqual([])
})

test('a moderator reads what residents wrote, publishes one, and takes it back', async () => {
  const id = ids[ROUNDS[2]!]!
  await desk.goto(`/desk/surveys/${id}/texts/`)
  const text = await desk.locator('.texts .said').first().innerText()
  const count = await desk.locator('.texts > li').count()
  expect(count).toBe(20)
  await desk.locator('.texts button[value=publish]').first().click()
  expect(await doneSaid(desk)).toContain('已公布这条留言')
  await desk.getByRole('link', { name: '已公布' }).click()
  expect(await desk.locator('.texts').innerText()).toContain(text)
  await desk.locator('.texts button[value=put_back]').first().click()
  expect(await doneSaid(desk)).toContain('已放回')
  expect(await barriersOf(desk)).toEqual([])
})
