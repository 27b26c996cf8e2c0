import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser, newDesktop, newPhone } from './browser.ts'
import { aPhoto, atDesk, doneSaid, file, moveCard, onPhone, openCase } from './desk-people.ts'

let browser: Browser
let moderator: Page
let second: Page
let handler: Page
let supervisor: Page
beforeAll(async () => {
  browser = await launchBrowser()
  moderator = await atDesk(browser, 'demo-moderator')
  second = await atDesk(browser, 'demo-moderator-2')
  handler = await onPhone(browser, 'demo-sanitation')
  supervisor = await atDesk(browser, 'demo-supervisor')
})
afterAll(() => browser?.close())

const press = async (page: Page, move: string, button: string) => {
  await moveCard(page, move).getByRole('button', { name: button, exact: true }).click()
  await page.waitForURL(`**done=${move}#done`)
}
const acceptAndAssign = async (number: string) => {
  await openCase(moderator, number)
  await press(moderator, 'accept', '受理')
  await press(moderator, 'assign', '转办')
}
const taskOnPhone = async (number: string) => {
  await handler.goto('/desk/?status=assigned')
  await handler.getByRole('link', { name: number }).tap()
  await handler.getByRole('heading', { level: 1 }).waitFor()
}
const rectifyOnPhone = async (number: string) => {
  await taskOnPhone(number)
  await handler.getByLabel('拍整改照片').setInputFiles({ name: 'IMG_1.jpg', mimeType: 'image/jpeg', buffer: aPhoto() })
  await handler.locator('.after-photos li img').waitFor()
  await handler.getByRole('button', { name: '提交整改' }).tap()
  await handler.waitForURL('**done=rectify#done')
}
const redact = async (page: Page, photo: string, cover: boolean) => {
  await page.getByRole('link', { name: new RegExp(`打码.*${photo}`) }).click()
  const picture = page.locator('.box-picture svg')
  await picture.waitFor()
  if (cover) {
    const area = (await picture.boundingBox())!
    await page.mouse.move(area.x + area.width * 0.1, area.y + area.height * 0.1)
    await page.mouse.down()
    await page.mouse.move(area.x + area.width * 0.4, area.y + area.height * 0.4, { steps: 4 })
    await page.mouse.up()
    await page.getByRole('button', { name: '保存打码后的照片' }).click()
  } else {
    await page.getByLabel('我看过了，这张照片无需打码').check()
    await page.getByRole('button', { name: '确认无需打码' }).click()
  }
  await page.getByText('已保存。').waitFor()
  await page.getByRole('link', { name: '返回这件线索' }).click()
}
/** The colour of one point of a picture, as the browser shows it. */
const colourAt = (page: Page, src: string, x: number, y: number) =>
  page.evaluate(
    async ([from, left, top]) => {
      const image = new Image()
      image.src = from as string
      await image.decode()
      const canvas = document.createElement('canvas')
      canvas.width = image.naturalWidth
      canvas.height = image.naturalHeight
      const context = canvas.getContext('2d')!
      context.drawImage(image, 0, 0)
      const at = (share: number, of: number) => Math.floor(share * of)
      return Array.from(
        context.getImageData(at(left as number, canvas.width), at(top as number, canvas.height), 1, 1).data,
      ).slice(0, 3)
    },
    [src, x, y] as const,
  )

