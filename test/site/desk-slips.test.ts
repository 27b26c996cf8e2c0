import type { Browser, Page } from 'playwright-core'
import { extractText, getDocumentProxy } from 'unpdf'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { barriersOf } from './barriers.ts'
import { launchBrowser, newDesktop } from './browser.ts'
import { file, onPhone, signIn } from './desk-people.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser?.close())

const openDrawer = (page: Page, id: string) => page.locator(`#${id} > summary`).click()
const press = (page: Page, id: string) => page.locator(`#${id} button`).last().click()
/** The case on the moderator's page without scripts, accepted and with its unit. */
const assigned = async (page: Page) => {
  const { number } = await file()
  await page.goto(`/desk/?q=${number}`)
  await page.getByRole('link', { name: number }).click()
  await press(page, 'move-accept')
  await page.waitForURL('**done=accept#done')
  await press(page, 'move-assign')
  await page.waitForURL('**done=assign#done')
  return number
}

test('without scripts a slip is issued by hand; what is refused keeps what was typed, and the paper is whole', async () => {
  const page = await signIn(await newDesktop(browser, { scripts: false }), 'demo-moderator')
  const number = await assigned(page)
  const casePage = new URL(page.url()).pathname
  const issue = async (colour: string, reason: string) => {
    await openDrawer(page, 'act-issue_slip')
    await page.getByRole('radio', { name: colour }).check()
    await page.getByLabel('为什么现在就出').fill(reason)
    await press(page, 'act-issue_slip')
  }
  await issue('红色督办单', '区领导现场点名')
  await page.waitForURL('**/desk/slips/*/?done=issue#done')
  const slipPage = new URL(page.url()).pathname
  const title = await page.getByRole('heading', { level: 1 }).innerText()

  // Red stands: no way back to yellow, and nothing typed is lost.
  await page.goto(casePage)
  expect(await page.locator('.case-slips').innerText()).toContain(title)
  await issue('黄色督办单', '再催一次')
  expect(await page.locator('.error-summary').innerText()).toContain('不能退回出更轻的')
  expect(await page.getByLabel('为什么现在就出').inputValue()).toBe('再催一次')
  expect(await page.getByRole('radio', { name: '黄色督办单' }).isChecked()).toBe(true)

  await page.goto(slipPage)
  await page.getByLabel('批示内容').fill('限三天整改')
  await press(page, 'move-note')
  await page.waitForURL('**done=note#done')
  const pdf = await getDocumentProxy(new Uint8Array(await page.pdf({ preferCSSPageSize: true })))
  expect(pdf.numPages).toBe(1)
  const { text } = await extractText(pdf, { mergePages: true })
  // (A font may draw 青 as a radical of its own.)
  const plain = text.replace(/\s/g, '').normalize('NFKC')
  const words = [
    title.normalize('NFKC'),
    '红色督办单',
    '区环卫中心',
    '期限未到',
    number,
    '限三天整改',
    '区领导现场点名',
    '盖章处',
  ]
  for (const said of [...words, '签收人、日期']) expect(plain).toContain(said)
  for (const notOnPaper of ['撤回这张单', '退出', '打印', '还没有']) expect(plain).not.toContain(notOnPaper)

  // The unit reads it on its phone, is told how many wait, and signs for it.
  const phone = await onPhone(browser, 'demo-sanitation')
  await phone.goto('/desk/slips/?state=open')
  expect(await barriersOf(phone)).toEqual([])
  await phone.getByRole('link', { name: title }).tap()
  await phone.locator('.slip-paper').waitFor()
  expect(await barriersOf(phone)).toEqual([])
  expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
  await phone.getByRole('button', { name: '签收' }).tap()
  await phone.waitForURL('**done=acknowledge#done')

  // Whoever had the page open before reads who was faster, with the words still there.
  await page.locator('#move-note textarea').fill('限两天整改')
  await press(page, 'move-note')
  expect(await page.locator('.error-summary').innerText()).toContain('韦小满')
  expect(await page.locator('#move-note textarea').inputValue()).toBe('限两天整改')
})
