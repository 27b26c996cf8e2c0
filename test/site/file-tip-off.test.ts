import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tellTalePhoto } from '../fixtures/photos.ts'
import { launchBrowser, newPhone } from './browser.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser?.close())

const TEXT = '垃圾桶满了三天，路过都绕着走。<b>没人</b>管"&'
const photo = (name = 'IMG_1.jpg', buffer = Buffer.from(tellTalePhoto({ width: 320, height: 240 }))) => ({
  name,
  mimeType: 'image/jpeg',
  buffer,
})
const press = async (page: Page, button: string) => {
  await Promise.all([page.waitForNavigation(), page.click(`main button:has-text("${button}")`)])
}
const answer = async (page: Page) => {
  await page.click('label[for=category]')
  await page.click('label[for=waste-overflow]')
  await page.selectOption('#community', 'liuan')
  await page.fill('#landmark', '柳岸菜市场东门')
  await page.fill('#text', TEXT)
}
const codeOn = async (page: Page) => (await page.innerText('.receipt .code')).replace(/\s+/g, '-').replace(/-$/, '')

test('without a script a resident files a photo from home, keeps the code and sees the course', async () => {
  const page = await newPhone(browser, { scripts: false })
  const seen: string[] = []
  page.on('request', (request) => seen.push(`${request.url()} ${request.headers()['referer'] ?? ''}`))
  await page.goto('/')
  await page.click('main a[href="/tip-offs/new/"]')
  await answer(page)
  await page.setInputFiles('#photos', photo())
  await press(page, '继续核对')
  expect(await page.title()).toContain('提交前请核对')
  expect(await page.innerText('main')).toContain(TEXT)
  await press(page, '提交随手拍')
  expect(new URL(page.url()).pathname).toBe('/tip-offs/received/')
  const code = await codeOn(page)
  expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}$/)

  await page.goto('/tip-offs/track/')
  await page.fill('#receipt', ` ${code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')} `)
  await press(page, '查进度')
  const course = await page.innerText('main')
  expect(course).toContain('我们收到了')
  expect(course).toContain(TEXT)
  const shown = await page.getAttribute('.pair img', 'src')
  const bytes = await (await page.request.get(shown!)).body()
  expect(bytes.length).toBeGreaterThan(100)
  for (const trace of ['SnapCorp', 'PowerSnap', 'GPS', 'Zhang San', 'secret-tail', 'Exif'])
    expect(bytes.includes(trace)).toBe(false)
  expect(seen.filter((line) => line.toUpperCase().includes(code) || line.includes(code.replaceAll('-', '')))).toEqual(
    [],
  )
  await page.context().close()
})

test('what was wrong is said at its question, and nothing typed or chosen gets lost', async () => {
  const page = await newPhone(browser, { scripts: false })
  await page.goto('/tip-offs/new/')
  await page.click('label[for=g-noise]')
  await page.click('label[for=noise-neighbour]')
  await page.fill('#text', '太"吵"<了')
  await page.click('label[for=contact-phone]')
  await page.fill('#phone', '12')
  await page.setInputFiles('#photos', [photo(), photo('notes.jpg', Buffer.from('no photo at all'))])
  await press(page, '继续核对')
  expect(await page.title()).toMatch(/^错误：/)
  const summary = await page.innerText('.error-summary')
  for (const said of ['请先找物业', '社区', '具体位置', '说明', '电话', '第 2 张照片']) expect(summary).toContain(said)
  expect(summary).not.toMatch(/[a-z]+_[a-z]+|\{\{/)
  expect(await page.inputValue('#text')).toBe('太"吵"<了')
  expect(await page.inputValue('#phone')).toBe('12')
  expect(await page.locator('.picker img').count()).toBe(1)
  for (const link of await page.locator('.error-summary a').all())
    expect(await page.locator((await link.getAttribute('href'))!).count()).toBe(1)

  await answer(page)
  await page.click('label[for=contact]')
  await press(page, '继续核对')
  expect(await page.locator('.facts .photos img').count()).toBe(1)
  await page.locator('.check button:has-text("修改")').nth(2).click()
  await page.waitForURL(/#q-place$/)
  expect(await page.inputValue('#landmark')).toBe('柳岸菜市场东门')
  expect(await page.inputValue('#text')).toBe(TEXT)
  await page.click('.picker li label:has([name=remove])')
  await press(page, '继续核对')
  expect(await page.locator('.facts .photos img').count()).toBe(0)
  await page.context().close()
})

test('more photos than the portal takes at once are refused by a page that says what to do', async () => {
  const page = await newPhone(browser, { scripts: false })
  await page.goto('/tip-offs/new/')
  const folder = mkdtempSync(join(tmpdir(), 'portal-large-'))
  const large = [1, 2, 3, 4].map((n) => join(folder, `${n}.jpg`))
  for (const path of large) writeFileSync(path, Buffer.alloc(9 * 1024 * 1024, 1))
  await page.setInputFiles('#photos', large)
  await press(page, '继续核对')
  expect(await page.innerText('.error-summary')).toContain('30 MB')
  rmSync(folder, { recursive: true })
  await page.context().close()
})

test('sending the same form twice gives the same receipt; another code opens nothing', async () => {
  const page = await newPhone(browser, { scripts: false })
  await page.goto('/tip-offs/new/')
  await answer(page)
  await press(page, '继续核对')
  const form = Object.fromEntries(
    await page
      .locator('form.check input[type=hidden]')
      .evaluateAll((all) => all.map((one) => [(one as HTMLInputElement).name, (one as HTMLInputElement).value])),
  ) as Record<string, string>
  await press(page, '提交随手拍')
  const code = await codeOn(page)
  await page.context().clearCookies()
  const origin = new URL(page.url()).origin
  await page.request.post('/tip-offs/new/', { form: { ...form, step: 'send' }, headers: { origin } })
  await page.goto('/tip-offs/received/')
  expect(await codeOn(page)).toBe(code)

  await page.click('text=从这台手机上清除')
  await page.goto('/tip-offs/received/')
  expect(await page.innerText('main')).not.toContain(code.slice(0, 4))
  await page.goto('/tip-offs/track/')
  await page.fill('#receipt', '7K3M-92QX-0000-0000-0000-0000')
  const [wrong] = await Promise.all([page.waitForNavigation(), page.click('main form button')])
  expect(wrong!.status()).toBe(404)
  expect(await page.innerText('main')).toContain('24 位')
  await page.context().close()
})

test('every public tip-off page fits the first window of a connection, and reading pages bring no script', async () => {
  const page = await newPhone(browser)
  for (const path of ['/tip-offs/new/', '/en/tip-offs/new/', '/tip-offs/praise/', '/tip-offs/track/', '/tip-offs/']) {
    const body = await page.request.get(path, { headers: { 'accept-encoding': 'br' } })
    expect(Number(body.headers()['content-length']), path).toBeLessThanOrEqual(11_400)
  }
  await page.goto('/tip-offs/')
  expect(await page.locator('script').count()).toBe(0)
  await page.context().close()
})
