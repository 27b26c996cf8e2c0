import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { barriersOf } from './barriers.ts'
import { launchBrowser, newDesktop, newPhone } from './browser.ts'
import { atDesk, doneSaid } from './desk-people.ts'
import { portal } from './this-portal.ts'

let browser: Browser
let moderator: Page
beforeAll(async () => {
  browser = await launchBrowser()
  moderator = await atDesk(browser, 'demo-moderator')
})
afterAll(() => browser?.close())

const HOUR = 3_600_000
/** A time of day in so many days, as a datetime-local field takes it. */
const local = (days: number, hour: number) => {
  const at = new Date(Date.now() + 8 * HOUR + days * 24 * HOUR)
  at.setUTCHours(hour, 0, 0, 0)
  return at.toISOString().slice(0, 16)
}
const fillActivity = async (page: Page, title: string) => {
  await page.goto('/desk/volunteer/new/')
  await page.getByLabel('活动名称').fill(title)
  await page.getByLabel('类型').selectOption('guide')
  await page.getByLabel('活动说明').fill('早高峰在路口劝导行人和非机动车，请提前十分钟到。')
  await page.getByLabel('实践中心、所、站').selectOption('liuan-station')
  await page.getByLabel('社区', { exact: true }).selectOption('liuan')
  await page.getByLabel('集合地点').fill('柳岸菜市场东门')
  await page.getByLabel('联系人').fill('苏禾')
}
const draft = async (page: Page, title: string) => {
  await fillActivity(page, title)
  await page.getByLabel('联系电话').fill('199 0000 0411')
  await page.getByRole('button', { name: '存为草稿' }).click()
  await page.waitForURL('**done=create**')
  await page.getByLabel('开始', { exact: true }).fill(local(3, 22))
  await page.getByLabel('结束', { exact: true }).fill(local(4, 1))
  await page.getByLabel('总人数').fill('12')
  await page.getByRole('button', { name: '加一个班次' }).click()
  await page.waitForURL('**done=add_shift**')
}
const publish = async (page: Page) => {
  await page.getByRole('button', { name: '发布' }).click()
  await page.waitForURL('**done=publish**')
}

test('a moderator makes an activity, publishes it, repeats its shift and cancels it, without any script', async () => {
  const page = await newDesktop(browser, { scripts: false })
  await page.context().addCookies(await moderator.context().cookies())
  const title = '柳岸路口早高峰劝导'
  await fillActivity(page, title)
  await page.getByRole('button', { name: '存为草稿' }).click()

  // The telephone is missing: said above and at its field, and all that was typed is still there.
  expect(await page.title()).toMatch(/^错误：/)
  expect(await page.locator('.error-summary').innerText()).toContain('请写联系电话')
  expect(await page.getByLabel('活动名称').inputValue()).toBe(title)
  expect(await page.getByLabel('社区', { exact: true }).inputValue()).toBe('liuan')
  await page.getByLabel('联系电话').fill('199 0000 0411')
  await page.getByRole('button', { name: '存为草稿' }).click()
  await page.waitForURL('**done=create**')
  expect(await page.getByRole('button', { name: '发布' }).isDisabled()).toBe(true)

  // An end before the start is refused at the end, and the start stays.
  await page.getByLabel('开始', { exact: true }).fill(local(3, 22))
  await page.getByLabel('结束', { exact: true }).fill(local(3, 20))
  await page.getByLabel('总人数').fill('12')
  await page.getByRole('button', { name: '加一个班次' }).click()
  expect(await page.locator('.error-summary').innerText()).toContain('结束时间要晚于开始时间')
  expect(await page.getByLabel('开始', { exact: true }).inputValue()).toBe(local(3, 22))
  await page.getByLabel('结束', { exact: true }).fill(local(4, 1))
  await page.getByRole('button', { name: '加一个班次' }).click()
  await page.waitForURL('**done=add_shift**')
  const number = (await page.locator('h1 small').innerText()).trim()

  const resident = await newPhone(browser)
  await resident.goto(`/volunteer/${number}/`)
  expect(await resident.locator('main').innerText()).not.toContain(title)
  await publish(page)
  expect(await doneSaid(page)).toContain('已发布')
  await resident.goto(`/volunteer/${number}/`)
  await resident.getByRole('heading', { name: title }).waitFor()

  await page.getByRole('link', { name: '修改或取消' }).click()
  await page.getByText('按周重复这个班次').click()
  await page.getByLabel('再重复几周').fill('5')
  await page.getByRole('button', { name: '按周重复' }).click()
  await page.waitForURL('**done=repeat**')
  expect(await doneSaid(page)).toContain('已加 5 个班次')
  expect(await page.locator('.shifts tbody tr').count()).toBe(6)

  await page.getByText('取消活动', { exact: true }).first().click()
  await page.getByRole('button', { name: '取消活动' }).click()
  expect(await page.locator('.error-summary').innerText()).toContain('请写取消的原因')
  await page.getByLabel('取消的原因').fill('道路施工，改期再办')
  await page.getByRole('button', { name: '取消活动' }).click()
  await page.waitForURL('**done=cancel**')
  expect(await page.locator('main').innerText()).toContain('道路施工，改期再办')
  // A page that was just read is kept for ten seconds; another address of it is not.
  await resident.goto(`/volunteer/${number}/?now`)
  expect(await resident.locator('main').innerText()).toContain('道路施工，改期再办')
})

