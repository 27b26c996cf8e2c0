import type { Browser, Page } from 'playwright-core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import quiz from '../../content/surveys/quiz.json' with { type: 'json' }
import rating from '../../content/surveys/window-rating.json' with { type: 'json' }
import type { Meaning } from '../../functions/domain/survey/meaning.ts'
import { aSurvey, storedFor } from './a-survey.ts'
import { barriersOf } from './barriers.ts'
import { launchBrowser, newPhone } from './browser.ts'
import { portal } from './this-portal.ts'

const folder = portal.folder
let browser: Browser
// One for each test: what a page fetches sets no cookie in a later context of the one-process browser.
beforeEach(async () => {
  browser = await launchBrowser()
})
afterEach(() => browser.close())

/** The card on the screen. */
const card = (page: Page) => page.locator('.q:visible')
const onward = (page: Page) => page.click('[data-next]')
const choose = async (page: Page, words: string) => {
  await card(page).locator('label', { hasText: words }).first().click()
  await onward(page)
}
const begin = async (page: Page, path: string) => {
  await page.goto(path)
  await page.waitForSelector('form.one-question')
  await onward(page)
}
/** Answers the first six questions: of the twelve one stays hidden, and the seventh asks why. */
const answerSix = async (page: Page) => {
  await card(page).locator('select').selectOption('liuan')
  await onward(page)
  await choose(page, '30-59')
  await choose(page, '女')
  await choose(page, '是')
  await choose(page, '微信')
  await choose(page, '2')
}
const answerTheRest = async (page: Page) => {
  await card(page).locator('textarea').fill('路不平')
  await onward(page)
  for (const words of ['满意', '一般', '很满意']) await choose(page, words)
  await choose(page, '支持')
  await card(page).locator('button', { hasText: '下移' }).first().click()
  await onward(page)
  await card(page).locator('input').fill('１２')
  await onward(page)
  await card(page).locator('input').fill('路灯再亮一点')
  await onward(page)
}
const ANSWERED = {
  ...{ community: 'liuan', age: '30-59', sex: '女', known: true, sources: ['微信'], overall: 2, why: '路不平' },
  ...{ places: { streets: '很满意', market: '一般', park: '很满意' }, support: '支持', years: 12 },
  ...{ concerns: ['养犬', '停车', '垃圾', '噪声'], wish: '路灯再亮一点' },
}

test('without a script twelve questions with branches are answered, one page a screen', async () => {
  const survey = await aSurvey(folder)
  const page = await newPhone(browser, { scripts: false })
  await page.goto(survey.path)
  expect(await page.locator('.q:visible').count()).toBe(0)
  await onward(page)

  // Something is wrong: it is said, and everything that was answered stays.
  await page.check('[name="a.sex"][value=女]')
  const refused = page.waitForResponse((answer) => answer.request().method() === 'POST')
  await onward(page)
  expect((await refused).status()).toBe(422)
  expect(await page.title()).toContain('错误：')
  expect(await page.locator('.error-summary li').count()).toBe(2)
  expect(await page.isChecked('[name="a.sex"][value=女]')).toBe(true)
  await page.selectOption('[name="a.community"]', 'liuan')
  await page.check('[name="a.age"][value="30-59"]')
  await onward(page)

  // Answers make two more questions appear on this very page.
  expect(await page.isVisible('[name="a.sources"]')).toBe(false)
  await page.check('[name="a.known"][value=true]')
  await page.check('[name="a.overall"][value="2"]')
  for (const [row, column] of Object.entries(ANSWERED.places))
    await page.check(`[name="a.places.${row}"][value=${column}]`)
  await onward(page)
  expect(await page.innerText('.notice')).toContain('多了几题')
  await page.check('[name="a.sources"][value=微信]')
  await page.fill('[name="a.why"]', '路不平')

  // Back and on again: nothing is lost.
  await page.click('[data-back]')
  expect(await page.inputValue('[name="a.community"]')).toBe('liuan')
  await onward(page)
  expect(await page.inputValue('[name="a.why"]')).toBe('路不平')
  await onward(page)
  await page.check('[name="a.support"][value=支持]')
  for (const [at, concern] of ANSWERED.concerns.entries())
    await page.selectOption(`[name="a.concerns.${concern}"]`, String(at + 1))
  await page.fill('[name="a.years"]', '12')
  await page.fill('[name="a.wish"]', '路灯再亮一点')
  await onward(page)
  expect(await page.innerText('main')).toContain('提交前请核对')

  // A changed answer takes a branch away; what was written there does not count, and one is back at the check page.
  await page.click('button:has-text("您知道本区")')
  await page.check('[name="a.known"][value=false]')
  await onward(page)
  expect(await page.innerText('[data-answers]')).not.toContain('微信')
  await page.goBack()
  await page.goForward()
  await page.click('[data-send]')
  await page.waitForURL('**/thanks/')
  expect(await page.innerText('h1')).toContain('谢谢')
  const { sources: _, ...counted } = ANSWERED
  const stored = await storedFor(folder, survey)
  expect(stored.map(({ answers }) => answers)).toEqual([{ ...counted, known: false }])
  await page.close()
})

