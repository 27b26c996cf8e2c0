import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser, newPhone } from './browser.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser?.close())

test('a first visit asks nobody but the portal, and its own policy refuses nothing of it', async () => {
  const page = await newPhone(browser)
  const elsewhere: string[] = []
  const complaints: string[] = []
  page.on('request', (request) => {
    if (!request.url().startsWith(new URL(page.url() === 'about:blank' ? request.url() : page.url()).origin)) {
      elsewhere.push(request.url())
    }
  })
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  const answer = await page.goto('/')
  expect(answer!.status()).toBe(200)
  expect(await page.title()).toContain('文明同行')
  expect(elsewhere).toEqual([])
  expect(complaints.filter((said) => !said.includes('favicon'))).toEqual([])
})
