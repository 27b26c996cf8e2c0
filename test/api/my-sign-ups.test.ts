import { env } from '#test-host'
import { expect, test } from 'vitest'
import { HOUR, MINUTE } from '../../functions/domain/shanghai-day.ts'
import { offerUntil } from '../../functions/domain/volunteer.ts'
import { eraseMe } from '../../functions/volunteers/erase-me.ts'
import { forgetVolunteers } from '../../functions/volunteers/forget-volunteers.ts'
import { moveMySignUp } from '../../functions/volunteers/move-my-sign-up.ts'
import type { MyRecord } from '../../functions/volunteers/my-record.ts'
import { promoteStatements, promoteWaiting } from '../../functions/volunteers/promote.ts'
import { runJobs } from '../../functions/jobs.ts'
import { bodyOf } from '../../functions/outbox/webhook.ts'
import { codesOf, rowsOf } from '../fixtures/desk.ts'
import { aGuardian, aPerson, aShift, postAs, signedUp, signUp, type SignedUp } from '../fixtures/volunteers.ts'
import { everythingKept } from './every-table.ts'

type Signed = SignedUp & { name: string; phone: string }
const opened = ({ phone, code }: Signed) => ({ phone, code: code! })
const move = (who: Signed, body: Record<string, unknown>) =>
  postAs('/api/volunteers/me/moves', { ...opened(who), signUp: who.signUps[0]!.id, ...body })
const moved = async (who: Signed, body: Record<string, unknown>): Promise<MyRecord> => {
  const response = await move(who, body)
  if (response.status !== 200) throw new Error(response.status + ' ' + (await response.text()))
  return (await response.json()) as MyRecord
}
const refusal = async (who: Signed, body: Record<string, unknown>, status: number, code: string) => {
  const before = await everythingKept(env)
  const response = await move(who, body)
  expect([response.status, await codesOf(response)]).toEqual([status, [code]])
  expect(await everythingKept(env)).toBe(before)
}
const statesOf = async (shift: string) =>
  (
    await rowsOf<{ state: string }>(
      'SELECT state FROM sign_ups WHERE shift_id = ? ORDER BY seq, id = party DESC',
      shift,
    )
  ).map(({ state }) => state)
const countsOf = async (shift: string) => (await rowsOf('SELECT taken, waiting FROM shifts WHERE id = ?', shift))[0]
const topicsOf = async (number: string) =>
  (
    await rowsOf<{ topic: string }>(
      'SELECT topic FROM outbox_messages WHERE number = ? ORDER BY created_at, topic',
      number,
    )
  ).map(({ topic }) => topic)
/** The clock goes on for one shift: its times lie that much nearer. */
const passes = (shift: string, ms: number) =>
  env.DB.prepare(
    `UPDATE shifts SET starts_at = starts_at - ?2, ends_at = ends_at - ?2, closes_at = closes_at - ?2,
      cancel_until = cancel_until - ?2 WHERE id = ?1`,
  )
    .bind(shift, ms)
    .run()

test('who cancels frees the place for the next in line, who is asked and has until the offer ends', async () => {
  const shift = await aShift({ capacity: 1 })
  const [first, second, third] = [await signedUp(shift.id), await signedUp(shift.id), await signedUp(shift.id)]
  const mine = await moved(first, { move: 'cancel' })
  expect(mine.signUps).toMatchObject([{ state: 'cancelled', canCancel: false }])
  expect(await statesOf(shift.id)).toEqual(['cancelled', 'offered', 'waiting'])
  const [offer] = await rowsOf<{ offer_until: number; changed_at: number }>(
    'SELECT offer_until, changed_at FROM sign_ups WHERE id = ?',
    second.signUps[0]!.id,
  )
  expect(offer!.offer_until).toBe(offerUntil(offer!.changed_at, shift.startsAt))
  expect(await topicsOf(second.number)).toEqual(['sign_up.offered'])
  expect(await topicsOf(first.number)).toEqual(['sign_up.cancelled'])
  // Nobody new overtakes, though the offer may still be declined.
  expect((await signedUp(shift.id)).signUps[0]!.state).toBe('waiting')
  expect((await moved(second, { move: 'confirm' })).signUps).toMatchObject([{ state: 'confirmed', offerUntil: null }])
  expect((await moved(second, { move: 'confirm' })).signUps).toMatchObject([{ state: 'confirmed' }])
  await refusal(third, { move: 'confirm' }, 409, 'sign_up.cannot_now')
  expect(await countsOf(shift.id)).toEqual({ taken: 1, waiting: 2 })
  // The same act again is one act.
  expect((await moved(first, { move: 'cancel' })).signUps).toMatchObject([{ state: 'cancelled' }])
  expect(await topicsOf(first.number)).toEqual(['sign_up.cancelled'])
})