test('killed at question 7, a phone goes on at question 7 and the survey is finished', async () => {
  const survey = await aSurvey(folder)
  const first = await newPhone(browser)
  await begin(first, survey.path)
  await onward(first)
  await first.locator('.q.bad').waitFor()
  expect(await card(first).locator('.error').innerText()).toContain('选一个')
  await answerSix(first)
  expect(await first.innerText('[data-step]')).toBe('第 7 题')
  const context = first.context()
  await first.close({ runBeforeUnload: false })

  const page = await context.newPage()
  await page.goto(survey.path)
  await page.click('text=继续上次')
  expect(await page.innerText('[data-step]')).toBe('第 7 题')
  expect(await card(page).locator('h2').innerText()).toContain('哪里不满意')
  await page.click('[data-back]')
  expect(await page.innerText('[data-step]')).toBe('第 6 题')
  await page.goBack()
  expect(await page.innerText('[data-step]')).toBe('第 7 题')
  await page.reload()
  expect(await page.innerText('[data-step]')).toBe('第 7 题')
  while ((await card(page).locator('textarea').count()) === 0) await onward(page)
  await answerTheRest(page)
  await page.click('[data-send]')
  await page.waitForURL('**/thanks/')
  expect(await page.evaluate(() => localStorage.length)).toBe(0)
  const stored = await storedFor(folder, survey)
  expect(stored.map(({ answers }) => answers)).toEqual([ANSWERED])

  // A soft limit: the device is told, and a second answer is flagged, not refused.
  await page.goto(survey.path)
  expect(await page.innerText('.notice')).toContain('答过这份问卷')
  await page.close()
})

test('without network the answers stay, and are sent once when it is back, however often the button is pressed', async () => {
  const survey = await aSurvey(folder)
  const page = await newPhone(browser)
  await begin(page, survey.path)
  await answerSix(page)
  await answerTheRest(page)
  await page.context().setOffline(true)
  await page.click('[data-send]')
  await page.waitForFunction(() => document.querySelector('[data-said]')!.textContent!.includes('网络断了'))
  expect(await page.innerText('[data-answers]')).toContain('路灯再亮一点')
  await page.context().setOffline(false)
  await page.evaluate(() => {
    const send = document.querySelector<HTMLElement>('[data-send]')!
    send.click()
    send.click()
  })
  await page.waitForURL('**/thanks/')
  expect((await storedFor(folder, survey)).length).toBe(1)
  await page.close()
})

/** The script that checks, keeps and sends, fetched after the first view. */
const LATER = /LaterScript/

test('on a slow line nobody gets past a question before what checks it is there', async () => {
  const survey = await aSurvey(folder)
  const page = await newPhone(browser)
  let arrives = () => {}
  const arrived = new Promise<void>((resolve) => (arrives = resolve))
  await page.route(LATER, async (route) => {
    await arrived
    await route.continue()
  })
  await begin(page, survey.path)
  await onward(page)
  expect(await page.innerText('[data-step]')).toBe('第 1 题')
  arrives()
  await page.locator('.q.bad').waitFor()
  expect(await card(page).locator('.error').innerText()).toContain('选一个')
  await page.close()
})

test('where what checks the answers never comes, the form is sent as it is, and the server says what is wrong', async () => {
  const survey = await aSurvey(folder)
  const page = await newPhone(browser)
  await page.route(LATER, (route) => route.abort())
  await begin(page, survey.path)
  await onward(page)
  await choose(page, '30-59')
  await choose(page, '女')
  await choose(page, '否')
  await choose(page, '5')
  while (!(await page.isVisible('[data-send]'))) await onward(page)
  await page.click('[data-send]')
  await page.locator('.error-summary').waitFor()
  expect(await page.title()).toContain('错误：')
  expect(await page.innerText('.error-summary')).toContain('选一个')
  expect(await page.isChecked('[name="a.sex"][value=女]')).toBe(true)
  await card(page).locator('select').selectOption('liuan')
  while (!(await page.isVisible('[data-send]'))) {
    const open = card(page).locator('fieldset:not([disabled]) label, :scope > label:has(input)')
    if ((await card(page).locator('input:checked').count()) === 0 && (await open.count())) await open.first().click()
    await onward(page)
  }
  await page.click('[data-send]')
  await page.waitForURL('**/thanks/')
  const stored = await storedFor(folder, survey)
  expect(stored.map(({ answers }) => [answers['community'], answers['known'], answers['overall']])).toEqual([
    ['liuan', false, 5],
  ])
  await page.close()
})

