import jsQR from 'jsqr'
import { PNG } from 'pngjs'
import type { Browser, Page } from 'playwright-core'
import { extractText, getDocumentProxy } from 'unpdf'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser, newPhone } from './browser.ts'
import { anOrganiser, aShiftSoon, certificateFor, servedTwoHours, signUpFor } from './volunteer-days.ts'
import { portal } from './this-portal.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser?.close())

/** What a phone's camera would read off this picture of the page. */
const codeIn = (png: Buffer): string | undefined => {
  const { data, width, height } = PNG.sync.read(png)
  return jsQR(new Uint8ClampedArray(data), width, height)?.data
}

const openPaper = async (page: Page, { phone, code }: { phone: string; code: string }, number: string) => {
  await page.goto('/volunteer/certificate/')
  await page.getByLabel('手机号').fill(phone)
  await page.getByLabel('查询码').fill(code)
  await page.getByLabel('证明编号').fill(number)
  await page.getByRole('button', { name: '查看证明' }).tap()
  await page.locator('.paper').waitFor()
}

test('a printed certificate says what it should, and its code leads to a page that says whether it holds', async () => {
  const volunteer = await signUpFor(await aShiftSoon('安和社区义诊引导'), '欧阳若溪')
  await servedTwoHours(volunteer)
  const { number, key } = await certificateFor(volunteer)
  const page = await newPhone(browser, { scripts: false })
  await openPaper(page, volunteer, number)

  const pdf = await getDocumentProxy(new Uint8Array(await page.pdf({ format: 'A4', preferCSSPageSize: true })))
  expect(pdf.numPages).toBe(1)
  const { text } = await extractText(pdf, { mergePages: true })
  const plain = text.replace(/\s/g, '').normalize('NFKC')
  for (const words of ['志愿服务记录证明', '欧阳若溪', number, '安和社区义诊引导', '盖章处', '不收取任何费用']) {
    expect(plain).toContain(words)
  }
  expect(plain).not.toContain('用A4纸打印')
  expect(plain).not.toContain(volunteer.phone)

  await page.emulateMedia({ media: 'print' })
  const link = codeIn(await page.screenshot({ fullPage: true }))
  expect(link).toBe(`${portal.url}/volunteer/certificates/${key}/`)

  const anyone = await newPhone(browser, { scripts: false })
  await anyone.goto(link!)
  expect(await anyone.locator('.verdict-word').innerText()).toBe('有效')
  const said = await anyone.locator('main').innerText()
  expect(said).toContain(number)
  expect(said).toContain('欧**')
  expect(said).not.toMatch(/阳若溪|安和社区/)

  const moderator = await anOrganiser(browser, 'desktop')
  await moderator.goto('/desk/volunteer/certificates/')
  await moderator.getByRole('link', { name: `撤销 ${number}` }).click()
  await moderator.getByLabel('撤销的理由').fill('经核实，这一次服务记在了别人名下')
  await moderator.getByRole('button', { name: `撤销 ${number}` }).click()
  await moderator.getByText('已撤销。查验页马上显示').waitFor()
  await anyone.reload()
  expect(await anyone.locator('.verdict').innerText()).toMatch(/已撤销[\s\S]*记在了别人名下/)
})

test('a volunteer checks in on the spot with the digits on the screen, without a script', async () => {
  const shift = await aShiftSoon('广场文明引导')
  const volunteer = await signUpFor(shift, '林见微')
  const screen = await anOrganiser(browser, 'desktop')
  await screen.goto(`/desk/volunteer/shifts/${shift}/spot-code/`)
  const digits = (await screen.locator('.spot-code').innerText()).replace(/\D/g, '')
  expect(digits).toMatch(/^\d{6}$/)
  const link = codeIn(await screen.screenshot({ fullPage: true }))
  expect(link).toBe(`${portal.url}/volunteer/check-in/?shift=${shift}`)

  const phone = await newPhone(browser, { scripts: false })
  await phone.goto(link!)
  await phone.getByRole('button', { name: '签到' }).tap()
  await phone.locator('.error-summary').getByText('请输入现场看到的 6 位数字').waitFor()
  await phone.getByLabel('手机号').fill(volunteer.phone)
  await phone.getByLabel('查询码').fill(volunteer.code)
  await phone.getByLabel('现场码').fill('12')
  await phone.getByRole('button', { name: '签到' }).tap()
  await phone.locator('.error-summary').getByText('现场码不对').waitFor()
  expect(await phone.getByLabel('手机号').inputValue()).toBe(volunteer.phone)
  await phone.getByLabel('现场码').fill(`${digits.slice(0, 3)} ${digits.slice(3)}`)
  await phone.getByRole('button', { name: '签到' }).tap()
  await phone.getByRole('heading', { level: 1, name: '签到成功' }).waitFor()
})