test('an offer that is declined, or that nobody answers, goes to the next', async () => {
  const shift = await aShift({ capacity: 1 })
  const people = []
  for (let n = 0; n < 4; n += 1) people.push(await signedUp(shift.id))
  await moved(people[0]!, { move: 'cancel' })
  await moved(people[1]!, { move: 'decline' })
  expect(await statesOf(shift.id)).toEqual(['cancelled', 'cancelled', 'offered', 'waiting'])
  const [{ offer_until }] = (await rowsOf<{ offer_until: number }>(
    "SELECT offer_until FROM sign_ups WHERE shift_id = ? AND state = 'offered'",
    shift.id,
  )) as [{ offer_until: number }]
  await promoteWaiting(env, offer_until - 1)
  expect(await statesOf(shift.id)).toEqual(['cancelled', 'cancelled', 'offered', 'waiting'])
  const late = await moveMySignUp(
    env,
    { ...opened(people[2]!), signUp: people[2]!.signUps[0]!.id, move: 'confirm' },
    '',
    offer_until,
  )
  expect(late).toMatchObject({ ok: false, issues: [{ code: 'sign_up.cannot_now' }] })
  await Promise.all([runJobs(env, offer_until), promoteWaiting(env, offer_until)])
  expect(await rowsOf("SELECT last_result FROM job_runs WHERE name = 'promote_waiting'")).toEqual([
    { last_result: 'ok' },
  ])
  expect(await statesOf(shift.id)).toEqual(['cancelled', 'cancelled', 'lapsed', 'offered'])
  expect(await topicsOf(people[2]!.number)).toEqual(['sign_up.offered', 'sign_up.lapsed'])
  expect(await countsOf(shift.id)).toEqual({ taken: 1, waiting: 0 })
  await refusal(people[2]!, { move: 'decline' }, 409, 'sign_up.cannot_now')
})

test('shortly before the shift nobody is asked: the place is theirs at once', async () => {
  const shift = await aShift({ capacity: 1 })
  const [first, second] = [await signedUp(shift.id), await signedUp(shift.id)]
  await passes(shift.id, shift.startsAt - Date.now() - 2 * HOUR - 20 * MINUTE)
  await moved(first, { move: 'cancel' })
  expect(await statesOf(shift.id)).toEqual(['cancelled', 'confirmed'])
  expect(await topicsOf(second.number)).toEqual(['sign_up.confirmed'])
})

test('late, one says why one will not come; once it has begun, nobody can any more', async () => {
  const shift = await aShift({ capacity: 2 })
  const [first, second] = [await signedUp(shift.id), await signedUp(shift.id)]
  const waiting = await signedUp(shift.id)
  await signedUp(shift.id)
  await passes(shift.id, shift.startsAt - Date.now() - 20 * MINUTE)
  await refusal(first, { move: 'cancel' }, 422, 'sign_up.reason_missing')
  await moved(first, { move: 'cancel', said: '孩子发烧了' })
  expect(await rowsOf('SELECT state, said FROM sign_ups WHERE id = ?', first.signUps[0]!.id)).toEqual([
    { state: 'cancelled', said: '孩子发烧了' },
  ])
  expect(await statesOf(shift.id)).toEqual(['cancelled', 'confirmed', 'confirmed', 'waiting'])
  await passes(shift.id, 21 * MINUTE)
  await env.DB.prepare('UPDATE shifts SET capacity = 5 WHERE id = ?').bind(shift.id).run()
  await env.DB.batch(promoteStatements(env, shift.id, Date.now()))
  expect(await statesOf(shift.id)).toEqual(['cancelled', 'confirmed', 'confirmed', 'waiting'])
  for (const who of [second, waiting]) await refusal(who, { move: 'cancel', said: '来不了' }, 409, 'sign_up.cannot_now')
})

