import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { totpCode } from '../../functions/staff/totp.ts'
import { launchBrowser } from './browser.ts'
import { type Portal, startPortal } from './start-portal.ts'

let portal: Portal
let browser: Browser
let home: string
beforeAll(async () => {
  portal = await startPortal()
  // Browsers know passkeys at this machine under its name, never under a number.
  home = portal.url.replace('127.0.0.1', 'localhost')
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await portal?.stop()
  rmSync(portal.folder, { recursive: true, force: true })
})

const PASSWORD = '柳岸-mulberry-47-lantern'

/** A person at a computer of their own. */
const atComputer = async (): Promise<{ page: Page; context: BrowserContext }> => {
  const context = await browser.newContext({ baseURL: home, locale: 'zh-CN', viewport: { width: 1366, height: 768 } })
  context.setDefaultTimeout(20_000)
  return { context, page: await context.newPage() }
}

/** Gives the computer a fingerprint reader that always knows its owner. */
const giveAuthenticator = async (page: Page) => {
  const session = await page.context().newCDPSession(page)
  await session.send('WebAuthn.enable')
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
}

/** The code of the next half minute: one before it may have been used, and the one after the clock's is taken too. */
const nextCode = (secret: string) => totpCode(secret, Date.now() + 30_000)

const signInByPassword = async (page: Page, name: string, password: string, code: string) => {
  await page.goto('/desk/')
  await page.getByLabel('登录账号').fill(name)
  await page.getByLabel('密码', { exact: true }).fill(password)
  await page.getByLabel('6 位验证码').fill(code)
  await page.getByRole('button', { name: '登录', exact: true }).click()
}

/** The administrator fills in the form and is shown the link, once. */
const invite = async (page: Page, name: string, signInName: string, role: string): Promise<string> => {
  await page.goto('/desk/accounts/')
  await page.getByText('邀请新同事').click()
  await page.getByLabel('姓名', { exact: true }).fill(name)
  await page.locator('#signInName').fill(signInName)
  await page.locator('#role').selectOption({ label: role })
  await page.getByRole('button', { name: '生成邀请链接' }).click()
  return (await page.locator('.one-time-link').innerText()).trim()
}

const statusOf = async (cookies: { name: string; value: string }[]) => {
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
  return (await fetch(home + '/api/desk/me', { headers: { cookie } })).status
}