test('two tabs that go on with the same half-way answers are counted once', async () => {
  const survey = await aSurvey(folder)
  const one = await newPhone(browser)
  await begin(one, survey.path)
  await answerSix(one)
  const other = await one.context().newPage()
  await other.goto(survey.path)
  await other.click('text=继续上次')
  for (const page of [one, other]) {
    await answerTheRest(page)
    await page.click('[data-send]')
    await page.waitForURL('**/thanks/')
  }
  expect((await storedFor(folder, survey)).length).toBe(1)
  await one.close()
})

test('a changed answer leads back to the check page, by way of what it makes appear', async () => {
  const survey = await aSurvey(folder)
  const page = await newPhone(browser)
  await begin(page, survey.path)
  await card(page).locator('select').selectOption('liuan')
  await onward(page)
  await choose(page, '60+')
  await onward(page)
  await choose(page, '否')
  await choose(page, '5')
  for (let row = 0; row < 3; row++) await choose(page, '一般')
  for (let rest = 0; rest < 4; rest++) await onward(page)
  await page.click('button:has-text("您知道本区")')
  await choose(page, '是')
  expect(await card(page).locator('h2').innerText()).toContain('您从哪里知道的')
  await choose(page, '以上都没有')
  expect(await page.innerText('[data-answers]')).toContain('以上都没有')
  await page.close()
})

test('a quiz tells the right answer and its rule after each question, and the score at the end', async () => {
  const survey = await aSurvey(folder, {
    ...{ kind: 'quiz', title: '应知应会', definition: quiz.definition },
    meaning: quiz.meaning as unknown as Meaning,
  })
  for (const scripts of [true, false]) {
    const page = await newPhone(browser, { scripts })
    await page.goto(survey.path)
    if (scripts) await page.waitForSelector('form.one-question')
    await onward(page)
    await card(page).locator('input').first().check()
    await onward(page)
    if (!scripts) {
      for (const asked of await page.locator('.q:visible').all()) await asked.locator('input').first().check()
      await onward(page)
    }
    const told = page.locator('.because:visible').first()
    expect(await told.innerText()).toMatch(/答[对错]了。/)
    expect(await told.locator('a').getAttribute('href')).toMatch(/^\/rules\//)
    expect(await card(page).locator('input').first().isDisabled()).toBe(true)
    if (scripts) {
      while (!(await page.isVisible('[data-send]'))) {
        const open = card(page).locator('input:not([disabled])')
        if (await open.count()) await open.first().check()
        await onward(page)
      }
      await page.click('[data-send]')
      await page.waitForURL('**/thanks/')
      expect(await page.innerText('main')).toMatch(/10 题答对 \d+ 题/)
      expect(await page.locator('main ol li a').first().getAttribute('href')).toMatch(/^\/rules\//)
    }
    await page.close()
  }
  expect((await storedFor(folder, survey)).length).toBe(1)
})

test('a service window is rated in two taps, with a script and without', async () => {
  const survey = await aSurvey(folder, {
    kind: 'window',
    title: '窗口评价',
    modes: ['window'],
    definition: rating.definition,
  })
  for (const scripts of [true, false]) {
    const page = await newPhone(browser, { scripts })
    await page.goto(`${survey.path}?w=heyuan-hall`)
    expect(await page.innerText('main')).toContain('禾苑街道便民服务大厅')
    await page.locator('.q:visible label').first().click()
    await page.click('[data-next]')
    await page.waitForURL('**/thanks/')
    await page.close()
  }
  const stored = await storedFor(folder, survey)
  expect(stored.map(({ window, mode }) => [window, mode])).toEqual([
    ['heyuan-hall', 'window'],
    ['heyuan-hall', 'window'],
  ])
  const page = await newPhone(browser)
  await page.goto(`${survey.path}?w=nowhere`)
  expect(await page.innerText('.error-summary')).toContain('没有找到这个窗口')
  await page.close()
})

test('a one-time code comes in behind the #, and is in no address, request line or storage afterwards', async () => {
  const survey = await aSurvey(folder, { modes: ['code'] })
  const page = await newPhone(browser)
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url(), request.headers()['referer'] ?? ''))
  await page.goto(`${survey.path}#c=abcd%20efgh`)
  await page.waitForSelector('form.one-question')
  expect(page.url()).not.toContain('#')
  expect(await page.inputValue('#code')).toBe('abcd efgh')
  await page.fill('#code', '')
  await onward(page)
  expect(await page.innerText('#code-error')).toContain('答题码')
  await page.fill('#code', 'abcd efgh')
  await onward(page)
  await answerSix(page)
  await answerTheRest(page)
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage }) + location.href)).not.toContain('abcd')
  await page.click('[data-send]')
  await page.waitForSelector('.error-summary')
  expect(await page.innerText('.error-summary')).toContain('没有这个答题码')
  expect(await page.inputValue('[name="a.wish"]')).toBe('路灯再亮一点')
  expect(asked.join(' ')).not.toContain('abcd')
  expect(await storedFor(folder, survey)).toEqual([])
  await page.close()
})

