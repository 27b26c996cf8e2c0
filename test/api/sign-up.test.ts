import { env } from '#test-host'
import { solveChallenge } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import { expect, test } from 'vitest'
import { app } from '../../functions/app.ts'
import { newChallenge } from '../../functions/challenges/challenge.ts'
import { parse } from '../../functions/domain/parse.ts'
import { DAY, HOUR } from '../../functions/domain/shanghai-day.ts'
import { SignUpInput } from '../../functions/domain/sign-up-input.ts'
import { signUp as signUpAt } from '../../functions/volunteers/sign-up.ts'
import { codesOf, rowsOf } from '../fixtures/desk.ts'
import { aGuardian, aPerson, aShift, aVolunteerBody, postAs, signedUp, signUp } from '../fixtures/volunteers.ts'
import { everythingKept } from './every-table.ts'

type Counted = { taken: number; waiting: number; next_seq: number }
const countsOf = async (shift: string) =>
  (await rowsOf<Counted>('SELECT taken, waiting, next_seq FROM shifts WHERE id = ?', shift))[0]!
const me = (phone: string, code: string | null) => postAs('/api/volunteers/me', { phone, code: code ?? '' })

/** What is refused leaves every table as it was. */
const refusedAndNothingKept = async (ask: () => Promise<Response>, status: number, codes: string[]) => {
  const before = await everythingKept(env)
  const response = await ask()
  expect([response.status, await codesOf(response)]).toEqual([status, codes])
  expect(await everythingKept(env)).toBe(before)
}

test('somebody signs up, gets a place, a number and a query code, and opens their record with it', async () => {
  const shift = await aShift({ capacity: 2 })
  const { name, phone, code, number, signUps } = await signedUp(shift.id)
  expect(number).toMatch(/^V\d\d-\d{6}$/)
  expect(code).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/)
  expect(signUps).toEqual([
    { id: signUps[0]!.id, name, state: 'confirmed', place: null, checkCode: signUps[0]!.checkCode, offerUntil: null },
  ])
  const opened = await me(phone, code!.toLowerCase().replaceAll('-', ' '))
  expect(opened.status).toBe(200)
  const mine = (await opened.json()) as Record<string, unknown>
  expect(mine).toMatchObject({ number, name, minutes: 0, records: [], certificates: [] })
  expect(mine.signUps).toMatchObject([
    { id: signUps[0]!.id, state: 'confirmed', canCancel: true, head: true, shift: { id: shift.id, free: 1 } },
  ])
})

test('name and mobile are kept sealed only', async () => {
  const shift = await aShift()
  const { name, phone, code } = await signedUp(shift.id, { name: '苏见微', phone: '+86 １９９ ００００ ７７０１' })
  const kept = await everythingKept(env)
  for (const secret of [name, '19900007701', phone, code!]) expect(kept).not.toContain(secret)
  expect((await me('19900007701', code)).status).toBe(200)
})

test('when the places are gone, people wait in the order they were taken', async () => {
  const shift = await aShift({ capacity: 3, reserved: 1 })
  const states = []
  for (let n = 0; n < 4; n += 1) states.push((await signedUp(shift.id)).signUps[0]!)
  expect(states.map(({ state, place }) => [state, place])).toEqual([
    ['confirmed', null],
    ['confirmed', null],
    ['waiting', 1],
    ['waiting', 2],
  ])
  expect(await countsOf(shift.id)).toEqual({ taken: 2, waiting: 2, next_seq: 5 })
})