test('from a fresh install to colleagues at their desks, each with a way in of their own', async () => {
  // The command makes the first administrator; the password it prints opens nothing but its own change.
  const script = join(import.meta.dirname, '../../scripts/staff-add.mjs')
  const args = ['--sign-in', 'first.admin', '--name', '顾山川', '--role', 'administrator']
  const { stdout } = spawnSync(process.execPath, [script, ...args], {
    env: { ...process.env, DATA_DIR: portal.folder },
    encoding: 'utf8',
  })
  const given = /Password\s+(\S+)/.exec(stdout)![1]!
  const secret = /secret=([A-Z2-7]+)/.exec(stdout)![1]!
  const { page: admin } = await atComputer()
  await signInByPassword(admin, 'first.admin', given, totpCode(secret, Date.now()))
  await admin.waitForURL('**/desk/my-account/')
  await admin.getByLabel('现在的密码').fill(given)
  await admin.getByLabel('新密码').fill(PASSWORD)
  await admin.getByRole('button', { name: '更换密码' }).click()
  await admin.waitForURL('**/my-account/?done=password')

  // One colleague opens the link at a computer with a fingerprint reader, and signs in with nothing else.
  const link = await invite(admin, '陆小雨', 'lu.xiaoyu', '创建办工作人员')
  const lu = await atComputer()
  await giveAuthenticator(lu.page)
  const asked: string[] = []
  lu.page.on('request', (request) => asked.push(request.url() + JSON.stringify(request.headers())))
  await lu.page.goto(link)
  await lu.page.getByRole('heading', { name: '陆小雨，您好' }).waitFor()
  expect(lu.page.url()).not.toContain('#')
  // The link's code is in no address and no Referer that a server or proxy could keep.
  expect(asked.join('\n')).not.toContain(link.split('#')[1])
  await lu.page.getByLabel('给这台设备起个名字').fill('办公室电脑')
  await lu.page.getByRole('button', { name: '添加通行密钥' }).click()
  await lu.page.waitForURL('**/desk/invitation/?done=passkey')
  await lu.page.getByRole('link', { name: '去登录' }).click()
  await lu.page.getByRole('button', { name: '用通行密钥登录' }).click()
  await lu.page.waitForURL('**/desk/')
  await lu.page.getByRole('link', { name: '陆小雨' }).waitFor()

  // The same link a second time: refused, in a sentence that says what to do.
  const thief = await atComputer()
  await thief.page.goto(link)
  await thief.page.getByText('这个链接已经用过了').waitFor()
  expect(await thief.page.locator('input[type=password]').count()).toBe(0)

  // Another sets password and authenticator app, and uses a recovery code when the phone is not there.
  const fang = await atComputer()
  await fang.page.goto(await invite(admin, '方知秋', 'fang.zhiqiu', '宣传'))
  const shown = (await fang.page.locator('.totp-secret').innerText()).replaceAll(' ', '')
  await fang.page.getByLabel('验证器上现在的 6 位数字').fill(totpCode(shown, Date.now()))
  await fang.page.getByLabel('设一个密码').fill(PASSWORD)
  await fang.page.getByRole('button', { name: '完成设置' }).click()
  await fang.page.locator('.recovery li').first().waitFor()
  const codes = await fang.page.locator('.recovery li').allInnerTexts()
  expect(codes).toHaveLength(10)
  await signInByPassword(fang.page, 'fang.zhiqiu', PASSWORD, nextCode(shown))
  await fang.page.waitForURL('**/desk/')
  const again = await atComputer()
  await signInByPassword(again.page, 'fang.zhiqiu', PASSWORD, codes[0]!)
  await again.page.waitForURL('**/desk/')

  // A cookie stolen before its session was ended opens nothing any more.
  const stolen = await again.context.cookies()
  expect(await statusOf(stolen)).toBe(200)
  await fang.page.goto('/desk/my-account/')
  await fang.page.getByRole('button', { name: '让其他设备都退出' }).click()
  await fang.page.waitForURL('**/?done=end_others')
  expect(await statusOf(stolen)).toBe(404)
  await again.page.reload()
  await again.page.waitForURL('**/desk/sign-in/**')

  // Nor does a session from before its owner's role was changed.
  const before = await lu.context.cookies()
  await admin.goto('/desk/accounts/')
  await admin.getByRole('link', { name: '陆小雨' }).click()
  await admin.getByText('换岗位或单位').click()
  await admin.locator('#role').selectOption({ label: '督查' })
  await admin.getByRole('button', { name: '保存' }).click()
  await admin.getByText('已保存，他要重新登录。').waitFor()
  expect(await statusOf(before)).toBe(404)
  await lu.page.goto('/desk/')
  await lu.page.getByRole('button', { name: '用通行密钥登录' }).click()
  await lu.page.waitForURL('**/desk/')
  await lu.page.getByText('督查').waitFor()
})

test('without script the code of a link is pasted, and everything else is plain forms', async () => {
  const { page: signIn } = await atComputer()
  await signIn.goto(portal.url + '/desk/sign-in/')
  // Under a number there are no passkeys, and the page says so.
  await signIn.getByText('通行密钥用不了').waitFor()
  const context = await browser.newContext({ baseURL: home, locale: 'zh-CN', javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto('/desk/invitation/#' + 'A'.repeat(43))
  await page.getByLabel('邀请链接或邀请码').fill(`${home}/desk/invitation/#${'A'.repeat(43)}`)
  await page.getByRole('button', { name: '继续' }).click()
  await page.getByText('没有这个邀请').waitFor()
  expect(await page.locator('input#token').count()).toBe(1)
})
