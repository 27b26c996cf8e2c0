import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { colleague, type Colleague } from '../fixtures/over-http.ts'
import { launchBrowser, newDesktop, newPhone } from './browser.ts'
import { aStreetSurvey, anInterviewerOf, quotasOf, responsesOf, sqlOn } from './interview-days.ts'
import { portal } from './this-portal.ts'

let moderator: Colleague
beforeAll(async () => {
  moderator = await colleague(portal, 'moderator')
})

/** Each phone is a browser of its own, as in life: what one keeps, the other never sees. */
const browsers: Browser[] = []
const aBrowser = async () => {
  const browser = await launchBrowser()
  browsers.push(browser)
  return browser
}
afterAll(() => Promise.all(browsers.map((browser) => browser.close().catch(() => undefined))))

const PAGE = '/surveys/interviews/'
const aDay = async () => {
  const survey = await aStreetSurvey(portal)
  const { code, id } = await anInterviewerOf(portal, moderator, survey)
  return { ...survey, code, interviewer: id, stored: () => responsesOf(portal.folder, survey.id) }
}
const begins = async (page: Page, code: string) => {
  await page.goto(PAGE)
  await page.getByLabel('访员码').fill(code.toLowerCase())
  await page.getByRole('button', { name: '打开' }).tap()
  await page.locator('.whom').waitFor()
  // The page is kept on the phone once it has been open with network.
  await page.locator('html[data-kept=yes]').waitFor()
}
const picks = (page: Page, words: string) => page.locator('.whom label', { hasText: words }).tap()
const chooses = async (page: Page, { community = 'liuan', age = '60+', sex = '女' } = {}) => {
  await picks(page, '街访')
  await page.getByLabel('社区').selectOption(community)
  await picks(page, age)
  await picks(page, sex)
}
const next = (page: Page) => page.getByRole('button', { name: '下一步' }).tap()
const here = (page: Page) => page.locator('.q:not([hidden])')
/** Asks one respondent everything; what they wish for tells them apart. */
const asks = async (page: Page, wish: string, whom: Parameters<typeof chooses>[1] = {}) => {
  await chooses(page, whom)
  await page.getByRole('button', { name: '开始访问' }).tap()
  await here(page).locator('label', { hasText: '5' }).tap()
  await next(page)
  await here(page).locator('input').fill(wish)
  await next(page)
  await page.getByText('都答完了').waitFor()
  await next(page)
  await page.locator('.whom').waitFor()
}
const waits = (page: Page, n: number) => page.locator(`.day[data-waiting="${n}"]`).waitFor()
const wishesOf = (rows: { answers: string }[]) =>
  rows.map(({ answers }) => (JSON.parse(answers) as { wish: string }).wish).sort()

test('twenty respondents without network, the page reloaded in between, synced from two tabs and twice: twenty answers', async () => {
  const day = await aDay()
  const phone = await newPhone(await aBrowser())
  await begins(phone, day.code)
  await phone.context().setOffline(true)
  const wishes: string[] = []
  for (let n = 1; n <= 20; n += 1) {
    const wish = `第${n}位的建议`
    wishes.push(wish)
    await asks(phone, wish, { sex: n % 2 ? '男' : '女' })
    await waits(phone, n)
    if (n % 7 === 0) {
      await phone.reload()
      await waits(phone, n)
    }
  }
  expect(await phone.locator('[data-done]').innerText()).toBe('20')
  expect(await day.stored()).toEqual([])

  // A second tab of the same phone: both come back to the network, and the button is pressed twice all the same.
  const tab = await phone.context().newPage()
  await tab.goto(PAGE)
  await waits(tab, 20)
  await phone.context().setOffline(false)
  const press = (page: Page) => page.getByRole('button', { name: '同步' }).tap()
  await Promise.all([press(phone), press(tab), press(phone)])
  await Promise.all([waits(phone, 0), waits(tab, 0)])
  await press(phone)
  await phone.getByText('都已同步').waitFor()
  const rows = await day.stored()
  expect(rows).toHaveLength(20)
  expect(wishesOf(rows)).toEqual(wishes.sort())
  const left = await phone.evaluate(
    () =>
      new Promise<unknown[]>((resolve) => {
        const opening = indexedDB.open('interviews')
        opening.onsuccess = () => {
          const all = opening.result.transaction('waiting').objectStore('waiting').getAll()
          all.onsuccess = () => resolve(all.result)
        }
      }),
  )
  expect(left).toEqual([])
  expect(await phone.evaluate(() => JSON.stringify({ ...localStorage }))).not.toContain('建议')
  const [kept] = await sqlOn<{ n: number }>(
    portal.folder,
    "SELECT n FROM survey_tallies WHERE slice = 'interviewer:' || ?",
    day.interviewer,
  )
  expect(kept).toEqual({ n: 20 })
}, 240_000)