test('a party waits until there is room for all of it, and blocks those behind it', async () => {
  const shift = await aShift({ capacity: 3 })
  const three = []
  for (let n = 0; n < 3; n += 1) three.push(await signedUp(shift.id))
  const party = await signedUp(shift.id, { party: [{ name: '林小满', age: 'adult' }] })
  await signedUp(shift.id)
  await moved(three[0]!, { move: 'cancel' })
  expect(await countsOf(shift.id)).toEqual({ taken: 2, waiting: 3 })
  await moved(three[1]!, { move: 'cancel' })
  expect(await statesOf(shift.id)).toEqual(['cancelled', 'cancelled', 'confirmed', 'offered', 'offered', 'waiting'])
  expect(await topicsOf(party.number)).toEqual(['sign_up.offered'])
  // One yes is the party's; a member who cannot come leaves alone, the head takes all along.
  expect((await moved(party, { move: 'confirm' })).signUps.map(({ state }) => state)).toEqual([
    'confirmed',
    'confirmed',
  ])
  await moved(party, { move: 'cancel', signUp: party.signUps[1]!.id })
  expect(await statesOf(shift.id)).toEqual(['cancelled', 'cancelled', 'confirmed', 'confirmed', 'cancelled', 'offered'])
  await moved(party, { move: 'cancel' })
  expect(await countsOf(shift.id)).toEqual({ taken: 2, waiting: 0 })
})

test('several places freed at once go to as many in line', async () => {
  const shift = await aShift({ capacity: 4 })
  const four = await signedUp(shift.id, { party: ['甲乙', '丙丁', '戊己'].map((name) => ({ name, age: 'adult' })) })
  for (let n = 0; n < 5; n += 1) await signedUp(shift.id)
  await moved(four, { move: 'cancel' })
  expect(await statesOf(shift.id)).toEqual([...Array(4).fill('cancelled'), ...Array(4).fill('offered'), 'waiting'])
})

test('a swap takes the other place and gives back this one, or does nothing at all', async () => {
  const from = await aShift({ capacity: 2 })
  const to = await aShift({ capacity: 2, startsAt: from.startsAt + HOUR })
  const full = await aShift({ capacity: 1 })
  await signedUp(full.id)
  const who = await signedUp(from.id, {
    party: [{ name: '林小满', age: 'minor', born: '2012-01-01' }],
    partyConsent: true,
  })
  const next = await signedUp(from.id)
  await refusal(who, { move: 'swap', to: full.id }, 422, 'party.too_large')
  await refusal(who, { move: 'swap', to: from.id }, 409, 'sign_up.cannot_now')
  await refusal(who, { move: 'swap', to: crypto.randomUUID() }, 404, 'shift.not_found')
  await refusal(who, { move: 'swap', to: (await aShift({ minAge: 18 })).id }, 422, 'sign_up.too_young')
  await refusal(next, { move: 'swap', to: full.id }, 409, 'sign_up.no_place')
  const answers = await Promise.all([move(who, { move: 'swap', to: to.id }), move(who, { move: 'swap', to: to.id })])
  expect(answers.map(({ status }) => status)).toEqual([200, 200])
  expect(await statesOf(to.id)).toEqual(['confirmed', 'confirmed'])
  expect(await statesOf(from.id)).toEqual(['cancelled', 'cancelled', 'offered'])
  expect((await moved(who, { move: 'swap', to: to.id })).signUps.map(({ state }) => state).sort()).toEqual([
    'cancelled',
    'cancelled',
    'confirmed',
    'confirmed',
  ])
  expect(await countsOf(to.id)).toEqual({ taken: 2, waiting: 0 })
})

test('one place is swapped for one other, though two are asked for at once', async () => {
  const shift = await aShift()
  const [one, two] = [await aShift(), await aShift()]
  for (let n = 0; n < 5; n += 1) {
    const who = await signedUp(shift.id)
    const answers = await Promise.all([one, two].map(({ id }) => move(who, { move: 'swap', to: id })))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    const refused = answers.find(({ status }) => status === 409)!
    expect(await codesOf(refused)).toEqual(['sign_up.cannot_now'])
  }
  const [taken] = await rowsOf('SELECT sum(taken) AS n FROM shifts WHERE id IN (?, ?)', one.id, two.id)
  expect([taken, await countsOf(shift.id)]).toEqual([{ n: 5 }, { taken: 0, waiting: 0 }])
})

