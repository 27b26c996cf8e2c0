import { expect, test } from 'vitest'
import { BROWSER_NAMES, deviceOf, SYSTEM_NAMES } from '../../functions/domain/device.ts'
import { relyingParty } from '../../functions/domain/relying-party.ts'
import { passwordDueAt, passwordIssue, STAFF_PROFILES } from '../../functions/domain/staff-profile.ts'
import words from '../../content/words/zh-CN/desk-accounts.json' with { type: 'json' }
import { newPassword } from '../../functions/staff/add-staff.ts'

const own = ['wang.fang', 'wang', 'fang', '王芳芳', '青禾区', 'Qinghe']
const asvs = (password: string) => passwordIssue(STAFF_PROFILES.ASVS, password, own)
const classified = (password: string) => passwordIssue(STAFF_PROFILES.等保, password, own)

test.each([
  'password123456',
  'P@ssw0rd-2026',
  'iloveyou-1314520',
  'woaini5201314',
  'qwertyuiop[]',
  '1qaz2wsx3edc4rfv',
  'admin@123456789',
  'abcdefghijklmn',
  'aaaaaaaaaaaaaaaa',
  'abcabcabcabcabc',
  '199012318888',
  '830174629551',
  '19900005678-19900005678',
  'wang.fang-2026',
  '王芳芳-王芳芳-2026',
  'QingHe-2026-qinghe',
  'zxcvbnm,./zxcvbnm',
  'letmein-letmein-1',
])('%s is tried first, and refused', (password) => {
  expect(asvs(password)).toBe('password.common')
})

test.each([
  'correct horse battery staple',
  '柳岸-mulberry-47-lantern',
  '下雨天的拖拉机不爱吃西瓜',
  'ткань верблюд окно',
  'nxk4-8qpw-tz3m',
  'p'.repeat(3) + 'Tulpe-Zange-Morgen',
])('%s is taken', (password) => {
  expect(asvs(password)).toBeNull()
})

test('lengths count as people count, to the last letter of a long one', () => {
  expect(asvs('树林里的钟楼敲了十')).toBe('password.too_short')
  expect(asvs('树林里的钟楼敲了十二下了')).toBeNull()
  expect(asvs('🦊🐝🦉')).toBe('password.too_short')
  expect(asvs(`${'mulberry lantern '.repeat(11)}harbour`)).toBeNull()
  expect(asvs('mulberry harbour cedar '.repeat(9))).toBe('password.too_long')
  for (let n = 0; n < 200; n += 1) expect(asvs(newPassword(crypto.getRandomValues(new Uint8Array(20))))).toBeNull()
})

test('等保 asks for three of four classes, and ends a password after 90 days', () => {
  expect(classified('Xk7#mQ2p')).toBeNull()
  expect(classified('xk7mqw2p')).toBe('password.too_plain')
  expect(classified('Xk7#mQ2')).toBe('password.too_short')
  expect(classified('Admin@123')).toBe('password.common')
  expect(classified('P@ssw0rd')).toBe('password.common')
  expect(passwordDueAt(STAFF_PROFILES.ASVS, 5)).toBeNull()
  expect(passwordDueAt(STAFF_PROFILES.等保, 5)).toBe(5 + 90 * 86_400_000)
  expect(passwordDueAt(STAFF_PROFILES.ASVS, 0)).toBe(0)
})

test.each([
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0', 'windows edge'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1 Version/17 Safari/605.1', 'mac safari'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605 MicroMessenger/8.0', 'ios wechat'],
  ['Mozilla/5.0 (Linux; Android 10; HLK) AppleWebKit/537 Chrome/99 HuaweiBrowser/12', 'android huawei'],
  ['Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 Chrome/114 ArkWeb/4.1', 'harmony huawei'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0', 'linux firefox'],
  ['curl/8', 'other other'],
  ['', 'other other'],
  ['<script>'.repeat(9000), 'other other'],
])('a browser that says %s is called by plain words', (agent, device) => {
  expect(deviceOf(agent)).toBe(device)
})

test('every device has its words', () => {
  for (const name of SYSTEM_NAMES) expect(words).toHaveProperty([`desk_account.system.${name}`])
  for (const name of BROWSER_NAMES) expect(words).toHaveProperty([`desk_account.browser.${name}`])
})

test('passkeys are for https under a name, or for the machine itself', () => {
  expect(relyingParty('https://a.example/x', undefined)).toEqual({ id: 'a.example', origin: 'https://a.example' })
  expect(relyingParty('http://localhost:4321/', undefined)).toEqual({
    id: 'localhost',
    origin: 'http://localhost:4321',
  })
  expect(relyingParty('http://evil.example/', 'https://a.example')).toMatchObject({ id: 'a.example' })
  for (const url of ['http://a.example/', 'http://127.0.0.1/', 'https://10.0.0.5/', 'https://[::1]/'])
    expect(relyingParty(url, undefined), url).toBeNull()
})
