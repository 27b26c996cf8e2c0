import { env } from '#test-host'
import { beforeAll, expect, test, vi } from 'vitest'
import { app } from '../../functions/app.ts'
import { DAY } from '../../functions/domain/shanghai-day.ts'
import { forgetAppeals } from '../../functions/exposure/forget-appeals.ts'
import type { AppealList, DeskAppeal } from '../../functions/exposure/read-appeals.ts'
import type { Env } from '../../functions/http/app-types.ts'
import { codesOf, rowsOf } from '../fixtures/desk.ts'
import {
  anAppealBody,
  answer,
  appeal,
  appealId,
  closedCase,
  decide,
  type Office,
  proposalOf,
  proposed,
  published,
  takeDown,
} from '../fixtures/exposure.ts'
import { asks, signedIn, type SignedIn } from '../fixtures/staff.ts'
import { everythingKept } from './every-table.ts'
import { failingEnv } from './failing-env.ts'

vi.spyOn(console, 'error').mockImplementation(() => {})

let office: Office
let third: SignedIn
beforeAll(async () => {
  office = {
    moderator: await signedIn('moderator'),
    second: await signedIn('moderator'),
    handler: await signedIn('handler', 'sanitation'),
  }
  third = await signedIn('administrator')
}, 60_000)

const shown = async () => {
  const one = await closedCase(office)
  await published(office.moderator, office.second, one.id)
  return one
}
const page = (number: string) => app.request('/api/tip-offs/board/' + number, {}, env as never)
const listed = async (staff = third) => (await (await asks(staff, '/api/desk/appeals')).json()) as AppealList
const track = (receipt: string) => asks(null, '/api/appeals/track', { json: { receipt } })

test('whoever is shown appeals without an account, is answered, and reads it by a code that is kept nowhere', async () => {
  const { number } = await shown()
  const body = anAppealBody(number, { claim: 'minor', contact: { name: '家长', phone: '199 0000 5566' } })
  const first = await asks(null, '/api/appeals', { json: body })
  expect(first.status).toBe(201)
  const { receipt, answerBy } = (await first.json()) as { receipt: string; answerBy: number }
  expect(receipt).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}$/)
  expect(answerBy).toBeGreaterThan(Date.now())
  // Sent again, also many at once: one appeal, one code. With other words: refused.
  const again = await Promise.all([1, 2, 3].map(() => asks(null, '/api/appeals', { json: body })))
  for (const one of again)
    expect([one.status, ((await one.json()) as { receipt: string }).receipt]).toEqual([200, receipt])
  const other = await asks(null, '/api/appeals', { json: { ...body, text: '换了一句别的话。' } })
  expect(await codesOf(other)).toEqual(['submission.other_body'])
  expect(await rowsOf('SELECT id FROM appeals WHERE number = ?', number)).toHaveLength(1)
  const kept = await everythingKept(env)
  expect(kept).not.toContain(receipt)
  expect(kept).not.toMatch(/1990{4}5566/)

  // It hides nothing by itself; at the desk it stands first.
  expect((await page(number)).status).toBe(200)
  await appeal((await shown()).number, { claim: 'wrong' })
  const { waiting } = await listed()
  expect(waiting[0]).toMatchObject({ number, urgent: true, workingDays: 0, hasContact: true, stillPublic: true })
  expect(JSON.stringify(waiting)).not.toContain('5566')

  const id = await appealId(number)
  const upheld = await answer(third, id, 'upheld', { said: '您说得对，已经撤下。' })
  expect(upheld.status).toBe(200)
  expect((await page(number)).status).toBe(404)
  const tracked = (await (await track(receipt.toLowerCase().replaceAll('-', ' '))).json()) as Record<string, unknown>
  expect(tracked).toMatchObject({ number, state: 'upheld', answer: '您说得对，已经撤下。' })
  expect(JSON.stringify(tracked)).not.toContain(third.name)
  const [down] = await rowsOf("SELECT ended_kind, ended_by FROM exposures WHERE state = 'down' ORDER BY ended_at DESC")
  expect(down).toEqual({ ended_kind: 'appeal', ended_by: third.id })
  const counts = (await (await asks(null, '/api/exposure/take-downs')).json()) as { counts: { appeal: number } }
  expect(counts.counts.appeal).toBe(1)
})

