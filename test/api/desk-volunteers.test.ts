import { env } from '#test-host'
import { read, utils } from '@e965/xlsx'
import Papa from 'papaparse'
import { beforeAll, expect, test } from 'vitest'
import { DAY, HOUR } from '../../functions/domain/shanghai-day.ts'
import { codesOf, rowsOf } from '../fixtures/desk.ts'
import { asks, signedIn, type SignedIn } from '../fixtures/staff.ts'
import { aPerson, aShift, aSignUp, aVolunteer, postAs } from '../fixtures/volunteers.ts'

let moderator: SignedIn
let handler: SignedIn
let far: SignedIn
beforeAll(async () => {
  moderator = await signedIn('moderator')
  handler = await signedIn('handler', 'heyuan-street')
  far = await signedIn('handler', 'yunqiao-street')
})

type Listed = { id: string; number: string; name: string; minutes: number; times: number }
const list = async (query = '') =>
  ((await (await asks(moderator, '/api/desk/volunteers?' + query)).json()) as { volunteers: Listed[] }).volunteers
const move = (id: string, json: Record<string, unknown>) =>
  asks(moderator, `/api/desk/volunteers/${id}/moves`, { json: { reason: '电话核对过本人', ...json } })
const aDeskForm = (shift: string, over: Record<string, unknown> = {}) => ({
  key: crypto.randomUUID() as string,
  shift,
  ...aPerson(),
  age: 'adult',
  community: 'liuan',
  ...over,
})
const signUp = (shift: string, over: Record<string, unknown> = {}, who = moderator) =>
  asks(who, '/api/desk/volunteers/sign-ups', { json: aDeskForm(shift, over) })
const placesOf = async (shift: string) =>
  (await rowsOf('SELECT capacity, reserved, taken, waiting FROM shifts WHERE id = ?', shift))[0]
const aRecord = (volunteer: { id: string; personKey: string }, minutes: number, day = '2026-10-01') =>
  env.DB.prepare(
    `INSERT INTO service_records (id, volunteer_id, person_key, source, title, centre, served_on, minutes, recorded_at,
      changed_at) VALUES (?, ?, ?, 'imported', '以前的服务', 'liuan-station', ?, ?, 1, 1)`,
  )
    .bind(crypto.randomUUID(), volunteer.id, volunteer.personKey, day, minutes)
    .run()

test('the list shows numbers and hours, and of a name its first character', async () => {
  const volunteer = await aVolunteer({ name: '欧阳听雨' })
  await aRecord(volunteer, 90)
  await aRecord(volunteer, 45)
  const mine = (await list()).find(({ id }) => id === volunteer.id)!
  expect(mine).toMatchObject({ number: volunteer.number, name: '欧**', minutes: 135, times: 2, lastDay: '2026-10-01' })
  expect(JSON.stringify(await list())).not.toContain('听雨')
})

test('a volunteer is found by number or by mobile, however they are typed', async () => {
  const volunteer = await aVolunteer({ phone: '19900001234' })
  for (const q of [volunteer.number, volunteer.number.toLowerCase(), '199 0000 1234', '+86 19900001234'])
    expect((await list('q=' + encodeURIComponent(q))).map(({ id }) => id)).toEqual([volunteer.id])
  expect(await list('q=7123')).toEqual([])
  expect(await list('q=' + encodeURIComponent("' OR 1=1 --"))).toEqual([])
})

test('name and number are opened for a reason, which stands in the log before they are told', async () => {
  const volunteer = await aVolunteer()
  const ask = (reason: unknown) => asks(moderator, `/api/desk/volunteers/${volunteer.id}/contact`, { json: { reason } })
  expect(await codesOf(await ask(''))).toEqual(['reason.missing'])
  expect((await ask(['x'])).status).toBe(400)
  expect(await (await ask('通知改期')).json()).toMatchObject({ name: volunteer.name, phone: volunteer.phone })
  expect(
    await rowsOf(
      "SELECT detail, result FROM audit_events WHERE action = 'volunteer:unseal' AND object_id = ?",
      volunteer.id,
    ),
  ).toEqual([{ detail: '通知改期', result: 'ok' }])
})