test('a party comes together or waits together, and each of them has a check-in code', async () => {
  const shift = await aShift({ capacity: 4 })
  const party = [
    { name: '林小满', age: 'minor', born: '2016-05-01' },
    { name: '林大雪', age: 'adult' },
  ]
  const first = await signedUp(shift.id, { party, partyConsent: true })
  expect(first.signUps.map(({ name, state }) => [name, state])).toEqual([
    [first.name, 'confirmed'],
    ['林小满', 'confirmed'],
    ['林大雪', 'confirmed'],
  ])
  expect(new Set(first.signUps.map(({ checkCode }) => checkCode)).size).toBe(3)
  const second = await signedUp(shift.id, { party: [{ name: '林立夏', age: 'adult' }] })
  expect(second.signUps.map(({ state, place }) => [state, place])).toEqual([
    ['waiting', 1],
    ['waiting', 1],
  ])
  // One place is free, but somebody waits: nobody overtakes.
  expect((await signedUp(shift.id)).signUps[0]).toMatchObject({ state: 'waiting', place: 3 })
  const mine = (await (await me(first.phone, first.code)).json()) as { signUps: { name: string; head: boolean }[] }
  expect(mine.signUps.map(({ name, head }) => [name, head])).toEqual([
    [first.name, true],
    ['林小满', false],
    ['林大雪', false],
  ])
  await refusedAndNothingKept(
    () =>
      signUp(shift.id, {
        party: [...party, { name: '甲乙', age: 'adult' }, { name: '丙丁', age: 'adult' }],
        partyConsent: true,
      }),
    422,
    ['party.too_large'],
  )
})

test('two of one name at one mobile are not told apart, so the party is asked to be clear', async () => {
  const shift = await aShift()
  await refusedAndNothingKept(
    () => signUp(shift.id, { name: '林 小满', party: [{ name: '林小满', age: 'adult' }] }),
    422,
    ['party.same_name'],
  )
})

test('a minor needs a birthday and a guardian who agreed, and without them nothing is kept', async () => {
  const shift = await aShift()
  const minor = { age: 'minor', born: '2014-09-01' }
  const refusals: [Record<string, unknown>, string[]][] = [
    [{ age: 'minor' }, ['born.missing']],
    [{ age: 'minor', born: '2014-02-30' }, ['born.wrong']],
    [{ age: 'minor', born: '2099-01-01' }, ['born.wrong']],
    [minor, ['guardian.missing']],
    // Whatever box was ticked, the birthday says it.
    [{ ...minor, age: 'adult' }, ['guardian.missing']],
    [{ ...minor, guardian: aGuardian({ consent: false }) }, ['guardian.consent_missing']],
    [
      { ...minor, guardian: { name: '', phone: '', consent: true } },
      ['guardian.name_missing', 'guardian.phone_missing'],
    ],
    [{ ...minor, guardian: aGuardian({ phone: '123' }) }, ['guardian.phone_wrong']],
    [{ party: [{ name: '林小满', age: 'minor', born: '2016-05-01' }] }, ['party.consent_missing']],
    [{ party: [{ name: '林小满', age: 'minor' }], partyConsent: true }, ['party.born_missing']],
    [{ party: [{ name: '', age: 'adult' }] }, ['party.name_missing']],
  ]
  for (const [over, codes] of refusals) await refusedAndNothingKept(() => signUp(shift.id, over), 422, codes)
  const { number } = await signedUp(shift.id, { ...minor, guardian: aGuardian() })
  const kept = await rowsOf(
    'SELECT age_band, guardian_consent_at IS NOT NULL AS agreed FROM volunteers WHERE number = ?',
    number,
  )
  expect(kept).toEqual([{ age_band: 'child', agreed: 1 }])
  expect(await everythingKept(env)).not.toContain('沈长青')
})

