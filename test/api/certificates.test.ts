import { env } from '#test-host'
import { beforeAll, expect, test } from 'vitest'
import { aRecord, certificateId, issue, issued, printed, verified } from '../fixtures/certificates.ts'
import { correct } from '../fixtures/attendance.ts'
import { codesOf, rowsOf } from '../fixtures/desk.ts'
import { asks, signedIn, type SignedIn } from '../fixtures/staff.ts'
import { aVolunteer, postAs } from '../fixtures/volunteers.ts'

let moderator: SignedIn
let supervisor: SignedIn
beforeAll(async () => {
  moderator = await signedIn('moderator')
  supervisor = await signedIn('supervisor')
})

const revoke = async (who: SignedIn, number: string, over: Record<string, unknown> = {}) =>
  asks(who, `/api/desk/certificates/${await certificateId(number)}/moves`, {
    json: { move: 'revoke', version: 1, said: '记录经核实有误，另行出具', ...over },
  })

test('a certificate lists every service that counts, and whoever checks it reads how it stands', async () => {
  const volunteer = await aVolunteer({ name: '测欧阳' })
  expect(await codesOf(await issue(volunteer))).toEqual(['certificate.no_hours'])
  await aRecord(volunteer, { minutes: 95, daysAgo: 30, title: '老人送餐' })
  await aRecord(volunteer, { minutes: 120, daysAgo: 3 })
  await aRecord(volunteer, { minutes: 0, noShow: 1 })
  const { number, key } = await issued(volunteer)
  expect(number).toMatch(/^C\d\d-\d{6}$/)
  expect(key).toMatch(/^[A-Za-z0-9_-]{22}$/)
  const seen = await verified(key)
  expect(seen).toMatchObject({ number, name: '测**', minutes: 215, records: 2, state: 'valid', replacedBy: null })
  expect(JSON.stringify(seen)).not.toMatch(/欧阳|老人送餐|V26/)
  const paper = await printed(volunteer, number.toLowerCase().replace('-', ' '))
  expect(paper).toMatchObject({ name: '测欧阳', key, volunteer: volunteer.number })
  expect(paper.items.map(({ title, minutes }) => [title, minutes])).toEqual([
    ['老人送餐', 95],
    ['柳岸路口文明劝导', 120],
  ])
  const [row] = await rowsOf('SELECT * FROM certificates WHERE number = ?', number)
  expect(JSON.stringify(row)).not.toContain('欧阳')
})

test('asked again with nothing new there is one certificate; with new hours a newer one', async () => {
  const volunteer = await aVolunteer()
  await aRecord(volunteer)
  const answers = await Promise.all([issue(volunteer), issue(volunteer), issue(volunteer)])
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 201])
  const said = await Promise.all(answers.map(async (one) => ((await one.json()) as { number: string }).number))
  expect(new Set(said).size).toBe(1)
  const first = said[0]!
  const { key } = (await (await issue(volunteer)).json()) as { key: string }
  await aRecord(volunteer, { daysAgo: 1 })
  const newer = await issued(volunteer)
  expect(await verified(key)).toMatchObject({
    number: first,
    state: 'valid',
    replacedBy: { number: newer.number, key: newer.key },
  })
})

test('a record corrected afterwards shows on the certificate', async () => {
  const volunteer = await aVolunteer()
  const record = await aRecord(volunteer, { minutes: 120 })
  const { key } = await issued(volunteer)
  await correct(moderator, record, { version: 1, minutes: 60, reason: '提前离开一小时' })
  expect(await verified(key)).toMatchObject({ state: 'changed', minutes: 120, minutesNow: 60 })
})

test('a revoked certificate says since when and why, and is revoked once', async () => {
  const volunteer = await aVolunteer()
  await aRecord(volunteer)
  const { number, key } = await issued(volunteer)
  expect((await revoke(supervisor, number)).status).toBe(403)
  expect(await codesOf(await revoke(moderator, number, { said: '' }))).toEqual(['revoke_reason.missing'])
  expect((await revoke(moderator, number, { version: 9 })).status).toBe(409)
  const statuses = await Promise.all([revoke(moderator, number), revoke(moderator, number)])
  expect(statuses.map(({ status }) => status).sort()).toEqual([200, 409])
  expect(await verified(key)).toMatchObject({ state: 'revoked', revokedSaid: '记录经核实有误，另行出具' })
  const acts = await rowsOf<{ result: string }>(
    "SELECT result FROM audit_events WHERE action = 'certificate:revoke' AND object_id = ?",
    await certificateId(number),
  )
  expect(acts.filter(({ result }) => result === 'ok')).toHaveLength(1)
  // What was revoked is not given out again as the certificate that holds.
  expect((await issued(volunteer)).number).not.toBe(number)
  const list = await (await asks(supervisor, '/api/desk/certificates?number=' + number)).json()
  expect(list).toMatchObject({ certificates: [{ number, state: 'revoked' }], next: null })
})

test('nobody prints or finds a certificate that is not theirs', async () => {
  const volunteer = await aVolunteer()
  const other = await aVolunteer()
  await aRecord(volunteer)
  await aRecord(other)
  const { number, key } = await issued(volunteer)
  const print = (over: Record<string, unknown>) =>
    postAs('/api/certificates/print', { phone: other.phone, code: other.code, number, ...over })
  expect(await codesOf(await print({}))).toEqual(['certificate.not_found'])
  expect(await codesOf(await print({ phone: volunteer.phone }))).toEqual(['volunteer.unknown_code'])
  for (const bad of [number, key.slice(1), 'x'.repeat(22), '%00', "' OR 1=1 --", '../' + key]) {
    expect((await asks(null, '/api/certificates/' + encodeURIComponent(bad))).status).toBe(404)
  }
  for (const body of [{}, { phone: ['1'], code: 'x' }, { phone: '1', code: 'x'.repeat(201) }, { phone: 1, code: 2 }]) {
    const response = await postAs('/api/certificates', body)
    expect([400, 404]).toContain(response.status)
  }
  for (const typed of ['C26-', '＃', '0'.repeat(150), '\u202e']) {
    expect([404]).toContain((await print({ number: typed })).status)
  }
  const after = await env.DB.prepare('SELECT count(*) AS n FROM certificates WHERE revoked_at IS NOT NULL').first()
  expect(after).not.toBeNull()
})

test('the desk pages through certificates, newest first', async () => {
  const volunteer = await aVolunteer()
  await env.DB.prepare(
    `INSERT INTO certificates (id, number, verify_key, volunteer_id, name_sealed, minutes, items, first_day, last_day, issued_at)
     SELECT 'c0000000-0000-4000-8000-' || printf('%012d', value), 'C25-' || printf('%06d', value), 'k' || value, ?1, '', 60,
       '[]', '2025-01-01', '2025-01-02', 1700000000000 - value % 7 FROM (WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < 65) SELECT value FROM n)`,
  )
    .bind(volunteer.id)
    .run()
  const seen: { number: string; issuedAt: number }[] = []
  let next: string | null = ''
  while (next !== null) {
    const response = await asks(moderator, '/api/desk/certificates' + (next && '?after=' + next))
    const page = (await response.json()) as { certificates: typeof seen; next: string | null }
    seen.push(...page.certificates)
    next = page.next
  }
  expect(new Set(seen.map(({ number }) => number)).size).toBe(seen.length)
  expect(seen.length).toBeGreaterThanOrEqual(65)
  expect(seen.map(({ issuedAt }) => issuedAt)).toEqual(seen.map(({ issuedAt }) => issuedAt).sort((a, b) => b - a))
})
