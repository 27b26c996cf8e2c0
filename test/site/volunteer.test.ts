import jsQR from 'jsqr'
import type { Browser, Page } from 'playwright-core'
import { PNG } from 'pngjs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { askFor } from '../fixtures/over-http.ts'
import { aShift, serve, type AShift } from './a-shift.ts'
import { launchBrowser, newPhone } from './browser.ts'
import { portal } from './this-portal.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser?.close())

const press = async (page: Page, button: string) => {
  await Promise.all([page.waitForNavigation(), page.click(`main button:has-text("${button}")`)])
}
let people = 0
/** A mobile of nobody else. */
const aMobile = () => `1990000${3000 + (people += 1)}`
const fillIn = async (page: Page, name: string, phone: string) => {
  await page.fill('#name', name)
  await page.fill('#phone', phone)
  await page.selectOption('#community', 'liuan')
}
const codeOn = async (page: Page) => (await page.innerText('.receipt .code')).trim().split(/\s+/).join('-')
const pathOf = (page: Page) => new URL(page.url()).pathname

/** From the list over the activity to the form, and through it as an adult: the code on the confirmation. */
const signUp = async (page: Page, shift: AShift, phone: string): Promise<string> => {
  await page.goto('/volunteer/?kind=guide')
  await page.click(`main a:has-text("${shift.title}")`)
  expect(await page.innerText('main')).toContain('遮阳帽')
  expect(await page.getAttribute('.facts a[href^="tel:"]', 'href')).toBe('tel:19900000411')
  await page.click('main a.btn:has-text("我要报名")')
  await fillIn(page, '李禾', ` 199 ${phone.slice(3, 7)}-${phone.slice(7)} `)
  await page.click('label[for=age]')
  await Promise.all([page.waitForURL('**/volunteer/signed-up/'), page.click('main button:has-text("报名")')])
  expect(await page.innerText('h1')).toBe('报上了')
  return codeOn(page)
}
const lookUp = async (page: Page, phone: string, code: string) => {
  await page.goto('/volunteer/me/')
  await page.fill('#phone', phone)
  await page.fill('#code', code)
  await press(page, '查看')
}
const freePlaces = async ({ id }: AShift) =>
  (await askFor<{ shift: { free: number } }>(portal.url, `/api/activities/shifts/${id}`)).shift.free

test('without a script somebody finds a shift, signs up, finds it in their record and cancels', async () => {
  const shift = await aShift(portal.folder)
  const phone = aMobile()
  const page = await newPhone(browser, { scripts: false })
  const seen: string[] = []
  page.on('request', (request) => seen.push(`${request.url()} ${request.headers()['referer'] ?? ''}`))
  const code = await signUp(page, shift, phone)
  expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}$/)
  expect(await page.innerText('main')).toContain('柳岸路口东南角')
  expect(await page.locator('main .check-in svg').count()).toBe(1)
  const cookies = await page.context().cookies()
  expect(cookies.map(({ httpOnly }) => httpOnly)).toEqual(cookies.map(() => true))
  expect(await freePlaces(shift)).toBe(9)

  await lookUp(page, phone, code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o'))
  expect(await page.innerText('main')).toContain(shift.title)
  expect(await page.innerText('.mine .chip')).toBe('已报上')
  await page.click('summary:has-text("不能来，取消报名")')
  await press(page, '取消报名')
  expect(await page.innerText('[role=status]')).toContain('已取消')
  expect(await page.innerText('main')).toContain('现在没有报名的活动')
  expect(await freePlaces(shift)).toBe(10)
  expect(seen.filter((line) => line.toUpperCase().includes(code) || line.includes(phone))).toEqual([])
  await page.context().close()
})

test('on a phone the QR code leads the organiser to this very sign-up, and the query code can be copied', async () => {
  const shift = await aShift(portal.folder)
  const phone = aMobile()
  const page = await newPhone(browser, { context: { permissions: ['clipboard-read', 'clipboard-write'] } })
  const code = await signUp(page, shift, phone)
  const { data, width, height } = PNG.sync.read(await page.locator('.check-in svg').screenshot())
  const read = jsQR(new Uint8ClampedArray(data), width, height)?.data ?? ''
  const shown = (await page.innerText('.check-in bdi')).replaceAll(' ', '')
  expect(shown).toMatch(/^[0-9A-Z]{8,}$/)
  expect(read).toBe(`${portal.url}/desk/volunteer/scan/?code=${shown}`)
  await page.click('[data-copy]')
  await page.locator('[data-said]:has-text("已复制")').waitFor()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(code)

  await press(page, '看我的志愿记录')
  expect(pathOf(page)).toBe('/volunteer/me/')
  await page.click('summary:has-text("签到二维码")')
  expect((await page.innerText('.check-in bdi')).replaceAll(' ', '')).toBe(shown)
  await page.click('summary:has-text("不能来，取消报名")')
  await press(page, '取消报名')
  expect(await page.innerText('[role=status]')).toContain('已取消')
  await page.goto('/volunteer/signed-up/')
  await press(page, '从这台手机上清除')
  await page.goto('/volunteer/signed-up/')
  expect(await page.innerText('main')).not.toContain(code.slice(0, 4))
  await page.context().close()
})