test('the age that counts is the one on the day of the shift; who was born on 29 February is older on 1 March', async () => {
  const guardian = aGuardian()
  const at = (day: string) => ({ startsAt: Date.parse(day + 'T09:00:00+08:00'), minAge: 14, opensAt: 0 })
  const year = 2029
  const early = await aShift(at(`${year}-02-28`))
  const late = await aShift(at(`${year}-03-01`))
  const leapling = { age: 'minor', born: '2016-02-29', guardian }
  // 2016 + 14 = 2030: not yet in 2029.
  await refusedAndNothingKept(() => signUp(late.id, leapling), 422, ['sign_up.too_young'])
  const thirteen = { age: 'minor', born: `${year - 14}-03-01`, guardian }
  await refusedAndNothingKept(() => signUp(early.id, thirteen), 422, ['sign_up.too_young'])
  expect((await signUp(late.id, thirteen)).status).toBe(201)
  const fourteenLater = await aShift({ ...at('2030-02-28') })
  await refusedAndNothingKept(() => signUp(fourteenLater.id, leapling), 422, ['sign_up.too_young'])
  expect((await signUp((await aShift(at('2030-03-01'))).id, leapling)).status).toBe(201)
  // One too young keeps the whole party out.
  const party = [{ name: '林小满', age: 'minor', born: '20200101' }]
  await refusedAndNothingKept(() => signUp(late.id, { party, partyConsent: true }), 422, ['sign_up.too_young'])
})

test('a mobile is read however it is typed, and a landline is none', async () => {
  const shift = await aShift()
  for (const phone of ['', '010-12345678', '1380013800', '4001234567', '12345678901'])
    await refusedAndNothingKept(() => signUp(shift.id, { phone }), 422, [phone ? 'mobile.wrong' : 'mobile.missing'])
  expect((await signUp(shift.id, { phone: '＋８６－１９９－００００－８８０１' })).status).toBe(201)
})

test('nobody is twice on a shift, nor on two at one time; shifts that touch do not overlap', async () => {
  const midnight = Date.parse('2028-05-02T00:00:00+08:00')
  const night = await aShift({ startsAt: midnight - 2 * HOUR, endsAt: midnight + 2 * HOUR })
  const early = await aShift({ startsAt: midnight + HOUR, endsAt: midnight + 3 * HOUR })
  const after = await aShift({ startsAt: midnight + 2 * HOUR, endsAt: midnight + 4 * HOUR })
  const person = aPerson()
  expect((await signUp(night.id, person)).status).toBe(201)
  await refusedAndNothingKept(() => signUp(night.id, person), 409, ['sign_up.already'])
  await refusedAndNothingKept(() => signUp(night.id, { ...person, name: [...person.name].join(' ') }), 409, [
    'sign_up.already',
  ])
  await refusedAndNothingKept(() => signUp(early.id, person), 409, ['sign_up.overlaps'])
  expect((await signUp(after.id, person)).status).toBe(201)
  // Another of the family, on the same phone, may.
  expect((await signUp(early.id, { ...person, name: '林处暑' })).status).toBe(201)
})

test('sign-up opens and closes to the second', async () => {
  const now = Date.now()
  const { id } = await aShift({ opensAt: now - HOUR, closesAt: now + HOUR })
  const at = async (moment: number) => {
    const input = parse(SignUpInput, aVolunteerBody(id))
    const outcome = input.ok ? await signUpAt(env, input.value, '', moment) : input
    return outcome.ok ? 'taken' : outcome.issues[0]!.code
  }
  expect(await at(now - HOUR - 1)).toBe('shift.not_open_yet')
  expect(await at(now - HOUR)).toBe('taken')
  expect(await at(now + HOUR - 1)).toBe('taken')
  expect(await at(now + HOUR)).toBe('shift.closed')
  const shut = await aShift({ closesAt: now })
  await refusedAndNothingKept(() => signUp(shut.id), 409, ['shift.closed'])
  const soon = await aShift({ opensAt: now + HOUR })
  await refusedAndNothingKept(() => signUp(soon.id), 409, ['shift.not_open_yet'])
  for (const [over, code] of [
    [{ state: 'cancelled' }, 'shift.cancelled'],
    [{ activityState: 'cancelled' }, 'shift.cancelled'],
  ] as const) {
    const shift = await aShift(over)
    await refusedAndNothingKept(() => signUp(shift.id), 409, [code])
  }
  for (const over of [{ state: 'draft' }, { activityState: 'draft' }] as const) {
    const shift = await aShift(over)
    await refusedAndNothingKept(() => signUp(shift.id), 404, ['shift.not_found'])
  }
  await refusedAndNothingKept(() => signUp(crypto.randomUUID()), 404, ['shift.not_found'])
})