test('what a definition says is shown as text, whatever it looks like', async () => {
  const nasty = '</script><img src=x onerror=alert(1)><b>粗</b>'
  const survey = await aSurvey(folder, {
    title: nasty,
    definition: {
      title: nasty,
      pages: [
        {
          name: 'one',
          title: nasty,
          elements: [
            { type: 'radiogroup', name: 'a', title: nasty, choices: [{ value: nasty.slice(0, 60), text: nasty }] },
            { type: 'text', name: 'b', title: `您说{a}`, placeholder: nasty },
          ],
        },
      ],
    },
  })
  const page = await newPhone(browser)
  const alarms: string[] = []
  page.on('dialog', (dialog) => (alarms.push(dialog.message()), void dialog.dismiss()))
  page.on('pageerror', (error) => alarms.push(error.message))
  await begin(page, survey.path)
  expect(await card(page).locator('h2').innerText()).toContain(nasty)
  await card(page).locator('input').first().check()
  await onward(page)
  await card(page).locator('h2', { hasText: '您说' }).waitFor()
  expect(await card(page).locator('h2').innerText()).toContain(`您说${nasty}`)
  await card(page).locator('input').fill(nasty)
  await onward(page)
  await page.locator('[data-answers] dt').first().waitFor()
  expect(await page.innerText('[data-answers]')).toContain(nasty)
  expect(await page.locator('main img, main b:has-text("粗")').count()).toBe(0)
  expect(alarms).toEqual([])
  await page.close()
})

test('in the elder view every answer is a target of 60 px, and nothing is wider than the screen', async () => {
  const survey = await aSurvey(folder)
  const page = await newPhone(browser, { context: { viewport: { width: 320, height: 640 } } })
  await page.context().addCookies([{ name: 'view', value: 'elder.22', url: portal.url }])
  await begin(page, survey.path)
  await card(page).locator('select').selectOption('liuan')
  await onward(page)
  for (const words of ['60+', '女', '否', '5', '一般', '一般', '一般']) {
    const sizes = await page.locator('.q:visible > label:has(input), [data-next], [data-back]').evaluateAll((all) =>
      all
        .filter((one) => (one as HTMLElement).offsetParent)
        .map((one) => one.getBoundingClientRect())
        .map(({ width, height }) => Math.min(width, height)),
    )
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(59.9)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
    await choose(page, words)
  }
  await page.close()
})

test('a survey that has not begun, has ended or is not there says so', async () => {
  const page = await newPhone(browser, { scripts: false })
  const coming = await aSurvey(folder, { opensAt: Date.now() + 86_400_000 })
  const over = await aSurvey(folder, { state: 'closed', title: '去年的调查' })
  await page.goto(coming.path)
  expect(await page.innerText('main')).toContain('还没有开始')
  await page.goto(over.path)
  expect(await page.innerText('main')).toContain('不再收答卷')
  expect((await page.goto('/surveys/no-such-survey/'))?.status()).toBe(404)
  await page.goto('/surveys/')
  expect(await page.innerText('main')).toContain('去年的调查')
  expect(await page.locator('script').count()).toBe(0)
  await page.close()
})

test.each(['light', 'dark'] as const)('who answers meets no barrier (%s)', async (colorScheme) => {
  const survey = await aSurvey(folder)
  const page = await newPhone(browser, { context: { colorScheme } })
  const barriers = () => barriersOf(page)
  await page.goto(survey.path)
  await page.waitForSelector('form.one-question')
  expect(await barriers()).toEqual([])
  await onward(page)
  await onward(page)
  await page.locator('.q.bad').waitFor()
  expect(await barriers()).toEqual([])
  await answerSix(page)
  for (const kind of ['textarea', 'label', 'label', 'label', 'label', '.rank', 'input']) {
    await card(page).locator(kind).first().waitFor()
    expect(await barriers()).toEqual([])
    if (kind === 'textarea') await card(page).locator(kind).fill('路不平')
    if (kind === 'label') await card(page).locator(kind).first().click()
    await onward(page)
  }
  await onward(page)
  await page.locator('[data-answers] dt').first().waitFor()
  expect(await barriers()).toEqual([])
})
