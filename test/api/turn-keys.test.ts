import { env } from '#test-host'
import { beforeAll, expect, test } from 'vitest'
import type { Env } from '../../functions/http/app-types.ts'
import { seal, unseal, type Keys } from '../../functions/staff/keys.ts'
import { SEALED_COLUMNS, type SealedColumn, type SealedText } from '../../functions/staff/sealed-columns.ts'
import { turnKeys, turnKeysByAndBy } from '../../functions/staff/turn-keys.ts'
import { aCase } from '../fixtures/cases.ts'
import { aRecord, issued } from '../fixtures/certificates.ts'
import { rowsOf } from '../fixtures/desk.ts'
import { anOrder } from '../fixtures/orders.ts'
import { makeStaff, trySignIn, type Account } from '../fixtures/staff.ts'
import { aSheet, aSurvey, sendWithCode } from '../fixtures/surveys.ts'
import { aTeam } from '../fixtures/teams.ts'
import { aVolunteer } from '../fixtures/volunteers.ts'
import { failingEnv } from './failing-env.ts'

const keyOf = (letter: string) => letter.repeat(43)
const ring = (...keys: string[]): Env => ({ ...env, SEALING_KEYS: keys.join(' ') })
const first = ring(`k1:${keyOf('B')}`)
const second = ring(`k1:${keyOf('B')}`, `k2:${keyOf('C')}`)

/** Everything that is sealed, by table, column and id, as these keys open it; null what they do not open. */
const opened = async (keys: Keys): Promise<Record<string, string | null>> => {
  const all: [string, string | null][] = []
  for (const { table, column, purpose, list } of SEALED_COLUMNS) {
    // '!' begins no sealed text, so the list holds them all.
    for (const { id, sealed, bound } of await rowsOf<SealedText>(list, '!', '', 10_000))
      all.push([`${table}.${column} ${id}`, await unseal(keys, purpose, sealed, bound)])
  }
  return Object.fromEntries(all)
}
const sealedWith = async (begins: string) =>
  (await Promise.all(SEALED_COLUMNS.map(({ list }) => rowsOf<SealedText>(list, '!', '', 10_000))))
    .flat()
    .filter(({ sealed }) => sealed.startsWith(begins)).length

let somebody: Account
let before: Record<string, string | null>
beforeAll(async () => {
  somebody = await makeStaff('moderator')
  for (let n = 0; n < 3; n += 1) {
    await aCase({ photo: false, contact: { name: '李梅', phone: '1990000567' + n } })
    await anOrder()
    await aTeam()
    const volunteer = await aVolunteer()
    await aRecord(volunteer)
    await issued(volunteer)
  }
  const survey = await aSurvey()
  const { codes } = await aSheet(survey, 'liuan', 3)
  for (const code of codes) expect((await sendWithCode(survey, code)).status).toBe(201)
  const [channel, subscription] = [crypto.randomUUID(), crypto.randomUUID()]
  const appeal = crypto.randomUUID()
  await env.DB.batch([
    env.DB.prepare("INSERT INTO appeals (id, code_hash, entry_id, number, claim, text, contact_sealed, filed_at, due_at) VALUES (?, 'x', 'x', 'x', 'face', 'x', ?, 1, 1)").bind(appeal, await seal(env, 'vault', '{}', appeal)), // prettier-ignore
    env.DB.prepare("INSERT INTO outbox_channels (id, kind, name, settings, password_sealed, created_at, changed_at) VALUES (?, 'smtp', '邮件', '{}', ?, 1, 1)").bind(channel, await seal(env, 'vault', 'a-password', channel)), // prettier-ignore
    env.DB.prepare("INSERT INTO outbox_subscriptions (id, channel_id, owner, address_sealed, address_hint, kinds, created_at) VALUES (?, ?, 'desk', ?, 'a…', '[]', 1)").bind(subscription, channel, await seal(env, 'vault', 'a@example.org', subscription)), // prettier-ignore
  ])
  before = await opened(env)
}, 60_000)

test('there is something sealed in every column, and the first key opens it', () => {
  const names = Object.keys(before).map((name) => name.split(' ')[0])
  for (const { table, column } of SEALED_COLUMNS) expect(names).toContain(`${table}.${column}`)
  expect(Object.values(before)).not.toContain(null)
})

