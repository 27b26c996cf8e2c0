import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser, newPhone, slowDown } from './browser.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser?.close())

/** A street-like picture of 12 megapixels as a phone's camera makes it, drawn in the browser itself. */
const cameraPhoto = async (page: Page, seed: number): Promise<Buffer> =>
  Buffer.from(
    await page.evaluate(async (shift) => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 4000, height: 3000 })
      const pen = canvas.getContext('2d')!
      const sky = pen.createLinearGradient(0, 0, 0, 3000)
      sky.addColorStop(0, '#bcd')
      sky.addColorStop(1, '#654')
      pen.fillStyle = sky
      pen.fillRect(0, 0, 4000, 3000)
      for (let n = 0; n < 400; n++) {
        pen.fillStyle = `hsl(${(n * 37 + shift) % 360} 30% ${20 + (n % 60)}%)`
        pen.fillRect((n * 613) % 4000, 900 + ((n * 271) % 2100), 60 + (n % 7) * 40, 40 + (n % 5) * 60)
      }
      const blob = await new Promise<Blob>((resolve) => canvas.toBlob((made) => resolve(made!), 'image/jpeg', 0.92))
      return btoa(new Uint8Array(await blob.arrayBuffer()).reduce((all, byte) => all + String.fromCharCode(byte), ''))
    }, seed),
    'base64',
  )

const onward = (page: Page) => page.click('[data-next]')

test('a photo that is still being covered is not sent, and is sent once it is covered', async () => {
  const page = await newPhone(browser)
  await page.goto('/tip-offs/new/')
  const buffer = await cameraPhoto(page, 0)
  await page.waitForSelector('form.one-question')
  const sent: string[] = []
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/api/tip-offs/photos')) sent.push(request.url())
  })
  await onward(page)
  await page.click('label[for=category]')
  await page.click('label[for=waste-overflow]')
  await onward(page)
  await page.setInputFiles('#photos', { name: 'IMG.jpg', mimeType: 'image/jpeg', buffer })
  await page.waitForSelector('.picker li.waiting img')
  await page.click('.picker li:nth-child(1) button:has-text("遮住")')
  await page.click('.box-tools button:has-text("遮住一块")')
  await page.evaluate(() => {
    const paint = HTMLCanvasElement.prototype.toBlob
    const held = new Promise<void>((resolve) => Object.assign(window, { letGo: resolve }))
    HTMLCanvasElement.prototype.toBlob = function (...given) {
      void held.then(() => paint.apply(this, given))
    }
  })
  await page.click('text=遮好了')
  await page.waitForSelector('.masker', { state: 'detached' })
  await onward(page)
  await page.selectOption('#street', { index: 1 })
  await page.waitForTimeout(300)
  expect(sent).toEqual([])
  await page.evaluate(() => (window as unknown as { letGo: () => void }).letGo())
  await page.waitForSelector('.picker li.sent', { state: 'attached' })
  expect(sent.length).toBe(1)
  await page.close()
})

test(
  'on a slow old phone three photos, one masked, survive a killed tab and are filed',
  { timeout: 180_000 },
  async () => {
    const page = await newPhone(browser)
    await page.goto('/tip-offs/new/')
    const buffers = [await cameraPhoto(page, 0), await cameraPhoto(page, 90), await cameraPhoto(page, 200)]
    await slowDown(page)
    await page.reload()
    await page.waitForSelector('form.one-question')
    const sent: string[] = []
    page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/api/tip-offs/photos')) sent.push(request.url())
    })
    await onward(page)
    await onward(page)
    expect(await page.innerText('#q-kind .error')).toContain('选')
    await page.click('label[for=category]')
    await page.click('label[for=waste-overflow]')
    await onward(page)
    await page.setInputFiles(
      '#photos',
      buffers.map((buffer, at) => ({ name: `IMG_${at}.jpg`, mimeType: 'image/jpeg', buffer })),
    )
    await page.waitForSelector('.picker li:nth-child(3) img')
    expect(sent).toEqual([])

    await page.click('.picker li:nth-child(2) button:has-text("遮住")')
    await page.click('.box-tools button:has-text("遮住一块")')
    await page.click('.box-tools button[aria-label="右移"]')
    await page.click('text=遮好了')
    await page.waitForSelector('.masker', { state: 'detached' })
    await onward(page)
    await page.selectOption('#street', { index: 1 })
    await page.selectOption('#community', 'liuan')
    await page.fill('#landmark', '柳岸菜市场东门')
    await page.waitForFunction(() => document.querySelectorAll('.picker li.sent').length === 3, null, {
      timeout: 60_000,
      polling: 200,
    })
    expect(sent.length).toBe(3)
    const tokens = await page
      .locator('.picker [name=token]')
      .evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value))
    const sizes = tokens.map((token) =>
      JSON.parse(atob(token.split('.')[0]!.replace(/[-_]/g, (c) => (c === '-' ? '+' : '/')))),
    )
    expect(sizes.reduce((all, { size }) => all + size, 0) / 3).toBeLessThanOrEqual(130_000)
    expect(Math.max(...sizes.map(({ width }) => width))).toBeLessThanOrEqual(1600)

    // WeChat is killed: another tab of the same phone, nothing of the page left.
    const context = page.context()
    await page.close({ runBeforeUnload: false })
    const again = await context.newPage()
    await again.goto('/tip-offs/new/')
    await again.click('text=继续上次填写')
    await again.waitForFunction(() => document.querySelectorAll('.picker [name=token]').length === 3, null, {
      polling: 200,
    })
    await again.goBack()
    await again.goForward()
    for (let step = 0; step < 3; step++) await onward(again)
    expect(await again.inputValue('#landmark')).toBe('柳岸菜市场东门')
    await again.waitForTimeout(500)
    await onward(again)
    await Promise.all([again.waitForNavigation(), again.click('[data-check]')])
    expect(await again.locator('.facts .photos img').count()).toBe(3)
    const middle = await again.evaluate(async () => {
      const image = document.querySelectorAll<HTMLImageElement>('.facts .photos img')[1]!
      await image.decode()
      const canvas = Object.assign(document.createElement('canvas'), { width: 100, height: 100 })
      const pen = canvas.getContext('2d')!
      pen.drawImage(image, 0, 0, 100, 100)
      return [...pen.getImageData(55, 50, 1, 1).data]
    })
    expect(Math.max(...middle.slice(0, 3))).toBeLessThan(60)
    await again.click('text=提交随手拍')
    await again.waitForURL('**/tip-offs/received/')
    expect(await again.innerText('main')).toContain('您的查询码')
    expect(await again.evaluate(() => localStorage.length)).toBe(0)
    await again.goto('/tip-offs/new/')
    expect(await again.isVisible('[data-draft]')).toBe(false)
    await context.close()
  },
)