test.each([true, false])(
  'who is under 18 signs up with a guardian’s consent, and without it is asked for it and retypes nothing (scripts: %s)',
  async (scripts) => {
    const shift = await aShift(portal.folder)
    const phone = aMobile()
    const page = await newPhone(browser, { scripts })
    await page.goto(`/volunteer/sign-up/${shift.id}/`)
    expect(await page.isVisible('#born')).toBe(false)
    await fillIn(page, '李小禾<b>"', phone)
    await page.click('label[for=age-minor]')
    await page.fill('#born', '2014年5月8日')
    await page.fill('#guardianName', '李建国')
    await page.fill('#guardianPhone', '199 0000 9001')
    await page.click('summary:has-text("带家人")')
    await page.fill('#withName1', '沈长青')
    await page.fill('#partyLines', '王小满 20150612\n周小雨 2014-1-2')
    await page.click('label:has(#partyConsent)')
    await page.click('summary:has-text("我会什么")')
    await page.click('label:has([value=teaching])')
    await Promise.all([
      page.locator('.error-summary').waitFor({ timeout: 20_000 }),
      page.click('main button:has-text("报名")'),
    ])
    expect(await page.title()).toMatch(/^错误：/)
    expect(await page.innerText('.error-summary')).toContain('监护人同意')
    expect(await page.innerText('.error-summary')).not.toMatch(/[a-z]+[._][a-z]+|\{\{/)
    for (const link of await page.locator('.error-summary a').all())
      expect(await page.locator((await link.getAttribute('href'))!).count()).toBe(1)
    const typed = {
      '#name': '李小禾<b>"',
      '#phone': phone,
      '#community': 'liuan',
      '#born': '2014年5月8日',
      '#guardianName': '李建国',
      '#guardianPhone': '199 0000 9001',
      '#withName1': '沈长青',
      '#partyLines': '王小满 20150612\n周小雨 2014-1-2',
    }
    for (const [field, value] of Object.entries(typed)) expect(await page.inputValue(field)).toBe(value)
    for (const ticked of ['#age-minor', '#partyConsent', '[value=teaching]'])
      expect(await page.isChecked(ticked)).toBe(true)
    expect(await freePlaces(shift)).toBe(10)

    await page.click('label:has(#guardianConsent)')
    await Promise.all([page.waitForURL('**/volunteer/signed-up/'), page.click('main button:has-text("报名")')])
    expect(await page.locator('.check-in').allInnerTexts()).toHaveLength(4)
    expect(await page.innerText('main')).toContain('周小雨')
    expect(await freePlaces(shift)).toBe(6)
    await page.context().close()
  },
)

test('a full shift says that this is the waiting list and at which place, and the record says so too', async () => {
  const shift = await aShift(portal.folder, { capacity: 1 })
  const page = await newPhone(browser, { scripts: false })
  const first = aMobile()
  const code = await signUp(page, shift, first)
  const queue = async (name: string, place: number) => {
    const phone = aMobile()
    await page.goto(`/volunteer/sign-up/${shift.id}/`)
    expect(await page.innerText('.notice.warn')).toContain(`第 ${place} 位`)
    await fillIn(page, name, phone)
    await page.click('label[for=age]')
    await press(page, '排队')
    expect(await page.innerText('h1')).toBe('排上队了')
    expect(await page.innerText('main .panel')).toContain(`您排在第 ${place} 位`)
    return { phone, code: await codeOn(page) }
  }
  const second = await queue('周青', 1)
  await queue('沈月', 2)
  await lookUp(page, second.phone, second.code)
  expect(await page.innerText('.mine .chip')).toBe('排队第 1 位')

  await lookUp(page, first, code)
  await page.click('summary:has-text("不能来，取消报名")')
  await press(page, '取消报名')
  await lookUp(page, second.phone, second.code)
  expect(await page.innerText('.mine .chip')).toBe('轮到您了')
  await press(page, '我来')
  expect(await page.innerText('.mine .chip')).toBe('已报上')
  await page.context().close()
})

test('a shift that takes nobody has no form, an unknown one is not found, and another code opens nothing', async () => {
  const page = await newPhone(browser, { scripts: false })
  const shut = [
    [await aShift(portal.folder, { state: 'cancelled' }), '已取消'],
    [await aShift(portal.folder, { opensAt: Date.now() + 86_400_000 }), '开始报名'],
    [await aShift(portal.folder, { startsAt: Date.now() - 86_400_000 }), '已结束'],
  ] as const
  for (const [{ id, number }, words] of shut) {
    for (const path of [`/volunteer/sign-up/${id}/`, `/volunteer/${number}/`]) {
      await page.goto(path)
      expect(await page.locator('main .chip').allInnerTexts(), path).toContainEqual(expect.stringContaining(words))
      expect(await page.locator('main #name, main a.btn:has-text("我要报名")').count()).toBe(0)
    }
  }
  for (const path of ['/volunteer/A26-9999/', '/volunteer/sign-up/nobody/', '/en/volunteer/%3Cb%3E/'])
    expect((await page.goto(path))?.status(), path).toBe(404)

  await page.goto('/volunteer/me/')
  await page.fill('#phone', '199 0000 3999')
  await page.fill('#code', '7K3M-92QX-04TB')
  const [wrong] = await Promise.all([page.waitForNavigation(), page.click('main form button')])
  expect(wrong!.status()).toBe(404)
  expect(await page.innerText('.error-summary')).toContain('对不上')
  expect(await page.inputValue('#phone')).toBe('199 0000 3999')
  await page.context().close()
})

test('sending the same form twice takes one place and shows the same code', async () => {
  const shift = await aShift(portal.folder)
  const page = await newPhone(browser, { scripts: false })
  const path = `/volunteer/sign-up/${shift.id}/`
  await page.goto(path)
  const key = await page.inputValue('[name=key]')
  const form = { key, name: '李禾', phone: aMobile(), age: 'adult', community: 'liuan', step: 'send' }
  const codes: string[] = []
  for (let times = 0; times < 2; times++) {
    await page.context().clearCookies()
    await page.request.post(path, { form, headers: { origin: portal.url } })
    await page.goto('/volunteer/signed-up/')
    codes.push(await codeOn(page))
  }
  expect(codes[1]).toBe(codes[0])
  expect(await freePlaces(shift)).toBe(9)
  await page.context().close()
})

test('a teacher signs up a class of forty at once, and every pupil has a check-in code', async () => {
  const shift = await aShift(portal.folder, { capacity: 40 })
  const page = await newPhone(browser, { scripts: false })
  await page.goto(`/volunteer/sign-up/${shift.id}/`)
  await fillIn(page, '何老师', aMobile())
  await page.click('label[for=age]')
  await page.click('summary:has-text("带家人")')
  const family = [...'赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦']
  await page.fill('#partyLines', family.map((name) => `${name}小满 20150231`).join('\n'))
  await press(page, '报名')
  expect(await page.innerText('.error-summary')).toContain('同来的第 39 位：出生日期没有读懂')
  await page.fill('#partyLines', family.map((name, at) => `${name}小满 2015年${(at % 12) + 1}月2日`).join('\n'))
  await page.click('label:has(#partyConsent)')
  await press(page, '报名')
  expect(await page.innerText('h1')).toBe('报上了')
  expect(await page.innerText('main')).toContain('一共 40 人')
  const codes = await page.locator('.check-in bdi').allInnerTexts()
  expect(new Set(codes).size).toBe(40)
  expect(await freePlaces(shift)).toBe(0)
  await page.context().close()
})

test('in their record somebody changes the time, questions hours, gets a certificate and deletes who they are', async () => {
  const shift = await aShift(portal.folder)
  const later = await aShift(portal.folder, { of: shift })
  const phone = aMobile()
  const page = await newPhone(browser, { scripts: false })
  const code = await signUp(page, shift, phone)
  await serve(portal.folder, shift.id)
  await lookUp(page, phone, code)
  expect(await page.innerText('.hours')).toBe('1.5 小时')

  await page.click('summary:has-text("换个时间")')
  await press(page, '换过去')
  expect(await page.innerText('.error-summary')).toContain('请先选')
  await page.selectOption('select[name=to]', later.id)
  await press(page, '换过去')
  expect(await page.innerText('[role=status]')).toContain('换好了')
  expect([await freePlaces(shift), await freePlaces(later)]).toEqual([10, 9])

  await page.click('summary:has-text("时长不对")')
  await press(page, '提出来')
  expect(await page.innerText('.error-summary')).not.toMatch(/[a-z]+[._][a-z]+|\{\{/)
  await page.fill('details[open] textarea', '我九点就到了，忘了签到。')
  await press(page, '提出来')
  expect(await page.innerText('main')).toContain('正在核对')
  expect(await page.locator('summary:has-text("时长不对")').count()).toBe(0)

  await press(page, '开具证明')
  const number = /C\d\d-\d{6}/.exec(await page.innerText('main'))?.[0]
  expect(number).toBeTruthy()
  await press(page, '打印')
  expect(await page.innerText('main')).toContain(number)
  expect(await page.innerText('main')).toContain('李禾')
  expect(page.url()).not.toContain(number)

  await lookUp(page, phone, code)
  await page.click('summary:has-text("删除我的资料")')
  await press(page, '删除，不能恢复')
  expect(await page.innerText('.error-summary')).toContain('请先勾上')
  await page.click('label:has(#sure)')
  await press(page, '删除，不能恢复')
  expect(await page.innerText('h1')).toBe('已经删除')
  expect(await freePlaces(later)).toBe(10)
  await lookUp(page, phone, code)
  expect(await page.innerText('.error-summary')).toContain('对不上')
  await page.context().close()
})
