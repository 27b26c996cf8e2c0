import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  anOffice,
  bringTo,
  colleague,
  type Colleague,
  file,
  type Office,
  redactAll,
  shelve,
} from '../fixtures/over-http.ts'
import { launchBrowser, newDesktop, newPhone } from './browser.ts'
import { portal } from './this-portal.ts'

let browser: Browser
let office: Office
let moderator: Page
let second: Page
const noScripts = { scripts: false }
const at = async ({ cookie }: Colleague): Promise<Page> => {
  const page = await newDesktop(browser, noScripts)
  const [name = '', value = ''] = cookie.split('=')
  await page.context().addCookies([{ name, value, url: portal.url }])
  return page
}
beforeAll(async () => {
  browser = await launchBrowser()
  office = await anOffice(portal)
  moderator = await at(office.moderator)
  second = await at(office.second)
})
afterAll(() => browser?.close())

const LOOKED = ['没有人脸，或已遮住', '没有车牌，或已遮住', '没有姓名、电话、门牌，或已遮住', '没有，或认不出来']

test('one proposes, another approves, somebody shown appeals and it is gone, all without a script', async () => {
  const { number } = await file(portal.url, { photos: [await shelve(portal.url)] })
  const id = await bringTo(portal, office, number, 'closed')
  await redactAll(portal.url, office.moderator, id)
  await moderator.goto(`/desk/tip-offs/${id}/`)
  await moderator.getByRole('link', { name: '提请公示' }).click()
  await moderator.getByLabel('公开说明').fill('垃圾已清运，电话 199 0000 8000')
  const send = moderator.getByRole('button', { name: '提请，等另一位同事复核' })
  await send.click()
  // Not looked at, and a number in it: what was typed stays, each picture says what it lacks.
  expect(await moderator.locator('.error-summary').innerText()).toContain('公开说明里有电话号码')
  await moderator.getByLabel('公开说明').fill('垃圾桶满溢，已清运。')
  const before = moderator.getByRole('group', { name: '整改前照片 1' })
  for (const look of LOOKED) await before.getByLabel(look).check()
  await send.click()
  expect(await moderator.getByRole('group', { name: '整改后照片 1' }).innerText()).toContain('还没有看全')
  expect(await before.getByLabel('没有人脸，或已遮住').isChecked()).toBe(true)
  for (const look of LOOKED) await moderator.getByRole('group', { name: '整改后照片 1' }).getByLabel(look).check()
  await moderator.getByRole('button', { name: '提请，等另一位同事复核' }).click()
  expect(await moderator.locator('main').innerText()).toContain('提请人自己不能复核')
  expect(await moderator.getByRole('button', { name: '复核无误，公开' }).count()).toBe(0)

  const phone = await newPhone(browser, noScripts)
  expect((await phone.goto(`/tip-offs/${number}/`))?.status()).toBe(404)
  await second.goto('/desk/exposure/')
  await second.getByRole('link', { name: number }).click()
  await second.getByRole('button', { name: '复核无误，公开' }).click()
  expect(await second.locator('#done').innerText()).toContain('已公开')

  await phone.goto(`/tip-offs/${number}/`)
  const picture = (await phone.locator('main img').first().getAttribute('src'))!
  await phone.getByRole('link', { name: /申诉/ }).click()
  await phone.getByRole('button', { name: '提交申诉' }).click()
  expect(await phone.locator('.error-summary').innerText()).toContain('哪里不对')
  await phone.getByLabel('能认出我的脸').check()
  await phone.getByLabel('请说明').fill('右边站着的人是我，遮得不够。')
  await phone.getByRole('button', { name: '提交申诉' }).click()
  const code = (await phone.locator('.code').innerText()).trim()
  expect(new URL(phone.url()).href).not.toContain(code.slice(0, 4))
  await phone.getByRole('button', { name: '查看我的申诉' }).click()
  expect(await phone.locator('main').innerText()).toContain('正在核实')

  const judge = await at(await colleague(portal, 'administrator'))
  await judge.goto('/desk/appeals/')
  const waiting = judge.locator('.exposure-list li').first()
  expect(await waiting.innerText()).toContain('先处理')
  await judge.getByRole('link', { name: `申诉：${number}` }).click()
  await judge.getByLabel('答复内容').fill('核实是您，已经撤下。')
  await judge.getByRole('button', { name: '申诉成立，撤下并答复' }).click()
  expect(await judge.locator('#done').innerText()).toContain('已撤下')

  expect((await phone.request.get(portal.url + picture)).status()).toBe(404)
  expect((await phone.goto(`/tip-offs/${number}/`))?.status()).toBe(404)
  expect((await phone.goto(`/tip-offs/${number}/appeal/`))?.status()).toBe(404)
  await phone.goto('/tip-offs/')
  expect(await phone.locator('main').innerText()).not.toContain(number)
  for (const feed of ['/feed.xml', '/feed.json', '/sitemap.xml'])
    expect(await (await phone.request.get(portal.url + feed)).text()).not.toContain(number)
  await phone.goto('/tip-offs/appeals/')
  await phone.getByLabel('查询码').fill(code)
  await phone.getByRole('button', { name: '查看', exact: true }).click()
  expect(await phone.locator('main').innerText()).toContain('核实是您，已经撤下。')
})