test('a full quota cannot be started, also when this phone filled it without network', async () => {
  const day = await aDay()
  await quotasOf(portal, moderator, day, [
    { cell: 'liuan|60+|女', target: 1 },
    { cell: 'liuan|60+|男', target: 2 },
  ])
  const phone = await newPhone(await aBrowser())
  await begins(phone, day.code)
  await phone.context().setOffline(true)
  await chooses(phone)
  expect(await phone.locator('.wanted').innerText()).toBe('这类受访者还差 1 份。')
  await asks(phone, '一')
  await waits(phone, 1)
  await picks(phone, '街访')
  await phone.getByLabel('社区').selectOption('liuan')
  await picks(phone, '60+')
  const women = phone.locator('.whom label', { hasText: '女' })
  expect(await women.innerText()).toContain('已满')
  expect(await women.locator('input').isDisabled()).toBe(true)
  expect(await phone.locator('.whom label', { hasText: '男' }).innerText()).toContain('还差 2 份')
  // Chosen in another order, it is said before the first question.
  await phone.reload()
  await picks(phone, '街访')
  await picks(phone, '女')
  await picks(phone, '60+')
  await phone.getByLabel('社区').selectOption('liuan')
  await phone.getByText('这类受访者已经满了').waitFor()
  expect(await phone.getByRole('button', { name: '开始访问' }).isDisabled()).toBe(true)
  await phone.getByLabel('社区').selectOption('dukou')
  expect(await phone.getByRole('button', { name: '开始访问' }).isEnabled()).toBe(true)
}, 120_000)

test('nothing of one respondent is left for the next, whatever is pressed', async () => {
  const day = await aDay()
  const phone = await newPhone(await aBrowser())
  await begins(phone, day.code)
  await asks(phone, '只有我知道的事')
  const seen = () =>
    phone.evaluate(() => document.body.innerText + [...document.querySelectorAll('input')].map(({ value }) => value))
  for (let presses = 0; presses < 6; presses += 1) {
    expect(await seen()).not.toContain('只有我知道的事')
    await phone.goBack().catch(() => null)
    if (!phone.url().includes(PAGE)) await phone.goto(PAGE)
    await phone.locator('.whom').waitFor()
  }
  await phone.locator('.whom').waitFor()
  await chooses(phone)
  await phone.getByRole('button', { name: '开始访问' }).tap()
  await here(phone).waitFor()
  expect(await here(phone).locator('input:checked').count()).toBe(0)
  await here(phone).locator('label', { hasText: '4' }).tap()
  await next(phone)
  expect(await here(phone).locator('input').inputValue()).toBe('')
  // Back from the first question leads to the list, with this interview set aside.
  await phone.goBack()
  await phone.goBack()
  await phone.getByText('有一份没有问完').waitFor()
  expect(await seen()).not.toContain('只有我知道的事')
}, 120_000)

test('killed in the middle of an interview, it goes on where it was', async () => {
  const day = await aDay()
  const phone = await newPhone(await aBrowser())
  await begins(phone, day.code)
  await phone.context().setOffline(true)
  await chooses(phone)
  await phone.getByRole('button', { name: '开始访问' }).tap()
  await here(phone).locator('label', { hasText: '2' }).tap()
  await next(phone)
  await here(phone).locator('textarea').fill('路灯不亮')
  await phone.reload()
  await phone.getByRole('button', { name: '接着问' }).tap()
  expect(await here(phone).locator('textarea').inputValue()).toBe('路灯不亮')
  await next(phone)
  await next(phone)
  await phone.context().setOffline(false)
  await next(phone)
  await waits(phone, 0)
  await phone.getByText('都已同步').waitFor()
  const [row] = await day.stored()
  expect(JSON.parse(row!.answers)).toEqual({
    ...{ community: 'liuan', age: '60+', sex: '女', overall: 2, why: '路灯不亮' },
  })
}, 120_000)

