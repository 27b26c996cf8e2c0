import { DatabaseSync } from 'node:sqlite'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findUnit } from '../../functions/district.ts'
import { launchBrowser } from './browser.ts'
import { atDesk } from './desk-people.ts'
import { portal } from './this-portal.ts'

let browser: Browser
let page: Page
/** Twenty received cases, laid straight into the portal's own database; deadlines before everybody else's. */
const numbers = Array.from({ length: 20 }, (_, n) => `251201-${String(n + 1).padStart(4, '0')}`)
const layCases = () => {
  const file = readdirSync(portal.folder).find((name) => name.endsWith('.sqlite'))!
  const db = new DatabaseSync(join(portal.folder, file), { timeout: 5000 })
  const received = Date.UTC(2025, 11, 1, 1)
  const add =
    db.prepare(`INSERT INTO tip_offs (id, number, door, status, receipt_hash, category, street, community, landmark,
      text, due_at, received_at, changed_at)
    VALUES (?1, ?2, 'problem', 'received', ?2, 'waste-overflow', 'heyuan-street', 'liuan', '柳岸菜市场东门',
      '垃圾桶满了三天没有人来收。', ?3, ?4, ?4)`)
  const tell = db.prepare(`INSERT INTO tip_off_events (id, tip_off_id, seq, kind, to_status, actor, happened_at)
    VALUES (?1, ?2, 1, 'filed', 'received', 'reporter', ?3)`)
  db.exec('BEGIN IMMEDIATE')
  numbers.forEach((number, n) => {
    const id = `25120100-0000-4000-8000-${String(n).padStart(12, '0')}`
    add.run(id, number, received + n * 60_000, received)
    tell.run(`25120100-0000-4000-9000-${String(n).padStart(12, '0')}`, id, received)
  })
  db.exec('COMMIT')
  db.close()
}
const standing = () => {
  const file = readdirSync(portal.folder).find((name) => name.endsWith('.sqlite'))!
  const db = new DatabaseSync(join(portal.folder, file), { readOnly: true, timeout: 5000 })
  const rows = db
    .prepare(
      `SELECT status, unit, (SELECT said FROM tip_off_events WHERE tip_off_id = tip_offs.id AND kind = 'accept') AS said
       FROM tip_offs WHERE number LIKE '251201-%' ORDER BY number`,
    )
    .all()
  db.close()
  return rows.map((row) => ({ ...row })) as { status: string; unit: string | null; said: string | null }[]
}

beforeAll(async () => {
  layCases()
  browser = await launchBrowser()
  page = await atDesk(browser, 'demo-moderator')
})
afterAll(() => browser?.close())

const press = (...keys: string[]) =>
  keys.reduce(async (before, key) => (await before, page.keyboard.press(key)), Promise.resolve())
const arrived = (url: string) => page.waitForURL(url, { waitUntil: 'domcontentloaded' })

test('a moderator handles twenty received cases, reply, accept and route, by keyboard alone', async () => {
  await page.goto('/desk/?status=received')
  await page.evaluate(() => {
    // Whoever takes the mouse is found out.
    for (const kind of ['mousedown', 'touchstart']) addEventListener(kind, () => (document.title = 'mouse'), true)
  })
  await press('j', 'Enter')
  await arrived('**/desk/tip-offs/*/')
  for (let n = 0; n < numbers.length; n += 1) {
    expect(await page.locator('h1 small').innerText()).toBe(numbers[n])
    // The reply from a template, filled in by the case; then Ctrl+Enter accepts.
    await press('t', 'Control+Enter')
    await arrived('**done=accept**')
    await press('r', 'Control+Enter')
    await arrived('**done=assign**')
    if (n === numbers.length - 1) break
    await press(']')
    await page.waitForFunction((number) => document.querySelector('h1 small')?.textContent === number, numbers[n + 1])
  }
  const cases = standing()
  expect(cases.map(({ status, unit }) => [status, unit])).toEqual(numbers.map(() => ['assigned', 'sanitation']))
  for (const { said } of cases) {
    expect(said).toContain(findUnit('sanitation')!.name)
    expect(said).not.toContain('【')
  }
  await press('u')
  await arrived('**/desk/?status=received')
}, 180_000)

test('keys type letters where somebody types, and ? says what each of them does', async () => {
  await page.goto('/desk/')
  await press('/')
  await page.keyboard.type('jax?')
  expect(await page.locator('#q').inputValue()).toBe('jax?')
  await press('Escape', '?')
  expect(await page.getByRole('dialog').innerText()).toContain('提交正在填的这一步')
  await press('Escape')
  expect(await page.getByRole('dialog').isVisible()).toBe(false)
  // Chosen by x, moved by a, taken back by the button.
  await page.goto('/desk/?status=received')
  await press('j', 'x', 'j', 'x')
  expect(await page.locator('[data-chosen]').innerText()).toBe('已选 2 件')
  await press('r')
  await arrived('**/desk/tip-offs/bulk/')
  expect(await page.getByLabel('转办').isChecked()).toBe(true)
  await press('Enter')
  await arrived('**act=*')
  // Not accepted yet: none was assigned, and each says why.
  expect(await page.locator('main').innerText()).toContain('没有办成 2 件')
})

test('without scripts, chosen cases are accepted on a page of their own, and taken back', async () => {
  const context = await browser.newContext({ baseURL: portal.url, javaScriptEnabled: false })
  await context.addCookies(await page.context().cookies())
  const plain = await context.newPage()
  await plain.goto('/desk/?status=received')
  const boxes = plain.locator('[data-box]')
  await boxes.nth(0).check()
  await boxes.nth(1).check()
  await plain.getByRole('button', { name: '受理', exact: true }).click()
  await plain.getByRole('button', { name: '确定，办理这 2 件' }).click()
  await plain.getByText(/受理：办了 [012] 件/).waitFor()
  const undo = plain.getByRole('button', { name: '撤销这次操作' })
  if (await undo.isVisible()) {
    await undo.click()
    await plain.getByText(/已撤销 [12] 件/).waitFor()
  }
  await context.close()
})
