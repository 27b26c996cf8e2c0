import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { barriersOf } from './barriers.ts'
import { launchBrowser } from './browser.ts'
import { aPhoto, atDesk, onPhone } from './desk-people.ts'

let browser: Browser
let phone: Page
let second: Page
let administrator: Page
beforeAll(async () => {
  browser = await launchBrowser()
  phone = await onPhone(browser, 'demo-moderator-2', false)
  second = await atDesk(browser, 'demo-moderator')
  administrator = await atDesk(browser, 'demo-admin')
})
afterAll(() => browser?.close())

const send = (page: Page) => page.getByRole('button', { name: '提交' }).click()
const errors = (page: Page) => page.locator('.error-summary li').allInnerTexts()

test('without JavaScript a place is looked at again: what was typed and sent stays, and who is late is told', async () => {
  // One that neither of them mended.
  await second.goto('/desk/look-backs/')
  const to = (await second.getByRole('link', { name: '记录结果' }).first().getAttribute('href'))!
  await phone.goto('/desk/look-backs/')
  await phone.locator(`.look-backs .btn[href="${to}"]`).click()
  await phone.getByLabel('说明').fill('又堆满了')
  await send(phone)
  expect(await errors(phone)).toEqual(['选一个：保持，还是反弹。'])
  await phone.getByLabel('反弹：又和以前一样').check()
  await send(phone)
  expect(await errors(phone)).toEqual(['还没有现场照片。站在当时的位置拍一张，再提交。'])
  expect(await phone.getByLabel('说明').inputValue()).toBe('又堆满了')
  await phone.getByLabel('说明').fill('')
  await phone.getByLabel('拍一张').setInputFiles({ name: 'a.jpg', mimeType: 'image/jpeg', buffer: aPhoto() })
  await send(phone)
  expect(await errors(phone)).toEqual(['写明又出现了什么，至少两个字。'])
  // The photo arrived all the same, and the answer is still chosen.
  expect(await phone.getByAltText('回头看时的照片 1').count()).toBe(1)
  expect(await phone.getByLabel('反弹：又和以前一样').isChecked()).toBe(true)

  await second.goto(to)
  await phone.getByLabel('保持：还是好的').check()
  await send(phone)
  await phone.waitForURL('**done=hold#done')
  expect(await phone.locator('.done-notice').innerText()).toBe('已记下：保持。')

  await second.getByLabel('反弹：又和以前一样').check()
  await second.getByLabel('说明').fill('看着又脏了')
  await send(second)
  const late = await second.locator('.error-summary').innerText()
  expect(late).toContain('周远舟刚刚记录了这一件，你这次没有生效')
  expect(late).toContain('看着又脏了')
  expect(await second.locator('.chip').first().innerText()).toBe('保持')
  expect(await barriersOf(second)).toEqual([])
  await second.goto('/desk/look-backs/?state=held')
  expect(await barriersOf(second)).toEqual([])
})

test('a day is made a day off, what it moves is told before and after, and a stale page changes nothing', async () => {
  const day = '2030-05-06'
  const stale = await administrator.context().newPage()
  for (const page of [administrator, stale]) {
    await page.goto(`/desk/calendar/?day=${day}`)
    await page.getByLabel('放假').check()
    await page.getByLabel('为什么改').fill('全区放假')
  }
  expect(await barriersOf(administrator)).toEqual([])
  await administrator.getByRole('button', { name: '保存这一天' }).click()
  await administrator.waitForURL('**done=change**')
  expect(await administrator.locator('.done-notice').innerText()).toContain('没有案件的期限要跟着变')
  expect(await administrator.locator('td.off.open').innerText()).toMatch(/^6\s*休/)
  expect(await administrator.locator('.calendar-history tbody').innerText()).toContain('全区放假')
  await stale.getByLabel('为什么改').fill('我也来改')
  await stale.getByRole('button', { name: '保存这一天' }).click()
  expect(await stale.locator('.error-summary').innerText()).toContain('你这次没有生效')
  expect(await stale.getByLabel('为什么改').inputValue()).toBe('我也来改')
  expect(await stale.locator('.calendar-day').innerText()).toContain('现在：放假。贺文舟')
  expect(await barriersOf(stale)).toEqual([])
})
