import type { Browser, Page } from 'playwright-core'
import { HOUR } from '../../functions/domain/shanghai-day.ts'
import { colleague, openKept } from '../fixtures/over-http.ts'
import { newDesktop, newPhone, type Visit } from './browser.ts'
import { portal } from './this-portal.ts'

/** What browser tests of a volunteers' day start from: rows of the running portal's own database, and its own API. */
const at = (path: string) => new URL(path, portal.url)

const ask = async <T>(path: string, json: unknown, status: number): Promise<T> => {
  const answer = await fetch(at(path), {
    method: 'POST',
    headers: { origin: portal.url, 'content-type': 'application/json' },
    body: JSON.stringify(json),
  })
  if (answer.status !== status) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as T
}

/** Runs SQL on the portal's own database, for what time alone brings about. */
export const run = async <T = Record<string, unknown>>(sql: string, ...values: unknown[]): Promise<T[]> => {
  const kept = openKept(portal.folder)
  const { results } = await kept.DB.prepare(sql)
    .bind(...values)
    .all<T>()
  kept.close()
  return results
}

/** Somebody of the office with an account of their own, signed in on a phone or at a computer. */
export const anOrganiser = async (browser: Browser, on: 'phone' | 'desktop', visit: Visit = {}): Promise<Page> => {
  const { cookie } = await colleague({ url: portal.url, folder: portal.folder }, 'moderator')
  const page = await (on === 'phone' ? newPhone : newDesktop)(browser, visit)
  const [name = '', value = ''] = cookie.split('=')
  await page.context().addCookies([{ name, value, url: portal.url, httpOnly: true, sameSite: 'Lax' }])
  return page
}

const someDigits = () => String(crypto.getRandomValues(new Uint32Array(1))[0]! % 10_000).padStart(8, '0')

/** An open shift that begins in an hour. */
export const aShiftSoon = async (title: string): Promise<string> => {
  const now = Date.now()
  const [activity, shift] = [crypto.randomUUID(), crypto.randomUUID()]
  await run(
    `INSERT INTO activities (id, number, state, kind, title, text, centre, street, community, place, contact_name,
      contact_phone, created_at, changed_at) VALUES (?, 'A26-' || printf('%04d', 6000 + (SELECT count(*) FROM activities)), 'open', 'guide', ?, '在路口劝导行人和非机动车，请提前十分钟到。',
      'liuan-station', 'heyuan-street', 'liuan', '柳岸路口东南角', '苏禾', '19900000411', ?, ?)`,
    ...[activity, title, now, now],
  )
  await run(
    `INSERT INTO shifts (id, activity_id, starts_at, ends_at, capacity, opens_at, closes_at, cancel_until, state)
      VALUES (?, ?, ?, ?, 20, ?, ?, ?, 'open')`,
    ...[shift, activity, now + HOUR, now + 3 * HOUR, now - HOUR, now + HOUR, now + HOUR],
  )
  return shift
}

export type SignedUp = { code: string; name: string; phone: string; signUp: string; checkCode: string; number: string }

/** Somebody signs up for the shift, as the form does. */
export const signUpFor = async (shift: string, name: string): Promise<SignedUp> => {
  const phone = '199' + someDigits()
  const body = { key: crypto.randomUUID(), shift, name, phone, age: 'adult', community: 'liuan' }
  const said = await ask<{ code: string; number: string; signUps: { id: string; checkCode: string }[] }>(
    '/api/volunteers/sign-ups',
    body,
    201,
  )
  const [own] = said.signUps
  return { code: said.code, number: said.number, name, phone, signUp: own!.id, checkCode: own!.checkCode }
}

/** Two hours on record for this sign-up, as a finished day would leave them. */
export const servedTwoHours = async ({ signUp }: SignedUp): Promise<void> => {
  const at = Date.now() - 24 * HOUR
  await run(
    `INSERT INTO service_records (id, sign_up_id, volunteer_id, person_key, source, title, centre, served_on, in_at, out_at,
        minutes, recorded_at, changed_at)
      SELECT sign_ups.id, sign_ups.id, volunteer_id, person_key, 'attended', title, centre, '2026-11-20', ?2, ?2 + 7200000,
        120, ?2, ?2 FROM sign_ups JOIN shifts ON shifts.id = shift_id JOIN activities ON activities.id = activity_id
      WHERE sign_ups.id = ?1`,
    signUp,
    at,
  )
}

/** The volunteer has a certificate issued. */
export const certificateFor = ({ phone, code }: SignedUp) =>
  ask<{ number: string; key: string }>('/api/certificates', { phone, code }, 201)

/** The volunteer says that the record of this sign-up is wrong. */
export const disputed = ({ phone, code, signUp }: SignedUp, said: string) =>
  ask('/api/attendance/disputes', { phone, code, record: signUp, said }, 200)

export const marksOf = (shift: string) =>
  run<{ sign_up_id: string; kind: string; how: string }>(
    `SELECT sign_up_id, kind, attendance_marks.how FROM attendance_marks JOIN sign_ups ON sign_ups.id = sign_up_id
      WHERE shift_id = ? ORDER BY marked_at`,
    shift,
  )
