import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DAY } from '../../functions/domain/shanghai-day.ts'
import { aSurvey } from './a-survey.ts'
import { barriersOf } from './barriers.ts'
import { launchBrowser, newDesktop, newPhone } from './browser.ts'
import { atDesk, doneSaid } from './desk-people.ts'
import { portal } from './this-portal.ts'

let browser: Browser
let editor: Page
beforeAll(async () => {
  browser = await launchBrowser()
  editor = await atDesk(browser, 'demo-editor')
})
afterAll(() => browser?.close())

const start = (page: Page, name: string) => page.locator('.start', { hasText: name }).first().getByRole('radio')
const make = async (page: Page, from: string, title = '') => {
  await page.goto('/desk/surveys/new/')
  await start(page, from).check()
  await page.getByLabel('问卷名称').fill(title)
  await page.getByRole('button', { name: '存为草稿' }).click()
  await page.waitForURL('**done=make**')
  return new URL(page.url()).pathname
}
const summary = (page: Page) => page.locator('.error-summary').innerText()

test('an editor makes a survey from a template, changes a question, looks at it and opens it, without any script', async () => {
  const page = await newDesktop(browser, { scripts: false })
  await page.context().addCookies(await editor.context().cookies())
  const path = await make(page, '文明创建知晓率问卷', '秋季知晓率问卷')
  expect(await doneSaid(page)).toContain('草稿已存好')
  await page.getByRole('link', { name: '修改题目' }).click()
  expect(await page.locator('.question').count()).toBe(8)

  // A question is reworded, gets one choice more, and is shown to those only who know of it.
  await page.getByRole('link', { name: '您知道在哪里报名做志愿者吗？' }).click()
  await page.getByLabel('题目', { exact: true }).fill('您知道怎么报名做志愿者吗？')
  const choices = page.getByLabel('选项，一行一个')
  await choices.fill((await choices.inputValue()) + '\n说不清 | 说不清 | Hard to say')
  await page.getByLabel('只在选了……时出现').check()
  await page.getByLabel('前面的哪个选项').selectOption('aware="yes"')
  await page.getByRole('button', { name: '保存这一题' }).click()
  await page.waitForURL('**done=change_question**')
  const row = page.locator('.question', { hasText: '您知道怎么报名做志愿者吗？' })
  expect(await row.innerText()).toContain('有条件才出现')

  // Moved up, copied, the copy removed.
  await row.getByRole('button', { name: /上移/ }).click()
  expect(await page.locator('.question').nth(3).innerText()).toContain('您知道怎么报名做志愿者吗？')
  await page.locator('.question').nth(3).getByRole('button', { name: /复制/ }).click()
  expect(await page.locator('.question').count()).toBe(9)
  await page.locator('.question').nth(4).getByRole('button', { name: /删除/ }).click()
  expect(await page.locator('.question').count()).toBe(8)

  // The question it hangs on goes: the lint says so, and opening waits.
  await page.locator('.question').first().getByRole('button', { name: /删除/ }).click()
  expect(await page.locator('.findings').innerText()).toContain('要改')
  await page.goto(path)
  expect(await page.getByRole('button', { name: '开放答题' }).isDisabled()).toBe(true)
  await page.getByRole('link', { name: '修改题目' }).click()
  for (const title of ['您是从哪里知道的？', '您知道怎么报名做志愿者吗？']) {
    await page.getByRole('link', { name: title }).first().click()
    await page.getByLabel('都出现').check()
    await page.getByRole('button', { name: '保存这一题' }).click()
    await page.waitForURL('**done=change_question**')
  }
  expect(await page.locator('.findings').innerText()).not.toContain('要改')

  await page.getByRole('link', { name: '手机预览' }).first().click()
  await page.getByRole('button', { name: '继续' }).click()
  expect(await page.locator('.phone').innerText()).toContain('这一题要答')
  await page.getByRole('button', { name: 'English' }).click()
  expect(await page.locator('.phone').innerText()).toContain('Do you know the district')

  await page.goto(path)
  await page.getByRole('button', { name: '开放答题' }).click()
  await page.waitForURL('**done=open**')
  const resident = await newPhone(browser)
  await resident.goto((await page.locator('.survey-link a').getAttribute('href')) ?? '')
  expect(await resident.locator('main').innerText()).toContain('秋季知晓率问卷')
  // Open questions stand; a new edition is the way.
  await page.getByRole('link', { name: '查看题目' }).click()
  expect(await page.locator('main').innerText()).toContain('题目不能改')
  expect(await page.locator('.question-ways').count()).toBe(0)
})