test('a new query code opens the book, and the old one no longer does', async () => {
  const volunteer = await aVolunteer()
  const { code } = (await (await move(volunteer.id, { move: 'new_code' })).json()) as { code: string }
  const open = (typed: string) => postAs('/api/volunteers/me', { phone: volunteer.phone, code: typed })
  expect((await open(code)).status).toBe(200)
  expect((await open(volunteer.code)).status).toBe(404)
})

test('two books of one person become one with the hours of both, two of different people never', async () => {
  const one = await aVolunteer()
  const two = await aVolunteer({ name: one.name, phone: '19900002222' })
  const stranger = await aVolunteer({ phone: one.phone })
  await aRecord(one, 60)
  await aRecord(two, 120)
  expect(await codesOf(await move(one.id, { move: 'merge', other: stranger.id }))).toEqual(['volunteer.other_person'])
  expect(await codesOf(await move(one.id, { move: 'merge', other: one.id }))).toEqual(['volunteer.same_book'])
  expect((await move(one.id, { move: 'merge', other: two.id })).status).toBe(200)
  const [joined] = await list('q=' + two.number)
  expect(joined).toMatchObject({ id: one.id, minutes: 180, times: 2 })
  expect((await asks(moderator, '/api/desk/volunteers/' + two.id)).status).toBe(404)
})

test('the desk signs somebody up on a reserved place of a full shift', async () => {
  const shift = await aShift({ capacity: 2, reserved: 1 })
  await aSignUp(shift.id)
  const waiting = await aSignUp(shift.id, { state: 'waiting' })
  expect(await placesOf(shift.id)).toEqual({ capacity: 2, reserved: 1, taken: 1, waiting: 1 })
  const response = await signUp(shift.id, { reserved: true })
  expect(response.status).toBe(201)
  const made = (await response.json()) as { id: string; state: string; code: string }
  expect(made.state).toBe('confirmed')
  expect(await placesOf(shift.id)).toEqual({ capacity: 2, reserved: 0, taken: 2, waiting: 1 })
  expect(await rowsOf('SELECT how, state FROM sign_ups WHERE id = ?', made.id)).toEqual([
    { how: 'desk', state: 'confirmed' },
  ])
  expect(await rowsOf('SELECT state FROM sign_ups WHERE id = ?', waiting.id)).toEqual([{ state: 'waiting' }])
  const refused = await signUp(shift.id, { reserved: true })
  expect(await codesOf(refused)).toEqual(['desk_sign_up.no_reserved'])
})

test('of many whom the desk gives the last reserved place one gets it', async () => {
  const shift = await aShift({ capacity: 3, reserved: 1 })
  const answers = await Promise.all([1, 2, 3, 4].map(() => signUp(shift.id, { reserved: true })))
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
  expect(await placesOf(shift.id)).toMatchObject({ reserved: 0, taken: 1 })
})

test('without a reserved place the desk stands in line like everybody, windows aside', async () => {
  const now = Date.now()
  const shift = await aShift({ capacity: 1, opensAt: now + DAY, closesAt: now + 2 * DAY })
  const first = (await (await signUp(shift.id)).json()) as { state: string }
  const second = (await (await signUp(shift.id)).json()) as { state: string }
  expect([first.state, second.state]).toEqual(['confirmed', 'waiting'])
  const past = await aShift({ startsAt: now - 3 * HOUR, endsAt: now - HOUR })
  expect(await codesOf(await signUp(past.id))).toEqual(['shift.closed'])
})

test('who has a book joins it, and a form sent twice signs up once', async () => {
  const shift = await aShift()
  const volunteer = await aVolunteer()
  const form = aDeskForm(shift.id, { name: volunteer.name, phone: volunteer.phone })
  const send = () => asks(moderator, '/api/desk/volunteers/sign-ups', { json: form })
  expect(await (await send()).json()).toMatchObject({ number: volunteer.number, code: null, state: 'confirmed' })
  const again = await send()
  expect(again.status).toBe(200)
  expect(await placesOf(shift.id)).toMatchObject({ taken: 1 })
  const { name, phone } = volunteer
  expect(await codesOf(await signUp(shift.id, { name, phone }))).toEqual(['desk_sign_up.already'])
  const clash = await aShift({ startsAt: shift.startsAt, endsAt: shift.endsAt })
  expect(await codesOf(await signUp(clash.id, { name, phone }))).toEqual(['desk_sign_up.overlaps'])
})

