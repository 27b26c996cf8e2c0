import { env } from '#test-host'
import { beforeAll, expect, test, vi } from 'vitest'
import { readAuditFilter } from '../../functions/domain/audit-filter.ts'
import { DAY, shanghaiDay } from '../../functions/domain/shanghai-day.ts'
import { NEWEST } from '../../functions/http/cursor.ts'
import { recordAct } from '../../functions/staff/audit.ts'
import { listing } from '../../functions/staff/audit-list-rows.ts'
import { checkAudit } from '../../functions/staff/check-audit.ts'
import { aCase } from '../fixtures/cases.ts'
import { codesOf, moved, rowsOf } from '../fixtures/desk.ts'
import { asks, signedIn, trySignIn, type SignedIn } from '../fixtures/staff.ts'

type Act = { at: number; action: string; by: string | null; object: { kind: string; id: string; number: string | null }; result: string; unit: string | null; detail: string | null } // prettier-ignore
type Page = { acts: Act[]; next: string | null; chain: { linked: number; finding: string | null; seq: number } | null; people: { id: string; name: string }[] } // prettier-ignore
const LOG = '/api/desk/audit'
const staff = {} as Record<'auditor' | 'moderator' | 'other' | 'handler', SignedIn>
let one: Awaited<ReturnType<typeof aCase>>
const read = async (query: Record<string, string>): Promise<Page> => {
  const response = await asks(staff.auditor, `${LOG}?${new URLSearchParams(query)}`)
  if (response.status !== 200) throw new Error(await response.text())
  return (await response.json()) as Page
}
const actions = (page: Page) => page.acts.map(({ action }) => action)

beforeAll(async () => {
  staff.auditor = await signedIn('auditor')
  staff.moderator = await signedIn('moderator')
  staff.other = await signedIn('moderator')
  staff.handler = await signedIn('handler', 'sanitation')
  one = await aCase({ contact: { name: '李梅', phone: '19900005678' } })
  const another = await aCase({ photo: false })
  await moved(staff.moderator, one.id, { move: 'accept' })
  const { photos } = await moved(staff.moderator, one.id, { move: 'assign', unit: 'sanitation' })
  await recordAct(env.DB, {
    ...{ staff: { id: staff.moderator.id, role: 'moderator' }, action: 'photo:redact', result: 'ok' },
    ...{ object: { kind: 'photo', id: photos[0]!.id }, requestId: 'test', now: Date.now() },
  }).run()
  await asks(staff.moderator, `/api/desk/tip-offs/${one.id}/contact`, { json: { reason: '=1+1 电话核实' } })
  await moved(staff.other, another.id, { move: 'accept' })
  await asks(staff.handler, LOG)
  await trySignIn(staff.handler, { password: 'wrong' })
  await trySignIn({ signInName: 'nobody', password: 'x', totpSecret: staff.other.totpSecret })
}, 60_000)

test('the log is asked by who, what, which case, when and how it ended, and by several at once', async () => {
  const mine = await read({ who: staff.moderator.id })
  expect(actions(mine)).toEqual(['contact:unseal', 'photo:redact', 'tip_off:assign', 'tip_off:accept', 'staff:sign_in'])
  expect((await read({ act: 'tip_off:accept' })).acts.map(({ by }) => by)).toEqual([
    staff.other.name,
    staff.moderator.name,
  ])
  expect(actions(await read({ act: 'tip_off:accept', who: staff.other.id }))).toEqual(['tip_off:accept'])
  const ofCase = ['contact:unseal', 'photo:redact', 'tip_off:assign', 'tip_off:accept']
  expect(actions(await read({ number: one.number }))).toEqual(ofCase)
  expect(actions(await read({ object: 'tip_off:' + one.id }))).toEqual(ofCase)
  const refusals = (await read({ result: 'refused' })).acts
  expect(refusals.map(({ action, by }) => [action, by])).toEqual([
    ['staff:sign_in', null],
    ['staff:sign_in', staff.handler.name],
    ['audit:read', staff.handler.name],
  ])
  expect(actions(await read({ who: 'stranger', result: 'refused' }))).toEqual(['staff:sign_in'])
  expect((await read({ result: 'ok' })).acts.every(({ result }) => result === 'ok')).toBe(true)
  const today = shanghaiDay(Date.now())
  const all = (await read({})).acts.length
  expect((await read({ from: today, to: today })).acts.length).toBe(all)
  expect((await read({ from: shanghaiDay(Date.now() + DAY) })).acts).toEqual([])
  expect((await read({ to: shanghaiDay(Date.now() - DAY) })).acts).toEqual([])
})

test('a case that went to a unit is told with the unit', async () => {
  const { acts } = await read({ act: 'tip_off:assign' })
  expect(acts[0]).toMatchObject({ unit: 'sanitation', object: { number: one.number } })
  expect((await read({ act: 'tip_off:accept' })).acts[0]!.unit).toBeNull()
})