test('what cannot be imported is told by question and property, and stays in the field', async () => {
  await editor.goto('/desk/surveys/new/')
  await start(editor, '导入 SurveyJS 文件').check()
  const text = '{"elements":[{"type":"signaturepad","name":"autograph"},{"type":"text","name":"ok","blink":true}]}'
  await editor.getByLabel('或者贴在这里').fill(text)
  await editor.getByLabel('问卷名称').fill('导入的问卷')
  await editor.getByRole('button', { name: '存为草稿' }).click()
  const told = await summary(editor)
  for (const word of ['autograph', 'signaturepad', 'ok', 'blink']) expect(told).toContain(word)
  expect(await editor.getByLabel('或者贴在这里').inputValue()).toBe(text)
  expect(await editor.getByLabel('问卷名称').inputValue()).toBe('导入的问卷')
  expect(await editor.title()).toMatch(/^错误：/)
})

test('of two who change a question the second is told who was faster, and keeps what was typed', async () => {
  const path = `${await make(editor, '空白问卷', '两个人一起改')}editions/1/questions/q1/`
  const second = await newDesktop(browser)
  await second.context().addCookies(await editor.context().cookies())
  await second.goto(path)
  await editor.goto(path)
  await editor.getByLabel('题目', { exact: true }).fill('先改的')
  await editor.getByRole('button', { name: '保存这一题' }).click()
  await editor.waitForURL('**done=change_question**')
  await second.getByLabel('题目', { exact: true }).fill('后改的')
  await second.getByRole('button', { name: '保存这一题' }).click()
  await second.locator('.error-summary').waitFor()
  expect(await summary(second)).toMatch(/刚刚已修改|分钟前已修改/)
  expect(await second.getByLabel('题目', { exact: true }).inputValue()).toBe('后改的')
})

test('the question form shows what its answers need, by keyboard alone', async () => {
  const path = await make(editor, '文明城区创建群众满意度问卷', '键盘走一遍')
  await editor.goto(`${path}editions/1/questions/improve/`)
  expect(await editor.getByLabel('表达式', { exact: false }).last().isVisible()).toBe(false)
  await editor.getByLabel('只在选了……时出现').focus()
  await editor.keyboard.press('ArrowDown')
  await editor.keyboard.press('ArrowDown')
  expect(await editor.getByLabel('按表达式').isChecked()).toBe(true)
  await editor.keyboard.press('Tab')
  await editor.keyboard.type('{overall} notempty')
  await editor.getByRole('button', { name: '保存这一题' }).focus()
  await editor.keyboard.press('Enter')
  await editor.waitForURL('**done=change_question**')
  await editor.goto(`${path}editions/1/questions/improve/`)
  expect(await editor.locator('#expression').inputValue()).toBe('{overall} notempty')
})

