import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { colleague, type Colleague } from '../fixtures/over-http.ts'
import { launchBrowser } from './browser.ts'
import { aPhoto, file, onPhone } from './desk-people.ts'
import { sqlOn } from './interview-days.ts'
import { portal } from './this-portal.ts'

let browser: Browser
let handler: Page
let phone: BrowserContext
let moderator: Colleague
beforeAll(async () => {
  browser = await launchBrowser()
  moderator = await colleague(portal, 'moderator')
  handler = await onPhone(browser, 'demo-sanitation')
  phone = handler.context()
})
afterAll(() => browser?.close())

/** A case in the hands of the sanitation centre, moved there by a moderator. */
const anAssignedCase = async () => {
  const { number } = await file()
  const [row] = await sqlOn<{ id: string }>(portal.folder, 'SELECT id FROM tip_offs WHERE number = ?', number)
  const move = async (json: object) => {
    const [{ version } = { version: 0 }] = await sqlOn<{ version: number }>(
      portal.folder,
      'SELECT version FROM tip_offs WHERE id = ?',
      row!.id,
    )
    const answer = await fetch(`${portal.url}/api/desk/tip-offs/${row!.id}/moves`, {
      method: 'POST',
      headers: { cookie: moderator.cookie, origin: portal.url, 'content-type': 'application/json' },
      body: JSON.stringify({ ...json, version }),
    })
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
  }
  await move({ move: 'accept' })
  await move({ move: 'assign', unit: 'sanitation' })
  return { id: row!.id, number, move }
}
const afterPhotosOf = (id: string) =>
  sqlOn<{ sent_key: string }>(portal.folder, "SELECT sent_key FROM photos WHERE tip_off_id = ? AND kind = 'after'", id)
const openFromList = async (page: Page, number: string) => {
  await page.goto('/desk/')
  await page.getByRole('link', { name: number }).tap()
  await page.getByRole('heading', { level: 1, name: number }).waitFor()
  // The page is kept on the phone once it has been open with network.
  await page.locator('html[data-kept=yes]').waitFor()
}
const takePhoto = (page: Page) =>
  page.locator('.take-photo input').setInputFiles({ name: 'IMG_1.jpg', mimeType: 'image/jpeg', buffer: aPhoto() })
const submit = (page: Page) => page.getByRole('button', { name: '提交照片' }).tap()
const waits = (page: Page, n: number) =>
  page.locator(`.mine-photos[data-waiting="${n}"]`).waitFor({ state: 'attached' })

test('a photo taken without network survives a closed page, and arrives once when the network is back', async () => {
  const { id, number } = await anAssignedCase()
  await openFromList(handler, number)
  await phone.setOffline(true)
  await takePhoto(handler)
  await submit(handler)
  await waits(handler, 1)
  expect(await handler.locator('.mine-said').innerText()).toContain('已存在手机里，联网后自动发送 1 张')
  const path = new URL(handler.url()).pathname
  await handler.close()
  expect(await afterPhotosOf(id)).toEqual([])

  // Opened again, still without network: list, case and photo come from the phone.
  handler = await phone.newPage()
  await handler.goto('/desk/mine/')
  await handler.getByRole('link', { name: number }).tap()
  await handler.getByRole('heading', { level: 1, name: number }).waitFor()
  expect(new URL(handler.url()).pathname).toBe(path)
  await waits(handler, 1)
  await takePhoto(handler)
  await submit(handler)
  await waits(handler, 2)

  // Two pages at once come back to the network.
  const other = await phone.newPage()
  await other.goto('/desk/mine/')
  await waits(other, 2)
  await phone.setOffline(false)
  await Promise.all([waits(handler, 0), waits(other, 0)])
  expect(await afterPhotosOf(id)).toHaveLength(2)
  await other.close()
  await handler.reload()
  await handler.getByRole('button', { name: '整改完成' }).tap()
  await handler.getByText('整改已提交').waitFor()
  expect(await sqlOn(portal.folder, 'SELECT status FROM tip_offs WHERE id = ?', id)).toEqual([{ status: 'rectified' }])
})

test('a case that was handed on meanwhile is named, and the photo stays until the person decides', async () => {
  const { id, number, move } = await anAssignedCase()
  await openFromList(handler, number)
  await phone.setOffline(true)
  await takePhoto(handler)
  await submit(handler)
  await waits(handler, 1)
  await move({ move: 'transfer', unit: 'parks', note: '绿地归园林' })
  await phone.setOffline(false)
  const refused = handler.getByRole('alert')
  await refused.waitFor()
  expect(await refused.innerText()).toContain(`线索 ${number} 的一张照片没有收下： 这件已转给别的单位。`)
  await handler.goto('/desk/mine/')
  await refused.waitFor()
  expect(await afterPhotosOf(id)).toEqual([])
  handler.once('dialog', (dialog) => void dialog.accept())
  await handler.getByRole('button', { name: '不要了' }).tap()
  await refused.waitFor({ state: 'detached' })
})

test('a session that ran out keeps the photos, and signing out takes everything off the phone', async () => {
  const { id, number } = await anAssignedCase()
  await openFromList(handler, number)
  const cookies = await phone.cookies()
  await phone.clearCookies()
  await takePhoto(handler)
  await submit(handler)
  await handler.getByRole('link', { name: '登录过期了' }).waitFor()
  await waits(handler, 1)
  await phone.addCookies(cookies)
  await handler.reload()
  await waits(handler, 0)
  expect(await afterPhotosOf(id)).toHaveLength(1)
  await handler.goto('/desk/mine/')
  await handler.locator('html[data-kept=yes]').waitFor()
  await handler.getByRole('button', { name: '退出' }).tap()
  await handler.waitForURL('**/desk/sign-in/')
  const kept = await handler.evaluate(async () => ({
    databases: (await indexedDB.databases()).length,
    caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
  }))
  expect(kept).toEqual({ databases: 0, caches: [], workers: 0 })
})