test('a number nobody was given is said; what no form sends is passed over', async () => {
  for (const number of ['990101-0001', '不是编号', "' OR 1=1 --"]) {
    const response = await asks(staff.auditor, `${LOG}?${new URLSearchParams({ number })}`)
    expect(response.status).toBe(422)
    expect(await codesOf(response)).toEqual(['audit.no_such_case'])
  }
  const odd = { who: '%', act: 'tip_off', object: "tip_off:' OR 1", from: '2026-13-40', result: 'x', after: 'x' }
  expect((await read(odd)).acts.length).toBe((await read({})).acts.length)
})

test('a page goes on where it ended, with its filter', async () => {
  const object = { kind: 'saved_view' as const, id: 'x' }
  const many = Array.from({ length: 120 }, (_, n) =>
    recordAct(env.DB, {
      ...{ staff: { id: staff.other.id, role: 'moderator' }, action: 'saved_view:add', object, result: 'ok' },
      ...{ requestId: String(n), now: 1_700_000_000_000 + Math.floor(n / 3) },
    }),
  )
  await env.DB.batch(many)
  const seen = new Set<string>()
  let after: string | null = ''
  for (let pages = 0; after !== null; pages += 1) {
    const page: Page & { acts: { request?: string }[] } = await read({ act: 'saved_view:add', after })
    for (const act of page.acts) seen.add(act.request!)
    after = page.next
    expect(pages).toBeLessThan(4)
  }
  expect(seen.size).toBe(120)
})

test.each([
  { who: crypto.randomUUID() },
  { who: 'stranger' },
  { act: 'tip_off:accept' },
  { object: 'tip_off:x' },
  { object: 'volunteer:x' },
  { from: '2026-01-01', to: '2026-02-01' },
  { result: 'refused' },
  { result: 'refused', from: '2026-01-01' },
  { who: crypto.randomUUID(), act: 'tip_off:accept', result: 'refused' },
  {},
] as Record<string, string>[])('the log finds %o through an index, however long it is', async (query) => {
  const { sql, values } = listing(readAuditFilter((name) => query[name]), NEWEST, 51) // prettier-ignore
  const plan = (await rowsOf<{ detail: string }>('EXPLAIN QUERY PLAN ' + sql, ...values)).map(({ detail }) => detail)
  const walked = plan.filter((step) => /(SCAN|SEARCH) audit_events/.test(step))
  expect(walked.length).toBeGreaterThan(0)
  for (const step of walked) expect(step).toMatch(/USING INDEX audit_events_by|USING INDEX audit_events_refused/)
  if (query.result && !query.who) expect(walked.join()).toContain('audit_events_refused')
  // Nothing is sorted but one thing's own acts.
  if (!query.object) expect(plan.join()).not.toContain('TEMP B-TREE')
})

test('the file says who made it and why, opens in Excel, runs nothing, and is an act itself', async () => {
  const ask = (query: Record<string, string>, as = staff.auditor) =>
    asks(as, `${LOG}/export?${new URLSearchParams(query)}`)
  for (const purpose of ['', '查']) expect((await ask({ purpose })).status).toBe(422)
  expect((await ask({ purpose: '权限检查', number: '990101-0001' })).status).toBe(422)
  expect((await ask({ purpose: '权限检查' }, staff.handler)).status).toBe(403)
  expect((await read({ act: 'audit:export' })).acts).toEqual([])
  const response = await ask({ purpose: '三季度检查', number: one.number })
  expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="audit-\d{4}-\d\d-\d\d\.csv"$/)
  const bytes = new Uint8Array(await response.arrayBuffer())
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
  const lines = new TextDecoder().decode(bytes).trimEnd().split('\r\n')
  expect(lines[0]).toMatch(new RegExp(`^${staff.auditor.name} 于 \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d 导出，用途：三季度检查$`)) // prettier-ignore
  expect(lines.length).toBe(2 + 4)
  expect(lines[2]).toContain(`查看…的联系方式,contact:unseal,一件线索,${one.number}`)
  expect(lines[2]).toContain("'=1+1 电话核实")
  expect(lines[4]).toContain('环卫')
  const [act] = (await read({ act: 'audit:export' })).acts
  expect(act).toMatchObject({ by: staff.auditor.name, detail: '三季度检查', object: { kind: 'audit' }, result: 'ok' })
  // All of them flow, page by page.
  const whole = (await (await ask({ purpose: '三季度检查' })).text()).trimEnd().split('\r\n')
  const [all] = await rowsOf<{ n: number }>('SELECT count(*) AS n FROM audit_events')
  expect(whole.length - 2).toBe(all!.n)
})

test('the page says up to which row the chain held', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  expect((await read({})).chain).toBeNull()
  await checkAudit(env, Date.now())
  const { chain } = await read({})
  expect(chain).toMatchObject({ finding: null, seq: chain!.linked })
  expect(chain!.linked).toBeGreaterThan(100)
})