test('a clerk enters paper by keyboard; what is missing is said and nothing is lost, and the next sheet is blank', async () => {
  await make(editor, '空白问卷', '纸上答的问卷')
  await editor.getByText('修改名称、方式和时间').click()
  await editor.getByLabel('纸质录入').check()
  await editor.getByRole('button', { name: '保存' }).click()
  await editor.waitForURL('**done=edit**')
  await editor.getByRole('link', { name: '修改题目' }).click()
  await editor.getByRole('link', { name: '新的一题' }).click()
  await editor.getByLabel('必答').check()
  await editor.getByRole('button', { name: '保存这一题' }).click()
  await editor.waitForURL('**done=change_question**')
  await editor.goto(new URL(editor.url()).pathname.replace(/editions.*/, ''))
  await editor.getByRole('button', { name: '开放答题' }).click()
  await editor.waitForURL('**done=open**')
  await editor.getByRole('link', { name: '纸质录入' }).click()
  await editor.getByLabel('从哪个社区收来的').selectOption('liuan')
  await editor.getByRole('button', { name: '保存，录下一张' }).click()
  expect(await summary(editor)).toContain('第 1 题')
  expect(await editor.getByLabel('从哪个社区收来的').inputValue()).toBe('liuan')
  await editor.getByLabel('选项一').focus()
  await editor.keyboard.press('2')
  expect(await editor.getByLabel('选项二').isChecked()).toBe(true)
  await editor.keyboard.press('Enter')
  await editor.waitForURL('**entered=1**')
  expect(await editor.locator('.done-notice').innerText()).toContain('录入 1 份')
  expect(await editor.getByLabel('选项二').isChecked()).toBe(false)
  expect(await editor.getByLabel('从哪个社区收来的').inputValue()).toBe('liuan')
})

test('paper collected before the end is entered after it, and the page says that the end has passed', async () => {
  const definition = {
    elements: [{ type: 'radiogroup', name: 'support', title: '您支持吗？', choices: ['支持', '反对'] }],
  }
  const over = { modes: ['paper' as const], definition }
  const open = await aSurvey(portal.folder, { ...over, closesAt: Date.now() + DAY })
  await editor.goto(`/desk/surveys/${open.id}/paper/`)
  expect(await editor.locator('main').innerText()).not.toContain('截止')
  const ended = await aSurvey(portal.folder, { ...over, closesAt: Date.now() - DAY })
  await editor.goto(`/desk/surveys/${ended.id}/paper/`)
  expect(await editor.locator('.notice.warn').innerText()).toContain('截止前答好的纸质问卷还可以录入')
  await editor.getByLabel('反对').check()
  await editor.getByRole('button', { name: '保存，录下一张' }).click()
  await editor.waitForURL('**entered=1**')
  expect(await editor.locator('.notice.warn').innerText()).toContain('截止')
  const closed = await aSurvey(portal.folder, { ...over, state: 'closed', closesAt: Date.now() - DAY })
  await editor.goto(`/desk/surveys/${closed.id}/paper/`)
  expect(await editor.locator('.notice.warn').innerText()).toContain('现在不能录入')
  expect(await editor.locator('[data-sheet]').count()).toBe(0)
})

test('posters for windows are offered where windows are rated, and nowhere else', async () => {
  const rooms = ['', 'codes/', 'sample/', 'paper/', 'results/', 'texts/', 'editions/1/', 'editions/1/preview/']
  const moderator = await atDesk(browser, 'demo-moderator')
  for (const [mode, kind, posters] of [
    ['window', 'window', 1],
    ['link', 'opinion', 0],
  ] as const) {
    const { id } = await aSurvey(portal.folder, { kind, modes: [mode] })
    for (const room of rooms) {
      await moderator.goto(`/desk/surveys/${id}/${room}`)
      const tabs = moderator.getByRole('navigation', { name: '这份问卷' })
      expect([mode, room, await tabs.getByRole('link', { name: '结果' }).count()]).toEqual([mode, room, 1])
      expect([mode, room, await tabs.getByRole('link', { name: '窗口海报' }).count()]).toEqual([mode, room, posters])
    }
  }
})

test('the pages of surveys have nothing for axe to complain about, and fit a phone', async () => {
  const path = await make(editor, '窗口服务评价', '无障碍检查')
  await editor.setViewportSize({ width: 360, height: 640 })
  for (const page of [
    '/desk/surveys/',
    '/desk/surveys/new/',
    path,
    `${path}editions/1/`,
    `${path}editions/1/questions/rating/`,
    `${path}editions/1/preview/`,
    `${path}windows/`,
    `${path}paper/`,
  ]) {
    await editor.goto(page)
    expect(await barriersOf(editor), page).toEqual([])
    expect([page, await editor.evaluate(() => document.documentElement.scrollWidth <= innerWidth)]).toEqual([
      page,
      true,
    ])
  }
  await editor.setViewportSize({ width: 1366, height: 768 })
})