test('who had a hand in publishing takes it down, but does not say that it was right', async () => {
  const { id: tipOff, number } = await shown()
  await appeal(number, { claim: 'wrong' })
  const id = await appealId(number)
  for (const own of [office.moderator, office.second]) {
    const refused = await answer(own, id, 'not_upheld')
    expect([refused.status, await codesOf(refused)]).toEqual([403, ['appeal.own_work']])
  }
  expect(await codesOf(await answer(third, id, 'not_upheld', { said: '' }))).toEqual(['said.missing'])
  const both = await Promise.all([answer(third, id, 'not_upheld'), answer(office.second, id, 'upheld')])
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
  expect(await codesOf(await answer(third, id, 'upheld', { version: 2 }))).toEqual(['appeal.changed_meanwhile'])
  const [row] = await rowsOf<{ state: string }>('SELECT state FROM appeals WHERE id = ?', id)
  expect((await page(number)).status).toBe(row!.state === 'upheld' ? 404 : 200)

  // Hidden by one click first, then upheld: it stays hidden, and both stand in the log.
  const another = await shown()
  await appeal(another.number)
  expect((await takeDown(office.second, another.id)).status).toBe(200)
  expect((await answer(office.second, await appealId(another.number), 'upheld')).status).toBe(200)
  expect((await page(another.number)).status).toBe(404)
  expect(tipOff).not.toBe(another.id)
})

test('only what is public can be appealed against, and a case that is not looks like none', async () => {
  const hidden = await shown()
  await takeDown(office.moderator, hidden.id)
  const bodies: string[] = []
  for (const number of [hidden.number, '200101-9999', "x' OR 1=1 --", '']) {
    const response = await appeal(number)
    expect(response.status).toBe(404)
    bodies.push(await response.text())
  }
  expect(new Set(bodies).size).toBe(1)
  const wrong: string[] = []
  for (const code of ['', 'x', 'AAAA-BBBB-CCCC-DDDD-EEEE-FFFF', '1'.repeat(300)]) {
    const response = await track(code)
    expect(response.status).toBe(404)
    wrong.push(await response.text())
  }
  expect(new Set(wrong).size).toBe(1)
})

test.each<[Record<string, unknown>, number, string]>([
  [{ claim: '' }, 422, 'appeal_claim.missing'],
  [{ claim: 'murder' }, 400, 'request.malformed'],
  [{ text: '' }, 422, 'appeal_text.missing'],
  [{ text: '短' }, 422, 'appeal_text.too_short'],
  [{ text: '长'.repeat(1001) }, 422, 'appeal_text.too_long'],
  [{ text: '看不见的 \u202e 反转文字' }, 422, 'text.strange_characters'],
  [{ contact: { name: '家长', phone: '12' } }, 422, 'phone.wrong'],
  [{ website: 'http://spam.example' }, 422, 'website.leave_empty'],
  [{ key: 'short' }, 400, 'request.malformed'],
  [{ state: 'upheld' }, 400, 'request.malformed'],
  [{ number: 7 }, 400, 'request.malformed'],
])('an appeal that says %j is refused, and nothing is kept', async (over, status, code) => {
  const { number } = await (hostile ??= shown())
  const response = await appeal(number, over)
  expect([response.status, await codesOf(response)]).toEqual([status, [code]])
  expect(await rowsOf('SELECT id FROM appeals WHERE number = ?', number)).toEqual([])
})
let hostile: ReturnType<typeof shown> | undefined

test('strangers without proof of work appeal four times an hour, and naughty words do nothing but stand there', async () => {
  const { number } = await shown()
  const on = { ...env, LIMITS: 'on' }
  const naughty = ['<script>alert(1)</script>', "'; DROP TABLE appeals; --", '{{number}} %s ${x}', '=HYPERLINK("x")']
  const answers: number[] = []
  for (const text of [...naughty, '再来一次试试看']) answers.push((await appeal(number, { text }, on)).status)
  expect(answers).toEqual([201, 201, 201, 201, 429])
  const kept = (await listed()).waiting.filter((one) => one.number === number).map(({ text }) => text)
  expect(kept.sort()).toEqual([...naughty].sort())
})