test('with a new key what was sealed still opens, and what is sealed bears its name', async () => {
  expect(await opened(first)).toEqual(before)
  const sealed = await seal(first, 'vault', '金丝雀', 'row')
  expect(sealed).toMatch(/^k1\.[A-Za-z0-9_-]+$/)
  expect(await unseal(first, 'vault', sealed, 'row')).toBe('金丝雀')
  expect([await unseal(first, 'vault', sealed, 'other'), await unseal(env, 'vault', sealed, 'row')]).toEqual([
    null,
    null,
  ])
  expect(await unseal(first, 'vault', sealed.replace('k1.', ''), 'row')).toBeNull()
  await expect(seal(ring('k1:short'), 'vault', 'x', 'row')).rejects.toThrow(/SEALING_KEYS/)
})

test('cut short at any call, its answer lost or not, nothing is lost, and the next run goes on', async () => {
  for (let k = 1; ; k += 1) {
    const broken = failingEnv(first, k, 'Network connection lost.', k % 2 ? 'before' : 'after')
    const ended = await turnKeys(broken.env).then(() => true, () => false) // prettier-ignore
    expect(await opened(first)).toEqual(before)
    if (ended && !broken.counted.fired) {
      expect(k).toBeGreaterThan(SEALED_COLUMNS.length)
      break
    }
  }
  expect(await sealedWith('k1.')).toBe(Object.keys(before).length)
  expect((await turnKeys(first)).renewed).toBe(0)
})

test('two at once turn everything, and then the keys before are not needed', async () => {
  const [one, other] = await Promise.all([turnKeys(second), turnKeys(second)])
  expect([one.shut, other.shut, one.done, other.done]).toEqual([[], [], true, true])
  expect(await opened(ring(`k2:${keyOf('C')}`))).toEqual(before)
  expect(await sealedWith('k2.')).toBe(Object.keys(before).length)
  expect(Object.values(await opened(first)).every((text) => text === null)).toBe(true)
  expect((await trySignIn(somebody, { env: second })).status).toBe(200)
  expect((await trySignIn(await makeStaff('editor'), { env: second })).status).toBe(200)
})

test('what a person changes or deletes meanwhile stays as they left it', async () => {
  const third = ring(`k2:${keyOf('C')}`, `k3:${keyOf('D')}`)
  const [{ id } = { id: '' }] = await rowsOf<{ id: string }>('SELECT id FROM tip_offs WHERE contact_sealed IS NOT NULL')
  const meddling: Env = {
    ...third,
    DB: {
      prepare: (sql) => env.DB.prepare(sql),
      batch: async (statements) => {
        await env.DB.prepare('UPDATE tip_offs SET contact_sealed = NULL WHERE id = ?').bind(id).run()
        return env.DB.batch(statements)
      },
    },
  }
  await turnKeys(meddling)
  expect(await rowsOf('SELECT contact_sealed FROM tip_offs WHERE id = ?', id)).toEqual([{ contact_sealed: null }])
})

test('what no key opens is named and left alone; the clock ends all the same', async () => {
  const fourth = ring(`k3:${keyOf('D')}`, `k4:${keyOf('E')}`)
  const [team] = await rowsOf<{ id: string; leader_sealed: string }>('SELECT id, leader_sealed FROM teams')
  await env.DB.prepare('UPDATE teams SET leader_sealed = ? WHERE id = ?').bind('k9.AAAA', team!.id).run()
  const marks = () => rowsOf("SELECT name, last_result FROM job_runs WHERE name LIKE 'turned%'")
  await turnKeysByAndBy(fourth, 1)
  expect(await marks()).toEqual([])
  await turnKeysByAndBy(fourth, 2)
  expect(await marks()).toEqual([{ name: 'turned_to_k4', last_result: 'done' }])
  expect((await turnKeys(fourth)).shut).toEqual([{ table: 'teams', id: team!.id }])
  expect(await rowsOf('SELECT leader_sealed FROM teams WHERE id = ?', team!.id)).toEqual([{ leader_sealed: 'k9.AAAA' }])
  await turnKeysByAndBy(env, 3)
  expect((await marks()).length).toBe(1)
})

test('the statements of each column are about that column', () => {
  const some: SealedColumn[] = SEALED_COLUMNS
  expect(some.every(({ list, renew, table, column }) => list.includes(`FROM ${table}`) && renew.includes(`UPDATE ${table} SET ${column} =`))).toBe(true) // prettier-ignore
})
