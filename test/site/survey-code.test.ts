import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { paths } from '../../functions/paths.ts'
import type { Codes, PrintedCodes } from '../../src/survey-codes.ts'
import { askFor, colleague, type Colleague } from '../fixtures/over-http.ts'
import { aSurvey, type ASurvey } from './a-survey.ts'
import { launchBrowser, newPhone } from './browser.ts'
import { portal } from './this-portal.ts'

const { url, folder } = portal
const TWO = {
  pages: [
    {
      name: 'one',
      elements: [{ type: 'radiogroup', name: 'support', title: '您支持吗？', choices: ['支持', '反对'] }],
    },
    { name: 'two', elements: [{ type: 'text', name: 'wish', title: '一句话建议' }] },
  ],
}
let browser: Browser
let moderator: Colleague
beforeAll(async () => {
  browser = await launchBrowser()
  moderator = await colleague({ url, folder }, 'moderator')
})
afterAll(() => browser?.close())

/** The codes of a sheet as the office prints it for a community. */
const printed = async ({ id }: ASurvey, count: number): Promise<string[]> => {
  const { cookie } = moderator
  const json = { community: 'liuan', count }
  const sheet = await askFor<{ id: string }>(url, paths.api.deskSurveyCodes(id), { cookie, json }, 201)
  return (await askFor<PrintedCodes>(url, paths.api.deskCodeSheet(id, sheet.id), { cookie })).codes
}
const countsOf = async ({ id }: ASurvey) => {
  const codes = await askFor<Codes>(url, paths.api.deskSurveyCodes(id), { cookie: moderator.cookie })
  return { used: codes.used, waiting: codes.waiting }
}

const onward = (page: Page) => page.click('[data-next]')
/** Types the code as somebody reads it off a slip: in small letters, with spaces for the lines between. */
const typeCode = async (page: Page, code: string) => {
  await page.getByLabel('答题码').fill(code.toLowerCase().replaceAll('-', ' '))
  await onward(page)
}
const answerBoth = async (page: Page) => {
  await page.locator('.q:visible label', { hasText: '支持' }).click()
  await onward(page)
  await page.locator('.q:visible input').fill('路灯再亮一点')
  await onward(page)
  await page.click('[data-send]')
}

test.each([false, true])(
  'who has a slip of paper answers with its code once, and is told when it was used before (scripts: %s)',
  async (scripts) => {
    const survey = await aSurvey(folder, { modes: ['code'], definition: TWO })
    const [code = '', fresh = ''] = await printed(survey, 3)
    const begin = async () => {
      const page = await newPhone(browser, { scripts })
      await page.goto(survey.path)
      if (scripts) await page.waitForSelector('form.one-question')
      return page
    }
    const first = await begin()
    await typeCode(first, code)
    await answerBoth(first)
    await first.waitForURL('**/thanks/')
    expect(await first.innerText('h1')).toContain('谢谢')
    expect(await countsOf(survey)).toEqual({ used: 1, waiting: 1 })

    // The same slip on another phone: said at the code itself, and nothing that was answered is lost.
    const second = await begin()
    await typeCode(second, code)
    await answerBoth(second)
    await second.waitForSelector('.error-summary')
    expect(await second.title()).toContain('错误：')
    expect(await second.innerText('.error-summary')).toContain('这个答题码已经用过了')
    expect(await second.innerText('#code-error')).toContain('每个码只能答一次')
    expect(await second.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
    expect(await countsOf(survey)).toEqual({ used: 1, waiting: 1 })

    // With the slip of their own the same answers are sent.
    await typeCode(second, fresh)
    while (!(await second.isVisible('[data-send]'))) {
      const wish = second.locator('.q:visible [name="a.wish"]')
      if ((await wish.count()) > 0) expect(await wish.inputValue()).toBe('路灯再亮一点')
      await onward(second)
    }
    await second.click('[data-send]')
    await second.waitForURL('**/thanks/')
    expect(await countsOf(survey)).toEqual({ used: 2, waiting: 2 })
  },
)