test('what the portal refuses stays on the phone with its reason, and the rest gets through', async () => {
  const day = await aDay()
  const phone = await newPhone(await aBrowser())
  await begins(phone, day.code)
  await phone.context().setOffline(true)
  await asks(phone, '留在手机里')
  await sqlOn(portal.folder, 'UPDATE survey_editions SET version = 2 WHERE survey_id = ?', day.id)
  await phone.context().setOffline(false)
  await phone.getByText('1 份网站没有收').waitFor()
  await phone.getByText('其余都已同步').waitFor()
  await phone.getByText('题目改过').waitFor()
  expect(await day.stored()).toEqual([])
  await sqlOn(portal.folder, 'UPDATE survey_editions SET version = 1 WHERE survey_id = ?', day.id)
  await phone.getByRole('button', { name: '再送一次' }).tap()
  await phone.getByText('手机里没有留下答卷').waitFor()
  expect(wishesOf(await day.stored())).toEqual(['留在手机里'])
}, 120_000)

test('who leaves takes code, survey and answers off the phone, and is warned while something waits', async () => {
  const day = await aDay()
  const phone = await newPhone(await aBrowser())
  await begins(phone, day.code)
  await phone.context().setOffline(true)
  await asks(phone, '还没有同步')
  await phone.locator('.leave summary').tap()
  await phone.getByText('还有 1 份答卷没有同步').waitFor()
  await phone.context().setOffline(false)
  await waits(phone, 0)
  await phone.getByText('退出后这部手机不再保存').waitFor()
  await phone.getByRole('button', { name: '退出' }).tap()
  await phone.getByLabel('访员码').waitFor()
  expect(await phone.evaluate(() => caches.keys())).toEqual([])
  expect(phone.url()).not.toContain(day.code.slice(0, 4))
}, 120_000)

test('without a script the page says so, and where to go instead', async () => {
  const day = await aDay()
  const plain = await newPhone(await aBrowser(), { scripts: false })
  await plain.goto(PAGE)
  await plain.getByLabel('访员码').fill('7K3M-7K3M-7K3M-7K3M-7K3M-7K3M')
  await plain.getByRole('button', { name: '打开' }).tap()
  await plain.getByText('没有这个访员码').waitFor()
  await plain.getByLabel('访员码').fill(day.code)
  await plain.getByRole('button', { name: '打开' }).tap()
  await plain.getByText('这个页面要运行脚本').first().waitFor()
  const link = plain.getByRole('link', { name: '网上作答的页面' })
  expect(await link.getAttribute('href')).toBe(`/surveys/${day.slug}/`)
})

test('at the desk a sample is spread, an interviewer gets a code once, and progress is seen', async () => {
  const survey = await aStreetSurvey(portal)
  const desk = await newDesktop(await aBrowser())
  const [name = '', value = ''] = moderator.cookie.split('=')
  await desk.context().addCookies([{ name, value, url: portal.url }])
  await desk.goto(`/desk/surveys/${survey.id}/sample/`)
  await desk.getByLabel('一共访问多少份').fill('３００')
  await desk.getByRole('button', { name: '分配', exact: true }).click()
  await desk.getByText('配额已分配').waitFor()
  expect(await desk.getByText('0 / 300').count()).toBe(1)
  await desk.getByLabel('访员姓名').fill('河苑三组')
  await desk.getByRole('button', { name: '新增访员' }).click()
  const code = await desk.locator('.slip .code').innerText()
  expect(code).toMatch(/^([0-9A-Z]{4}-){5}[0-9A-Z]{4}$/)
  await desk.goto(`/desk/surveys/${survey.id}/sample/`)
  expect(await desk.content()).not.toContain(code)
})