test('a new person gets a book whose code is told once and opens it', async () => {
  const shift = await aShift()
  const person = aPerson()
  const response = await signUp(shift.id, person)
  const { code } = (await response.json()) as { code: string }
  expect((await postAs('/api/volunteers/me', { phone: person.phone, code })).status).toBe(200)
})

test('a minor needs a guardian at the desk too, and nothing is stored without', async () => {
  const shift = await aShift()
  const before = await rowsOf('SELECT count(*) AS n FROM volunteers')
  const refusal = await signUp(shift.id, { age: 'minor', born: '2013-05-08' })
  expect(await codesOf(refusal)).toEqual(['guardian.missing'])
  expect(await rowsOf('SELECT count(*) AS n FROM volunteers')).toEqual(before)
})

test('a handler signs up for the shifts of their own centres only', async () => {
  const shift = await aShift()
  expect((await signUp(shift.id, {}, handler)).status).toBe(201)
  expect((await signUp(shift.id, {}, far)).status).toBe(404)
  expect((await asks(handler, '/api/desk/volunteers')).status).toBe(403)
})

const COLUMNS = ['志愿者编号', '姓名', '手机号码', '年龄段', '所属街道', '所属社区（服务区域）', '技能', '注册时间']
test('the export says the same as CSV, as XLSX and as the database, and holds no formula', async () => {
  const nasty = await aVolunteer({ name: '=HYPERLINK("http://a","b")', phone: '19900003333' })
  await aRecord(nasty, 100)
  const ask = (format: string, reason = '年度报送市级平台') =>
    asks(moderator, `/api/desk/volunteers/export?format=${format}&reason=${encodeURIComponent(reason)}`)
  expect(await codesOf(await ask('csv', ''))).toEqual(['reason.missing'])
  const csv = await ask('csv')
  expect(csv.headers.get('content-disposition')).toMatch(/attachment; filename="volunteers-\d{4}-\d\d-\d\d\.csv"/)
  const bytes = new Uint8Array(await csv.arrayBuffer())
  expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
  const text = new TextDecoder().decode(bytes)
  expect(text.split('\r\n').length).toBeGreaterThan(5)
  const [heads = [], ...lines] = Papa.parse<string[]>(text.replace('\ufeff', '')).data
  expect(heads.slice(0, 8)).toEqual(COLUMNS)

  const book = read(new Uint8Array(await (await ask('xlsx')).arrayBuffer()))
  const sheet = book.Sheets[book.SheetNames[0]!]!
  const table = utils.sheet_to_json<(string | number)[]>(sheet, { header: 1, defval: '' })
  expect(table[0]).toEqual(heads)
  const plain = (cell: string | number) => String(cell).replace(/^'(?=[=+\-@])/, '')
  expect(table.slice(1).map((row) => row.map(plain))).toEqual(lines.map((row) => row.map(plain)))
  for (const cell of Object.values(sheet) as { f?: string }[]) expect(cell.f).toBeUndefined()
  expect(text).not.toMatch(/(^|,|")=HYPER/m)

  const minutes = heads.indexOf('服务时长（分钟）')
  const [sum] = await rowsOf<{ n: number; minutes: number }>(
    `SELECT (SELECT count(*) FROM volunteers WHERE joined_into IS NULL AND erased_at IS NULL) AS n,
       (SELECT sum(minutes) FROM service_records) AS minutes`,
  )
  expect(lines).toHaveLength(sum!.n)
  expect(lines.reduce((total, row) => total + Number(row[minutes]), 0)).toBe(sum!.minutes)
  const mine = table.find(([number]) => number === nasty.number)!
  expect(mine).toEqual(expect.arrayContaining(['=HYPERLINK("http://a","b")', '19900003333', 1.5, 100]))
  expect(await rowsOf("SELECT detail FROM audit_events WHERE action = 'volunteer:export' AND result = 'ok'")).toEqual([
    { detail: '年度报送市级平台' },
    { detail: '年度报送市级平台' },
  ])
})