test('nobody moves what is not theirs, with whatever id or code', async () => {
  const shift = await aShift()
  const [mine, theirs] = [await signedUp(shift.id), await signedUp(shift.id)]
  await refusal(mine, { move: 'cancel', signUp: theirs.signUps[0]!.id }, 404, 'sign_up.not_found')
  await refusal(mine, { move: 'cancel', signUp: shift.id }, 404, 'sign_up.not_found')
  await refusal(mine, { move: 'cancel', code: theirs.code }, 404, 'volunteer.unknown_code')
  await refusal(mine, { move: 'cancel', phone: theirs.phone }, 404, 'volunteer.unknown_code')
  for (const body of [
    { move: 'promote' },
    { move: 'cancel', said: 1 },
    { move: 'swap' },
    { move: ['cancel'] },
    { signUp: 1 },
  ])
    await refusal(mine, body, 400, 'request.malformed')
})

test('two books of one person become one, both codes open it, and nobody else’s book can be taken', async () => {
  const person = aPerson()
  const shift = await aShift()
  const one = await signedUp(shift.id, person)
  const two = await signedUp((await aShift()).id, { ...person, phone: '19900008123' })
  const stranger = await signedUp((await aShift()).id)
  const join = (mine: Signed, other: Pick<Signed, 'phone' | 'code'>) =>
    postAs('/api/volunteers/me/join', { ...opened(mine), otherPhone: other.phone, otherCode: other.code })
  const refusals: [Pick<Signed, 'phone' | 'code'>, number, string][] = [
    [stranger, 422, 'volunteer.other_name'],
    [{ phone: two.phone, code: one.code }, 404, 'volunteer.unknown_code'],
  ]
  for (const [other, status, code] of refusals) {
    const response = await join(one, other)
    expect([response.status, await codesOf(response)]).toEqual([status, [code]])
  }
  // Each into the other at once: one of the two is the book, and neither is lost.
  const answers = await Promise.all([join(one, two), join(two, one), join(one, two)])
  const books = (await Promise.all(answers.map((answer) => answer.json()))) as MyRecord[]
  expect(new Set(books.map(({ number }) => number)).size).toBe(1)
  for (const who of [one, two]) {
    const mine = (await (await postAs('/api/volunteers/me', opened(who))).json()) as MyRecord
    expect([mine.number, mine.signUps.length]).toEqual([books[0]!.number, 2])
  }
  // One person now: the other mobile with its code does not stand on a shift twice.
  const again = await signUp(shift.id, { ...person, phone: two.phone, code: two.code })
  expect(await codesOf(again)).toEqual(['sign_up.already'])
})