test('the same submission again is one sign-up with the same code; another body under the same key is refused', async () => {
  const shift = await aShift()
  const body = aVolunteerBody(shift.id, { party: [{ name: '林小满', age: 'adult' }] })
  const send = (over = {}) => postAs('/api/volunteers/sign-ups', { ...body, ...over })
  const answers = await Promise.all([send(), send(), send()])
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 201])
  const [first, ...others] = (await Promise.all(answers.map((one) => one.json()))) as Record<string, unknown>[]
  for (const other of others) expect(other).toEqual(first)
  expect(await countsOf(shift.id)).toMatchObject({ taken: 2 })
  await refusedAndNothingKept(() => send({ name: '林白露' }), 422, ['submission.other_body'])
})

test('without a code there is always a new book, with the code it is the same one, and a wrong code stores nothing', async () => {
  const person = aPerson()
  const first = await signedUp((await aShift()).id, person)
  const second = await signedUp((await aShift()).id, person)
  expect(second.number).not.toBe(first.number)
  expect(second.code).not.toBe(first.code)
  const third = await signedUp((await aShift()).id, { ...person, code: first.code })
  expect([third.number, third.code]).toEqual([first.number, null])
  const mine = (await (await me(person.phone, first.code)).json()) as { signUps: unknown[] }
  expect(mine.signUps).toHaveLength(2)
  const shift = await aShift()
  const wrong = ['0000-0000-0000', 'x', second.code!.slice(0, -1) + (second.code!.endsWith('0') ? '1' : '0')]
  for (const code of wrong)
    await refusedAndNothingKept(() => signUp(shift.id, { ...person, code }), 404, ['volunteer.unknown_code'])
  await refusedAndNothingKept(() => signUp(shift.id, { ...aPerson(), code: first.code }), 404, [
    'volunteer.unknown_code',
  ])
  await refusedAndNothingKept(() => signUp(shift.id, { ...person, name: '别的人', code: first.code }), 422, [
    'volunteer.other_name',
  ])
  // The figure counts people, not books.
  const [{ n }] = (await rowsOf<{ n: number }>('SELECT count(DISTINCT person_key) AS n FROM volunteers')) as [
    { n: number },
  ]
  expect(await rowsOf("SELECT registered FROM volunteer_tallies WHERE scope = 'all'")).toEqual([{ registered: n }])
})

test('wrong codes are limited, and a right one opens all the same', async () => {
  const on = { ...env, LIMITS: 'on' }
  const { phone, code } = await signedUp((await aShift()).id)
  const from = { 'x-portal-client-address': '192.0.2.77' }
  const ask = (code: string) => postAs('/api/volunteers/me', { phone, code }, on, from)
  const statuses = []
  for (let n = 0; n < 11; n += 1) statuses.push((await ask('0000-0000-000' + (n % 10))).status)
  expect(statuses).toEqual([...Array(10).fill(404), 429])
  expect((await ask(code!)).status).toBe(200)
})

test('a mobile whose code somebody guesses from many addresses is guarded too', async () => {
  const on = { ...env, LIMITS: 'on' }
  const { phone, code } = await signedUp((await aShift()).id)
  const statuses = []
  for (let n = 0; n < 31; n += 1) {
    const from = { 'x-portal-client-address': '192.0.3.' + n }
    statuses.push((await postAs('/api/volunteers/me', { phone, code: '0000-0000-0000' }, on, from)).status)
  }
  expect(statuses).toEqual([...Array(30).fill(404), 429])
  expect((await postAs('/api/volunteers/me', { phone, code }, on)).status).toBe(200)
})

