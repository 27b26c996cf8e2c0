import { expect } from 'vitest'
import type { Browser, Page } from 'playwright-core'
import { jpegPhoto } from '../fixtures/photos.ts'
import { newDesktop, newPhone } from './browser.ts'
import { portal } from './this-portal.ts'

type Account = { signInName: string; name: string; password: string; code: string }

const at = (path: string) => new URL(path, portal.url)
const fromHere = { origin: portal.url }

/** The demo's accounts with this half minute's code; the portal tells them to its own machine only. */
const accountOf = async (signInName: string): Promise<Account> => {
  const answer = await fetch(at('/api/staff/demo'))
  const { accounts } = (await answer.json()) as { accounts: Account[] }
  const account = accounts.find((one) => one.signInName === signInName)
  if (!account) throw new Error(`no demo account ${signInName}: ${answer.status}`)
  return account
}

/** The code that follows one that was used: a code opens the desk once, and another test may have been faster. */
const codeAfter = async (signInName: string, used: string): Promise<string> => {
  for (;;) {
    const { code } = await accountOf(signInName)
    if (code !== used) return code
    await new Promise((resolve) => setTimeout(resolve, 1000))
  }
}

/** Types name, password and code into the sign-in page as a person does, who waits for the next code if this one is used. */
export const signIn = async (page: Page, signInName: string): Promise<Page> => {
  const { password, code } = await accountOf(signInName)
  const send = async (typed: string) => {
    await page.getByLabel('登录账号').fill(signInName)
    await page.getByLabel('密码').fill(password)
    await page.getByLabel('6 位验证码').fill(typed)
    const answer = page.waitForResponse((one) => one.request().method() === 'POST')
    await page.getByRole('button', { name: '登录' }).click()
    return (await answer).status()
  }
  await page.goto('/desk/')
  expect(new URL(page.url()).pathname).toBe('/desk/sign-in/')
  if ((await send(code)) === 401) await send(await codeAfter(signInName, code))
  await page.waitForURL(/\/desk\/(mine\/)?$/)
  return page
}

export const atDesk = async (browser: Browser, signInName: string) => signIn(await newDesktop(browser), signInName)
export const onPhone = async (browser: Browser, signInName: string, scripts = true) =>
  signIn(await newPhone(browser, { scripts }), signInName)

/** A photo of its own bytes each time, large enough to draw on. */
let taken = 0
export const aPhoto = (): Buffer => {
  taken += 1
  return Buffer.from(jpegPhoto({ width: 320, height: 240 + 8 * taken }))
}

/** A resident's tip-off with one photo, filed as the form does. */
export const file = async (over: Record<string, unknown> = {}): Promise<{ receipt: string; number: string }> => {
  const shelved = await fetch(at('/api/tip-offs/photos'), {
    method: 'POST',
    headers: { ...fromHere, 'content-type': 'image/jpeg' },
    body: new Uint8Array(aPhoto()),
  })
  const { token } = (await shelved.json()) as { token: string }
  const filed = await fetch(at('/api/tip-offs'), {
    method: 'POST',
    headers: { ...fromHere, 'content-type': 'application/json' },
    body: JSON.stringify({
      key: crypto.randomUUID(),
      door: 'problem',
      category: 'waste-overflow',
      placeKind: 'market',
      community: 'liuan',
      landmark: '柳岸菜市场东门',
      text: '垃圾桶满了三天没有人来收，味道很大。',
      photos: [token],
      ...over,
    }),
  })
  if (filed.status !== 201) throw new Error(`not filed: ${filed.status} ${await filed.text()}`)
  return (await filed.json()) as { receipt: string; number: string }
}

/** Opens a case from the queue by its number. */
export const openCase = async (page: Page, number: string) => {
  await page.goto('/desk/')
  await page.keyboard.press('/')
  await page.keyboard.type(number)
  await page.keyboard.press('Enter')
  await page.waitForURL(`**q=${number}`)
  await page.getByRole('link', { name: number }).click()
  await page.getByRole('heading', { level: 1 }).waitFor()
}

/** The drawer or card of one move. */
export const moveCard = (page: Page, move: string) => page.locator(`#move-${move}`)

/** The sentence that says what was done. */
export const doneSaid = (page: Page) => page.locator('.done-notice').innerText()