test('who wants to be forgotten is: no name, no mobile, no key, and the place goes to the next', async () => {
  const shift = await aShift({ capacity: 2 })
  const who = await signedUp(shift.id, {
    party: [{ name: '林谷雨', age: 'minor', born: '2013-03-03' }],
    partyConsent: true,
    ...{ age: 'minor', born: '2012-02-02', guardian: aGuardian() },
  })
  const next = await signedUp(shift.id)
  const rows = await rowsOf<{ id: string; person_key: string; phone_hash: string; contact_sealed: string }>(
    'SELECT * FROM volunteers WHERE number = ?',
    who.number,
  )
  const { id, person_key, phone_hash, contact_sealed } = rows[0]!
  await env.DB.prepare(
    `INSERT INTO service_records (id, sign_up_id, volunteer_id, person_key, source, title, centre, served_on, minutes,
      disputed_at, disputed_said, recorded_at, changed_at)
     VALUES (?1, NULL, ?2, ?3, 'imported', '清洁河道', 'liuan-station', '2026-01-05', 90, 1, '我做了两个小时', 1, 1)`,
  )
    .bind(crypto.randomUUID(), id, person_key)
    .run()
  await env.DB.prepare(
    `INSERT INTO certificates (id, number, verify_key, volunteer_id, name_sealed, minutes, items, first_day, last_day, issued_at)
     VALUES ('c', 'C26-000001', 'k', ?1, 'sealed-name-on-paper', 90, '[]', '2026-01-05', '2026-01-05', 1)`,
  )
    .bind(id)
    .run()
  const tally = await rowsOf('SELECT * FROM volunteer_tallies ORDER BY scope')
  const erase = () => postAs('/api/volunteers/me/erase', opened(who))
  expect(await (await erase()).json()).toEqual({ erased: true })
  const kept = await everythingKept(env)
  for (const gone of [person_key, phone_hash, contact_sealed, '我做了两个小时', 'sealed-name-on-paper'])
    expect(kept).not.toContain(gone)
  expect(await rowsOf('SELECT tallies.* FROM volunteer_tallies AS tallies ORDER BY scope')).toEqual(tally)
  expect(await rowsOf('SELECT minutes FROM service_records WHERE volunteer_id = ?', id)).toEqual([{ minutes: 90 }])
  expect(await statesOf(shift.id)).toEqual(['cancelled', 'cancelled', 'offered'])
  expect(
    await rowsOf('SELECT contact_sealed FROM volunteers WHERE contact_sealed IS NOT NULL AND number = ?', who.number),
  ).toEqual([])
  // Again, and then there is nothing to open.
  expect((await erase()).status).toBe(200)
  expect((await postAs('/api/volunteers/me', opened(who))).status).toBe(404)
  expect((await postAs('/api/volunteers/me/erase', { ...opened(who), code: next.code })).status).toBe(404)
  expect((await eraseMe(env, opened(next), '', Date.now())).ok).toBe(true)
})

const DAY = 24 * HOUR
test('who never served is forgotten half a year after the last shift, who served three years after the last time', async () => {
  const now = Date.now()
  const shift = await aShift({ startsAt: now + DAY, endsAt: now + DAY + HOUR, closesAt: now + DAY })
  const never = await signedUp(shift.id)
  const once = await signedUp(shift.id)
  await env.DB.prepare(
    `INSERT INTO service_records (id, sign_up_id, volunteer_id, person_key, source, title, centre, served_on, minutes,
      recorded_at, changed_at)
     SELECT ?1, sign_ups.id, volunteer_id, person_key, 'attended', '劝导', 'liuan-station', ?2, 60, 1, 1 FROM sign_ups
     WHERE sign_ups.id = ?3`,
  )
    .bind(crypto.randomUUID(), new Date(now + DAY + 8 * HOUR).toISOString().slice(0, 10), once.signUps[0]!.id)
    .run()
  const remembered = async () => {
    const answers = await Promise.all([never, once].map((who) => postAs('/api/volunteers/me', opened(who))))
    return answers.map(({ status }) => status)
  }
  await forgetVolunteers(env, now + 29 * DAY)
  expect((await rowsOf('SELECT * FROM sign_up_submissions')).length).toBeGreaterThan(0)
  await forgetVolunteers(env, now + 32 * DAY)
  expect(await rowsOf('SELECT * FROM sign_up_submissions')).toEqual([])
  await forgetVolunteers(env, now + 180 * DAY)
  expect(await remembered()).toEqual([200, 200])
  await forgetVolunteers(env, now + 182 * DAY)
  expect(await remembered()).toEqual([404, 200])
  await forgetVolunteers(env, now + (1095 + 1) * DAY)
  expect(await remembered()).toEqual([404, 200])
  await forgetVolunteers(env, now + (1095 + 3) * DAY)
  expect(await remembered()).toEqual([404, 404])
  expect(await rowsOf('SELECT id FROM volunteers WHERE contact_sealed IS NOT NULL AND erased_at IS NOT NULL')).toEqual(
    [],
  )
})

test('a message that leaves the portal calls a volunteer a volunteer, and says no more than the number', () => {
  for (const topic of [
    'sign_up.offered',
    'sign_up.confirmed',
    'sign_up.cancelled',
    'sign_up.lapsed',
    'sign_up.swapped',
  ]) {
    const { text } = JSON.parse(bodyOf({ id: 'x', topic, number: 'V26-000007' })) as { text: string }
    expect(text).toContain('志愿者 V26-000007')
    expect(text).not.toContain('线索')
  }
  expect(bodyOf({ id: 'x', topic: 'tip_off.filed', number: '261122-0007' })).toContain('线索')
})