test('who did the work may sign up many from one address; a solution sent twice proves nothing the second time', async () => {
  const on = { ...env, LIMITS: 'on' }
  const shift = await aShift({ capacity: 30 })
  const from = { 'x-portal-client-address': '192.0.2.79' }
  const statuses = []
  let solution: unknown
  for (let n = 0; n < 12; n += 1) {
    const challenge = await newChallenge(env, Date.now())
    solution = { challenge, solution: await solveChallenge({ challenge, deriveKey }) }
    statuses.push((await signUp(shift.id, { solution }, on, from)).status)
  }
  expect(statuses).toEqual(Array(12).fill(201))
  for (let n = 0; n < 11; n += 1) statuses.push((await signUp(shift.id, { solution }, on, from)).status)
  expect(statuses.slice(12)).toEqual([...Array(10).fill(201), 429])
})

test('sign-ups without proof of work are few from one address', async () => {
  const on = { ...env, LIMITS: 'on' }
  const shift = await aShift({ capacity: 30 })
  const statuses = []
  for (let n = 0; n < 11; n += 1)
    statuses.push((await signUp(shift.id, {}, on, { 'x-portal-client-address': '192.0.2.78' })).status)
  expect(statuses).toEqual([...Array(10).fill(201), 429])
})

test('coming shifts are listed in time order, a page at a time, and can be narrowed', async () => {
  const base = Date.now() + 40 * DAY
  for (let n = 0; n < 25; n += 1)
    await aShift({ startsAt: base + (n % 9) * HOUR, kind: 'care', street: 'yunqiao-street', capacity: 1 + (n % 2) })
  await aShift({ kind: 'care', street: 'yunqiao-street', activityState: 'draft' })
  await aShift({ kind: 'care', street: 'yunqiao-street', startsAt: Date.now() - 5 * HOUR })
  const list = async (query: string) => {
    const response = await app.request('/api/activities' + query, {}, env as never)
    return (await response.json()) as {
      shifts: { shift: { id: string; startsAt: number; free: number } }[]
      next: string | null
    }
  }
  const one = await list('?kind=care&street=yunqiao-street')
  const two = await list('?kind=care&street=yunqiao-street&before=' + one.next)
  const all = [...one.shifts, ...two.shifts].map(({ shift }) => shift)
  expect([one.shifts.length, two.shifts.length, two.next]).toEqual([20, 5, null])
  expect(new Set(all.map(({ id }) => id)).size).toBe(25)
  expect(all.map(({ startsAt }) => startsAt)).toEqual(all.map(({ startsAt }) => startsAt).sort((a, b) => a - b))
  expect((await list('?kind=lecture&street=yunqiao-street')).shifts).toEqual([])
  const lone = all.find(({ free }) => free === 1)!
  await signedUp(lone.id)
  const free = [...(await list('?kind=care&free=1')).shifts].map(({ shift }) => shift.id)
  expect(free).not.toContain(lone.id)
  expect((await list('?kind=nothing&before=%00')).shifts.length).toBe(20)
})

test('an activity is read with its shifts, a draft by nobody', async () => {
  const shift = await aShift({ minAge: 14 })
  const past = await aShift({
    activity: { id: shift.activity, number: shift.number },
    startsAt: Date.now() - 30 * HOUR,
  })
  const get = (path: string) => app.request('/api/activities/' + path, {}, env as never)
  const read = (await (await get(shift.number)).json()) as {
    activity: { minAge: number }
    shifts: { id: string; state: string }[]
  }
  expect(read.activity).toMatchObject({ number: shift.number, minAge: 14, team: null, skills: [] })
  expect(read.shifts.map(({ id, state }) => [id, state])).toEqual([
    [past.id, 'past'],
    [shift.id, 'open'],
  ])
  expect(await (await get('shifts/' + shift.id)).json()).toMatchObject({ shift: { id: shift.id, free: 10 } })
  const draft = await aShift({ activityState: 'draft' })
  expect(await codesOf(await get(draft.number))).toEqual(['activity.not_found'])
  expect(await codesOf(await get('shifts/' + draft.id))).toEqual(['shift.not_found'])
})