test('who appealed is opened for a reason only, and that is on record', async () => {
  const { number } = await shown()
  await appeal(number, { contact: { name: '店主', phone: '19900005567' } })
  const id = await appealId(number)
  const open = (staff: SignedIn, reason: string, of = id) =>
    asks(staff, `/api/desk/appeals/${of}/contact`, { json: { reason } })
  expect(await codesOf(await open(office.moderator, ''))).toEqual(['reason.missing'])
  for (const other of [office.handler, third]) expect((await open(other, '核实照片')).status).toBe(403)
  expect(await (await open(office.moderator, '核实照片')).json()).toEqual({ name: '店主', phone: '19900005567' })
  const acts = await rowsOf(
    "SELECT detail, result FROM audit_events WHERE object_id = ? AND action = 'appeal:unseal'",
    id,
  )
  expect(acts).toEqual([{ detail: '核实照片', result: 'ok' }])
  await appeal((await shown()).number)
  const without = (await listed()).waiting.find(({ hasContact }) => !hasContact) as DeskAppeal
  expect(await codesOf(await open(office.moderator, '核实照片', without.id))).toEqual(['appeal.no_contact'])

  // Ninety days after the answer nobody knows who it was; what was said stays two years.
  await answer(office.second, id, 'upheld')
  const of = () => rowsOf('SELECT contact_sealed IS NULL AS gone, key_hash IS NULL AS unknown, text <> ? AS said FROM appeals WHERE id = ?', '', id) // prettier-ignore
  await forgetAppeals(env, Date.now() + 89 * DAY)
  expect(await of()).toEqual([{ gone: 0, unknown: 0, said: 1 }])
  await forgetAppeals(env, Date.now() + 91 * DAY)
  expect(await of()).toEqual([{ gone: 1, unknown: 1, said: 1 }])
  await forgetAppeals(env, Date.now() + 731 * DAY)
  expect(await of()).toEqual([{ gone: 1, unknown: 1, said: 0 }])
})

const state = async () =>
  JSON.stringify([
    await rowsOf('SELECT * FROM exposures ORDER BY id'),
    await rowsOf('SELECT * FROM exposure_pictures ORDER BY exposure_id, photo_id'),
    await rowsOf('SELECT * FROM appeals ORDER BY id'),
    await rowsOf('SELECT * FROM take_down_tallies ORDER BY kind'),
    await rowsOf('SELECT id, version, published_at, published_until, public_text FROM tip_offs ORDER BY id'),
    await rowsOf('SELECT id FROM tip_off_events ORDER BY id'),
    await rowsOf('SELECT id FROM outbox_messages ORDER BY id'),
    await rowsOf("SELECT id FROM audit_events WHERE result = 'ok' ORDER BY id"),
  ])
const acts: [string, () => Promise<(on: Env) => Response | Promise<Response>>][] = [
  [
    'a proposal',
    async () => {
      const { id } = await closedCase(office)
      const json = await proposalOf(office.moderator, id)
      return (on) => asks(office.moderator, `/api/desk/tip-offs/${id}/exposure`, { json, env: on })
    },
  ],
  [
    'an approval',
    async () => {
      const proposal = await proposed(office.moderator, (await closedCase(office)).id)
      return (on) => decide(office.second, proposal, 'approve', '', on)
    },
  ],
  [
    'a take-down',
    async () => {
      const { id } = await shown()
      return (on) => takeDown(office.moderator, id, '当事人来电', on)
    },
  ],
  [
    'an appeal',
    async () => {
      const json = anAppealBody((await shown()).number)
      return (on) => asks(null, '/api/appeals', { json, env: on })
    },
  ],
  [
    'an answer',
    async () => {
      const { number } = await shown()
      await appeal(number)
      const id = await appealId(number)
      return (on) => answer(third, id, 'upheld', {}, on)
    },
  ],
]
const cuts = acts.flatMap(([what, act]) => (['before', 'after'] as const).map((when) => [what, when, act] as const))
test.each(cuts)(
  'cut short at any call, %s is whole or never was (%s it was done)',
  async (_what, when, prepare) => {
    for (let call = 1; ; call += 1) {
      const act = await prepare()
      const before = await state()
      const { env: broken, counted } = failingEnv(env, call, 'database is locked: SQLITE_BUSY', when)
      const response = await act(broken)
      if (counted.calls < call) return expect(response.status).toBeLessThan(300)
      expect(response.status).toBe(503)
      const after = await state()
      // Cut after its batch it is whole: done again, it says so or is answered the same.
      if (after !== before) expect([200, 409]).toContain((await act(env)).status)
      else expect((await act(env)).status).toBeLessThan(300)
    }
  },
  60_000,
)