test('of two who change an activity the second is told who was faster, and keeps what was typed', async () => {
  await draft(moderator, '两个人同时改的活动')
  const path = new URL(moderator.url()).pathname
  const second = await atDesk(browser, 'demo-moderator-2')
  for (const page of [moderator, second]) {
    await page.goto(path)
    await page.getByText('修改活动内容').click()
  }
  await moderator.getByLabel('活动名称').fill('第一个人改的名称')
  await moderator.getByRole('button', { name: '保存修改' }).click()
  await moderator.waitForURL('**done=change**')
  await second.getByLabel('活动名称').fill('第二个人改的名称')
  await second.getByRole('button', { name: '保存修改' }).click()
  const told = second.locator('.error-summary')
  await told.waitFor()
  expect(await told.innerText()).toMatch(/林知夏 (刚刚|\d+ 分钟前)已修改/)
  expect(await second.getByLabel('活动名称').inputValue()).toBe('第二个人改的名称')
  expect(await second.locator('h1').innerText()).toContain('第一个人改的名称')
})

test('the desk signs somebody up, finds their book, and takes a list over after looking at it', async () => {
  await draft(moderator, '替人报名的活动')
  await publish(moderator)
  await moderator.getByRole('link', { name: '替人报名' }).click()
  await moderator.getByLabel('姓名', { exact: true }).fill('申听雪')
  await moderator.getByLabel('手机号', { exact: true }).fill('199 0000 7001')
  await moderator.getByRole('button', { name: '报名', exact: true }).click()
  const made = moderator.locator('.new-code')
  await made.waitFor()
  expect(await made.innerText()).toMatch(/V\d\d-\d{6} 已报上\s+[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/)

  await moderator.goto('/desk/volunteer/people/')
  await moderator.getByLabel('按编号或手机号找').fill('19900007001')
  await moderator.getByRole('button', { name: '找', exact: true }).click()
  await moderator.getByRole('link', { name: '申**' }).click()
  expect(await moderator.locator('main').innerText()).toContain('替人报名的活动')
  expect(await moderator.locator('main').innerText()).not.toContain('听雪')

  const list =
    '姓名,手机号码,年龄段,所属社区,服务时长（小时）\n谢长风,19900007002,18岁以上,柳岸社区,6.5\n空号,,18岁以上,柳岸社区,1\n'
  await moderator.goto('/desk/volunteer/import/')
  const file = { name: '名单.csv', mimeType: 'text/csv', buffer: Buffer.from(list) }
  await moderator.getByLabel('名单文件（CSV）').setInputFiles(file)
  await moderator.getByRole('button', { name: '预检，先不导入' }).click()
  await moderator.getByRole('heading', { name: '预检结果，还没有导入' }).waitFor()
  expect(await moderator.locator('.report').innerText()).toMatch(/新的人\s+1 行/)
  await moderator.getByRole('button', { name: '确认导入 1 人' }).click()
  expect(await doneSaid(moderator)).toContain('新增 1 人，新增 6.5 小时')
})

test('no page of activities, teams and volunteers at the desk has a barrier that axe-core knows', async () => {
  // The longest title there can be, and no place to break it.
  await draft(moderator, 'W'.repeat(40))
  await publish(moderator)
  const open = new URL(moderator.url()).pathname
  await moderator.getByRole('link', { name: '修改或取消' }).click()
  const panel = new URL(moderator.url()).pathname + new URL(moderator.url()).search
  const phone = await newPhone(browser)
  await phone.context().addCookies(await moderator.context().cookies())
  const paths = ['', 'new/', 'teams/', 'people/', 'import/'].map((path) => `/desk/volunteer/${path}`)
  for (const page of [moderator, phone])
    for (const path of [...paths, open, panel])
      for (const view of ['', 'elder']) {
        await page.context().addCookies([{ name: 'view', value: view, url: portal.url }])
        await page.goto(path)
        // What axe knows hangs on the markup: each page once in either view; that nothing overflows, in all four.
        if ((page === phone) === (view === 'elder')) {
          expect(await barriersOf(page), `${path} ${view}`).toEqual([])
        }
        const wide = await page.evaluate(() => {
          const width = document.body.clientWidth
          const over = [...document.querySelectorAll('main *')].filter(
            (one) => one.getBoundingClientRect().right > width,
          )
          return document.documentElement.scrollWidth > width ? over.slice(0, 3).map((one) => one.outerHTML) : []
        })
        expect(wide, `${path} ${view}`).toEqual([])
      }
}, 240_000)