test('a tip-off goes from the queue to the public board, and everybody sees their side of its course', async () => {
  const { receipt, number } = await file()
  await openCase(moderator, number)

  // A template with an open blank is not sent, and the words stay.
  const accept = moveCard(moderator, 'accept')
  await accept.getByRole('button', { name: '受理：先到现场看' }).click()
  await expect.poll(() => accept.getByLabel('写给居民的话').inputValue()).toContain('环卫中心')
  await accept.getByLabel('写给居民的话').fill('【承办单位】将到现场查看。')
  await accept.getByRole('button', { name: '受理', exact: true }).click()
  expect(await accept.locator('[data-blanks]').innerText()).toContain('承办单位')
  await accept.getByLabel('写给居民的话').fill('环卫中心明天上午到现场查看。')
  expect(await accept.locator('[data-seen]').innerText()).toBe('环卫中心明天上午到现场查看。')
  await press(moderator, 'accept', '受理')
  expect(await doneSaid(moderator)).toContain('已受理')

  // The category's unit is suggested.
  expect(await moveCard(moderator, 'assign').getByLabel('转给哪个单位').inputValue()).toBe('sanitation')
  await press(moderator, 'assign', '转办')

  // Open the case, take the photo, send: three taps.
  await rectifyOnPhone(number)
  expect(await doneSaid(handler)).toContain('整改已提交')

  await openCase(second, number)
  await press(second, 'verify', '核查通过')
  await openCase(moderator, number)
  const close = moveCard(moderator, 'close')
  await close.getByLabel('写给居民的话').fill('环卫中心已清运，增加一次晚间收运。')
  await press(moderator, 'close', '销号办结')

  // Nothing is public before somebody looked at the pictures.
  await redact(moderator, '居民拍的照片 1', true)
  await redact(moderator, '整改后的照片 1', false)
  await moderator.getByRole('link', { name: '提请公示' }).click()
  for (const side of ['整改前照片 1', '整改后照片 1']) {
    const picture = moderator.getByRole('group', { name: side })
    for (const look of [
      '没有人脸，或已遮住',
      '没有车牌，或已遮住',
      '没有姓名、电话、门牌，或已遮住',
      '没有，或认不出来',
    ])
      await picture.getByLabel(look).check()
  }
  await moderator.getByLabel('公开说明').fill('垃圾桶满溢，已清运并增加收运。')
  await moderator.getByRole('button', { name: '提请，等另一位同事复核' }).click()
  await moderator.waitForURL('**done=propose#done')
  await second.goto('/desk/exposure/')
  await second.getByRole('link', { name: number }).click()
  await second.getByRole('button', { name: '复核无误，公开' }).click()
  await second.waitForURL('**done=approve#done')

  const resident = await newPhone(browser)
  await resident.goto(`/tip-offs/${number}/`)
  const pictures = await resident
    .locator('main img')
    .evaluateAll((all) => all.map((one) => (one as HTMLImageElement).src))
  expect(pictures.length).toBeGreaterThanOrEqual(2)
  for (const src of pictures) expect(new URL(src).pathname).toMatch(/^\/api\/photos\//)
  const [red = 0, green = 0, blue = 0] = await colourAt(resident, pictures[0]!, 0.25, 0.25)
  expect(Math.max(red, green, blue)).toBeLessThan(60)
  expect(await resident.locator('main').innerText()).toContain('垃圾桶满溢，已清运并增加收运。')
  expect(await resident.locator('main').innerText()).not.toContain('味道很大')

  await resident.goto('/tip-offs/track/')
  await resident.locator('main input[type=text], main input:not([type])').first().fill(receipt)
  await resident.locator('main form button').first().click()
  const course = resident.locator('main')
  for (const said of ['环卫中心明天上午到现场查看。', '环卫中心已清运，增加一次晚间收运。'])
    await course.getByText(said).first().waitFor()

  await supervisor.goto('/desk/audit/')
  const acts = await supervisor.locator('.acts').innerText()
  for (const act of [
    `林知夏（创建办工作人员）受理线索 ${number}，成功`,
    `林知夏（创建办工作人员）把线索 ${number}转办给青禾区环卫中心，成功`,
    `韦小满（承办单位）给线索 ${number}传了整改后的照片，成功`,
    `韦小满（承办单位）提交线索 ${number}的整改，成功`,
    `周远舟（创建办工作人员）核查线索 ${number}，成功`,
    `林知夏（创建办工作人员）销号办结线索 ${number}，成功`,
    `林知夏（创建办工作人员）给线索 ${number}的照片打码，成功`,
    `林知夏（创建办工作人员）提请公示线索 ${number}，成功`,
    `周远舟（创建办工作人员）复核并公开线索 ${number}，成功`,
  ])
    expect(acts).toContain(act)
  // One case of them all, by its number; a number that was never given is said beside the field.
  await supervisor.locator('.queue-filter summary').click()
  await supervisor.getByLabel('线索编号').fill(number)
  await supervisor.getByRole('button', { name: '查找' }).click()
  const lines = await supervisor.locator('.acts li').allInnerTexts()
  expect(lines.length).toBeGreaterThanOrEqual(8)
  expect(lines.filter((line) => !line.includes(number))).toEqual([])
  await supervisor.getByLabel('线索编号').fill('990101-0001')
  await supervisor.getByRole('button', { name: '查找' }).click()
  expect(await supervisor.locator('#number-wrong').innerText()).toContain('没有这个编号的线索')
  expect(await supervisor.getByLabel('线索编号').inputValue()).toBe('990101-0001')
})

test('of two who close a case at once, one is told who was faster, and keeps what was typed', async () => {
  const { number } = await file()
  await acceptAndAssign(number)
  await rectifyOnPhone(number)
  await openCase(second, number)
  await press(second, 'verify', '核查通过')
  await Promise.all([moderator, second].map((page) => openCase(page, number)))
  for (const [page, said] of [
    [moderator, '甲：已经清运，谢谢您。'],
    [second, '乙：已经清运，谢谢您。'],
  ] as const)
    await moveCard(page, 'close').getByLabel('写给居民的话').fill(said)
  await Promise.all(
    [moderator, second].map(async (page) => {
      await moveCard(page, 'close').getByRole('button', { name: '销号办结' }).click()
      await page.locator('.done-notice, .error-summary').waitFor()
    }),
  )
  const seen = await Promise.all([moderator, second].map((page) => page.locator('main').innerText()))
  const late = seen.findIndex((text) => text.includes('已修改'))
  expect(seen.filter((text) => text.includes('已修改'))).toHaveLength(1)
  expect(seen[late]).toMatch(late === 0 ? /周远舟 (刚刚|\d+ 分钟前)已修改/ : /林知夏 (刚刚|\d+ 分钟前)已修改/)
  expect(seen[late]).toContain(late === 0 ? '甲：已经清运，谢谢您。' : '乙：已经清运，谢谢您。')
  expect(seen[1 - late]).toContain('已销号办结')
})

test('without scripts a handler sends the photo and the mending in one form, and is told when the photo is missing', async () => {
  const { number } = await file()
  await acceptAndAssign(number)
  const plain = await newPhone(browser, { scripts: false })
  await plain.context().addCookies(await handler.context().cookies())
  await plain.goto('/desk/?status=assigned')
  await plain.getByRole('link', { name: number }).tap()
  await plain.locator('input[type=file]').evaluate((field) => field.removeAttribute('required'))
  await plain.getByRole('button', { name: '提交整改' }).tap()
  await plain.locator('.error-summary').waitFor()
  expect(await plain.title()).toMatch(/^错误：/)
  expect(await plain.locator('.error-summary').innerText()).toContain('整改后的照片')
  await plain.locator('input[type=file]').setInputFiles({ name: 'a.jpg', mimeType: 'image/jpeg', buffer: aPhoto() })
  await plain.getByRole('button', { name: '提交整改' }).tap()
  await plain.waitForURL('**done=rectify#done')
  expect(await plain.locator('.done-notice').innerText()).toContain('整改已提交')
})

test('a stranger is led to the sign-in page and back to the desk only, and finds nothing', async () => {
  const { number } = await file()
  await openCase(moderator, number)
  const stranger = await newDesktop(browser)
  const path = new URL(moderator.url()).pathname
  await stranger.goto(path)
  expect(new URL(stranger.url()).pathname + new URL(stranger.url()).search).toBe(
    `/desk/sign-in/?to=${encodeURIComponent(path)}`,
  )
  expect(await stranger.locator('main').innerText()).not.toContain(number)
  await stranger.goto('/desk/sign-in/?to=https://example.com/')
  expect(await stranger.locator('main input[name=to]').getAttribute('value')).toBe('/desk/')

  // Another unit's case does not exist for a handler.
  await handler.goto(path)
  expect(await handler.locator('main').innerText()).toContain('没有这件线索')
})

test('a wrong code keeps the name, says one sentence, and opens nothing', async () => {
  const page = await newDesktop(browser, { scripts: false })
  await page.goto('/desk/sign-in/')
  await page.getByLabel('登录账号').fill('demo-admin')
  await page.getByLabel('密码').fill('wrong')
  await page.getByLabel('6 位验证码').fill('000000')
  await page.getByRole('button', { name: '登录' }).click()
  expect(await page.locator('.error-summary').innerText()).toContain('账号、密码或验证码不对')
  expect(await page.getByLabel('登录账号').inputValue()).toBe('demo-admin')
  expect(await page.getByLabel('密码').inputValue()).toBe('')
  await page.goto('/desk/audit/')
  expect(new URL(page.url()).pathname).toBe('/desk/sign-in/')
})
