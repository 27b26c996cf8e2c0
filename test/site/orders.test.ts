import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DAY } from '../../functions/domain/shanghai-day.ts'
import { writeTypedTime } from '../../functions/domain/typed-time.ts'
import { launchBrowser, newPhone } from './browser.ts'
import { atDesk, doneSaid, moveCard } from './desk-people.ts'
import { portal } from './this-portal.ts'

let browser: Browser
let desk: Page
beforeAll(async () => {
  browser = await launchBrowser()
  // Once for this file: a code of the authenticator opens the desk one time only.
  desk = await atDesk(browser, 'demo-moderator-2')
})
afterAll(() => browser?.close())

const menuItem = async (): Promise<{ number: string; title: string; centre: string }> => {
  const answer = await fetch(new URL('/api/orders/menu', portal.url))
  const { items } = (await answer.json()) as { items: { number: string; title: string; centre: string }[] }
  return items[0]!
}

/** A team of the centre with its leader's code, made by the signed-in person at the desk. */
const newTeam = (centre: string, name: string) =>
  desk.evaluate(
    async ([at, called]) => {
      const answer = await fetch('/api/desk/teams', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name: called, centre: at, leaderName: '申予安', leaderPhone: '199 0000 1101' }),
      })
      return (await answer.json()) as { id: string; code: string }
    },
    [centre, name],
  )

const [day, clock] = writeTypedTime(Date.now() + 6 * DAY)
const [otherDay] = writeTypedTime(Date.now() + 8 * DAY)

const fillOrder = async (page: Page) => {
  await page.fill('#wantedDay', day)
  await page.fill('#wantedTime', clock)
  await page.selectOption('#community', { label: '柳岸社区' })
  await page.fill('#address', '柳岸小区 3 幢 502 室')
  await page.fill('#people', '2')
  await page.fill('#text', '两位老人理发，一位坐轮椅。')
  await page.fill('#name', '顾晚晴')
  await page.fill('#phone', '199 0000 7001')
  await page.check('#consent')
}

test(
  'a resident orders, the desk dispatches, a leader claims another time, they agree, it is served and reviewed',
  { timeout: 180_000 },
  async () => {
    const item = await menuItem()
    const team = await newTeam(item.centre, '青禾暖心队')
    // The resident's phone runs scripts, the leader's old one does not.
    const resident = await newPhone(browser)
    const leader = await newPhone(browser, { scripts: false })

    await resident.goto('/volunteer/menu/')
    await resident.locator('.item').filter({ hasText: item.title }).getByRole('link', { name: '点这一项' }).click()
    await resident.click('button[value=send]')
    await resident.locator('#errors').waitFor()
    expect(await resident.locator('#errors li').count()).toBeGreaterThan(5)
    await fillOrder(resident)
    await resident.click('button[value=send]')
    await resident.waitForURL('**/volunteer/ordered/')
    const receipt = (await resident.locator('.code').innerText()).replace(/\s+/g, ' ').trim()
    expect(receipt).toMatch(/^([0-9A-Z]{4} ){5}[0-9A-Z]{4}$/)
    expect(resident.url()).not.toContain(receipt.slice(0, 4))
    const number = /D\d\d-\d{4}/.exec(await resident.locator('main').innerText())![0]

    await desk.goto('/desk/volunteer/orders/')
    await desk.getByRole('link', { name: number }).click()
    await moveCard(desk, 'offer').locator('select').selectOption(team.id)
    await moveCard(desk, 'offer').getByRole('button').click()
    expect(await doneSaid(desk)).toContain('已派单')
    expect(await desk.locator('main').innerText()).not.toContain('19900007001')

    await leader.goto('/volunteer/team/')
    await leader.fill('#code', team.code.toLowerCase().replaceAll('-', ' '))
    await leader.getByRole('button', { name: '打开' }).click()
    const order = leader.locator(`[id="${number}"]`)
    expect(await order.innerText()).not.toContain('502 室')
    await order.locator('[name=day]').first().fill(otherDay)
    await order.getByRole('button', { name: '接这一单' }).click()
    expect(await leader.locator('.notice').first().innerText()).toContain('接到了')
    expect(await order.innerText()).toContain('柳岸小区 3 幢 502 室')
    expect(await order.innerText()).toContain('19900007001')
    expect(leader.url()).not.toContain(team.code.slice(0, 4))

    await resident.getByRole('button', { name: '看点单进度' }).click()
    expect(await resident.locator('.panel').innerText()).toContain('青禾暖心队')
    await resident.getByRole('button', { name: '同意这个时间' }).click()
    expect(await resident.locator('.panel').innerText()).toContain('约好了')

    await leader.getByRole('button', { name: '看有没有新单' }).click()
    await order.getByRole('button', { name: '服务做完了' }).click()
    expect(await order.innerText()).not.toContain('502 室')

    await resident.goto('/volunteer/order/')
    await resident.fill('#receipt', receipt)
    await resident.getByRole('button', { name: '看进度' }).click()
    await resident.getByRole('button', { name: '提交评价' }).click()
    expect(await resident.locator('.error').innerText()).toContain('请选一个')
    await resident.locator('label', { hasText: '好' }).first().click()
    await resident.getByRole('button', { name: '提交评价' }).click()
    expect(await resident.locator('.notice').first().innerText()).toContain('已收到')

    await desk.goto('/desk/volunteer/orders/?state=ended')
    expect(await desk.locator('tr', { hasText: number }).innerText()).toContain('已办完')
    await desk.getByRole('link', { name: number }).click()
    const history = await desk.locator('.timeline').innerText()
    for (const said of ['下单', '派给“青禾暖心队”', '接单', '同意时间', '做完服务', '评价'])
      expect(history).toContain(said)
    for (const page of [resident, leader]) await page.close()
  },
)

test('without scripts: two leaders of a centre want one order, one has it and the other reads so', async () => {
  const item = await menuItem()
  const leaders = await Promise.all(
    ['青禾早起队', '青禾夕阳队'].map(async (name) => {
      const { code } = await newTeam(item.centre, name)
      return { code, page: await newPhone(browser, { scripts: false }) }
    }),
  )
  const resident = await newPhone(browser, { scripts: false })
  await resident.goto(`/volunteer/menu/${item.number}/`)
  await fillOrder(resident)
  await resident.click('button[value=send]')
  const number = /D\d\d-\d{4}/.exec(await resident.locator('main').innerText())![0]
  for (const { page, code } of leaders) {
    await page.goto('/volunteer/team/')
    await page.fill('#code', code)
    await page.getByRole('button', { name: '打开' }).click()
  }
  await Promise.all(
    leaders.map(async ({ page }) => {
      await page.locator(`[id="${number}"]`).getByRole('button', { name: '接这一单' }).click()
      await page.locator('.notice').first().waitFor()
    }),
  )
  const said = await Promise.all(leaders.map(({ page }) => page.locator('.notice').first().innerText()))
  expect(said.filter((one) => one.includes('接到了'))).toHaveLength(1)
  expect(said.filter((one) => one.includes('刚被另一支队伍接走'))).toHaveLength(1)

  await resident.getByRole('button', { name: '看点单进度' }).click()
  await resident.getByRole('button', { name: '不需要了，取消' }).click()
  await resident.getByRole('button', { name: '确定取消' }).click()
  expect(await resident.locator('.panel').innerText()).toContain('您取消了')
  for (const page of [resident, ...leaders.map((one) => one.page)]) await page.close()
})
