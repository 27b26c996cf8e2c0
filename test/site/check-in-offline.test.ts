import type { Browser, Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { launchBrowser, type Visit } from './browser.ts'
import { anOrganiser, aShiftSoon, marksOf, run, signUpFor } from './volunteer-days.ts'

/** Each phone is a browser of its own, as in life: what one keeps, the other never sees. */
const browsers: Browser[] = []
const aPhone = async (visit: Visit = {}): Promise<Page> => {
  const browser = await launchBrowser()
  browsers.push(browser)
  return anOrganiser(browser, 'phone', visit)
}
afterAll(() => Promise.all(browsers.map((browser) => browser.close())))

const open = async (page: Page, shift: string) => {
  await page.goto(`/desk/volunteer/shifts/${shift}/check-in/`)
  await page.locator('.people .person').first().waitFor()
}
const row = (page: Page, name: string) => page.locator('.person', { hasText: name })
const press = (page: Page, name: string, what: string) =>
  row(page, name)
    .getByRole('button', { name: `${what} ${name}`, exact: true })
    .tap()
const waits = (page: Page, n: number) => page.locator(`[data-waiting="${n}"]`).waitFor()

test('an organiser without network checks people in, opens the page again, and everything is sent once', async () => {
  const shift = await aShiftSoon('菜市场门口文明劝导')
  const [li, zhao, sun] = [
    await signUpFor(shift, '李清和'),
    await signUpFor(shift, '赵望舒'),
    await signUpFor(shift, '孙知夏'),
  ]
  const organiser = await aPhone()
  await open(organiser, shift)
  // The page is kept on the phone once it has been open with network.
  await organiser.locator('html[data-kept=yes]').waitFor()
  await organiser.context().setOffline(true)

  await organiser.getByLabel('签到码').fill(li.checkCode.toLowerCase())
  await organiser.getByRole('button', { name: '确定' }).tap()
  await waits(organiser, 1)
  await press(organiser, zhao.name, '到')
  await waits(organiser, 2)
  expect(await organiser.locator('.connection').innerText()).toContain('没有网络')
  expect(await organiser.locator('.connection').innerText()).toContain('2 条')
  expect(await marksOf(shift)).toEqual([])

  // Closed by accident: the page opens again from the phone, with the roster and what was marked.
  await organiser.reload()
  await waits(organiser, 2)
  expect(await row(organiser, li.name).getAttribute('data-standing')).toBe('in')
  await press(organiser, sun.name, '到')
  await waits(organiser, 3)

  await organiser.context().setOffline(false)
  await waits(organiser, 0)
  expect(await organiser.locator('.connection').innerText()).toContain('已上传')
  expect((await marksOf(shift)).map((mark) => [mark.sign_up_id, mark.kind, mark.how])).toEqual([
    [li.signUp, 'in', 'scan'],
    [zhao.signUp, 'in', 'list'],
    [sun.signUp, 'in', 'list'],
  ])

  // A second phone marks the same person later: the record stays as the first phone made it.
  const record = () => run('SELECT in_at, out_at, version FROM service_records WHERE sign_up_id = ?', li.signUp)
  const before = await record()
  const second = await aPhone()
  await open(second, shift)
  const sent = second.waitForResponse('**/marks')
  await press(second, li.name, '到')
  await sent
  expect(await marksOf(shift)).toHaveLength(4)
  expect(await record()).toEqual(before)
})

test('a code of another shift is refused by name, and the roster leaves the phone with whoever signs out', async () => {
  const shift = await aShiftSoon('滨河步道清洁')
  const other = await aShiftSoon('图书馆引导')
  await signUpFor(shift, '周以宁')
  const stranger = await signUpFor(other, '吴行远')
  const organiser = await aPhone()
  await open(organiser, shift)
  await organiser.getByLabel('签到码').fill(stranger.checkCode)
  await organiser.getByRole('button', { name: '确定' }).tap()
  await organiser.getByText('这个班次里没有这个签到码').waitFor()
  expect(await marksOf(other)).toEqual([])
  await organiser.getByRole('button', { name: '退出' }).tap()
  await organiser.waitForURL('**/desk/sign-in/')
  const kept = await organiser.evaluate(async () => ({
    databases: (await indexedDB.databases()).length,
    caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
  }))
  expect(kept).toEqual({ databases: 0, caches: [], workers: 0 })
})

test('without a script the same page checks in by plain forms', async () => {
  const shift = await aShiftSoon('敬老院陪伴')
  const person = await signUpFor(shift, '郑如一')
  const plain = await aPhone({ scripts: false })
  await plain.goto(`/desk/volunteer/shifts/${shift}/check-in/`)
  await press(plain, person.name, '到')
  await plain.getByText('已记：到。').waitFor()
  await plain.getByLabel('签到码').fill(person.checkCode)
  await plain.locator('.code-form').getByRole('button', { name: '走' }).tap()
  await plain.getByText('已记：走。').waitFor()
  expect((await marksOf(shift)).map(({ kind }) => kind)).toEqual(['in', 'out'])
  await plain.goto(`/desk/volunteer/scan/?code=${person.checkCode}`)
  expect(new URL(plain.url()).pathname).toBe(`/desk/volunteer/shifts/${shift}/check-in/`)
})
