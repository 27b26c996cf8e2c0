import { env } from '#test-host'
import { expect, test } from 'vitest'
import { knownDevice, rememberDevice } from '../../functions/staff/known-device.ts'
import { countSignIn, forgetTries } from '../../functions/staff/sign-in-limits.ts'
import { makeStaff, trySignIn } from '../fixtures/staff.ts'

const limited = { ...env, LIMITS: 'on' }
const START = Date.UTC(2026, 10, 24, 2)
const tried = (over: object, now: number) =>
  countSignIn(limited, { name: 'someone', password: 'x', address: '10.0.0.1', device: null, ...over }, now)
const cookiesOf = (response: Response) => response.headers.getSetCookie().map((one) => one.split(';')[0]!)

test('while a thousand wrong passwords arrive from everywhere, the owner signs in at their own computer', async () => {
  const owner = await makeStaff('moderator')
  const [, device] = cookiesOf(await trySignIn(owner, { env: limited }))
  let let_in = 0
  for (let n = 0; n < 1000; n += 1) {
    const guess = { name: owner.signInName, password: `guess-${n}`, address: `10.1.${n % 250}.${n % 7}` }
    if ((await tried(guess, Date.now())).minutes === 0) let_in += 1
  }
  expect(let_in).toBeLessThanOrEqual(20)
  const at = Date.now() + 30_000
  const from = { at, env: limited, headers: { 'x-portal-client-address': '10.1.0.0' } }
  // A stranger has to wait, with the right password too; at the owner's computer nobody does.
  expect((await trySignIn(owner, from)).status).toBe(429)
  const known = { ...from, headers: { ...from.headers, cookie: device! } }
  expect((await trySignIn(owner, known)).status).toBe(200)
}, 60_000)

test('a name attacked from many addresses is slowed as one is from one', async () => {
  const waits = []
  for (let n = 0; n < 22; n += 1)
    waits.push((await tried({ name: 'zhou', password: `p${n}`, address: `10.2.0.${n}` }, START)).minutes)
  expect(waits).toEqual([...Array(20).fill(0), 1, 1])
  expect((await tried({ name: 'zhou', password: 'p', address: '10.2.1.1' }, START + 60_000)).minutes).toBe(0)
  expect((await tried({ name: 'zhou', password: 'q', address: '10.2.1.2' }, START + 60_000)).minutes).toBe(2)
})

test('one password on hundreds of names from hundreds of addresses is let in twenty times', async () => {
  let let_in = 0
  for (let n = 0; n < 200; n += 1) {
    const one = { name: `name-${n}`, password: 'Spring-2026!', address: `10.3.${n % 250}.${n >> 2}` }
    if ((await tried(one, START)).minutes === 0) let_in += 1
  }
  expect(let_in).toBe(20)
  // Another password is another matter.
  expect((await tried({ name: 'name-1', password: 'another one', address: '10.4.0.1' }, START)).minutes).toBe(0)
}, 60_000)

test('a device that is known has few tries of its own, and success gives them back', async () => {
  const at = { name: 'li', device: 'AAAAAAAAAAAAAAAA' }
  for (let n = 0; n < 5; n += 1) expect((await tried({ ...at, password: `p${n}` }, START)).minutes).toBe(0)
  const sixth = await tried(at, START)
  expect(sixth.minutes).toBe(1)
  await env.DB.batch(forgetTries(env.DB, sixth.tries))
  expect((await tried(at, START)).minutes).toBe(0)
})

test('a device knows who signed in with it, the last five, and nobody who merely says so', async () => {
  let cookie: string | null = null
  const names = ['a.one', 'b.two', 'c.three', 'd.four', 'e.five', 'f.six']
  for (const name of names) cookie = await rememberDevice(env, cookie, name)
  const nonce = cookie!.split('.')[0]
  expect(await knownDevice(env, cookie, 'a.one')).toBeNull()
  for (const name of names.slice(1)) expect(await knownDevice(env, cookie, name)).toBe(nonce)
  // Signing in again keeps the number and makes no second mark.
  const again = await rememberDevice(env, cookie, 'c.three')
  expect([again.split('.')[0], again.split('.').length]).toEqual([nonce, 6])
  expect(await knownDevice(env, cookie, 'stranger')).toBeNull()
  const other = await rememberDevice(env, null, 'stranger')
  const [, mark] = other.split('.')
  for (const forged of ['', 'x', `${nonce}.${mark}`, `${other}.${'.'.repeat(9)}`, 'A'.repeat(400), '\u0000'])
    expect(await knownDevice(env, forged, 'stranger'), forged).toBeNull()
  expect(cookie).not.toMatch(/one|two|three/)
})

test('no name, address or password can be read from what is counted', async () => {
  await tried({ name: 'canary-name', password: 'canary-password', address: '203.0.113.9' }, START)
  const { results } = await env.DB.prepare('SELECT * FROM limits').all()
  expect(JSON.stringify(results)).not.toMatch(/canary|203\.0/)
})
