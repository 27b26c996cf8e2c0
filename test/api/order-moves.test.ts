import { env } from '#test-host'
import { beforeAll, expect, test, vi } from 'vitest'
import { DAY, HOUR } from '../../functions/domain/shanghai-day.ts'
import { runJobs } from '../../functions/jobs.ts'
import { closeServed } from '../../functions/orders/close-served.ts'
import { forgetOrders } from '../../functions/orders/forget-orders.ts'
import { codesOf, rowsOf } from '../fixtures/desk.ts'
import {
  anAgreedOrder,
  anOrder,
  asDesk,
  asResident,
  asTeam,
  orderNow,
  postOrder,
  wantedAt,
  worked,
} from '../fixtures/orders.ts'
import { signedIn, type SignedIn } from '../fixtures/staff.ts'
import { aTeam } from '../fixtures/teams.ts'
import { failingEnv } from './failing-env.ts'

vi.spyOn(console, 'error').mockImplementation(() => {})
type Team = Awaited<ReturnType<typeof aTeam>>
let moderator: SignedIn
let team: Team
let neighbours: Team
let strangers: Team
beforeAll(async () => {
  moderator = await signedIn('moderator')
  team = await aTeam()
  neighbours = await aTeam()
  strangers = await aTeam({ centre: 'dukou-station' })
})

type Seen = {
  id: string
  state: string
  text: string
  contact: { name: string; phone: string; address: string } | null
  allowedMoves: string[]
}
const seenBy = async (who: Team, id: string): Promise<Seen | undefined> => {
  const answer = await worked(postOrder('/api/orders/team', { code: who.code }))
  return ((await answer.json()) as { orders: Seen[] }).orders.find((one) => one.id === id)
}
const tracked = async (receipt: string) =>
  (await worked(postOrder('/api/orders/track', { receipt }))).json() as Promise<{
    state: string
    team: string | null
    agreedAt: number | null
    allowedMoves: string[]
    timeline: { kind: string; said: string | null; team: string | null; proposedAt: number | null }[]
  }>
const topicsOf = async (number: string) =>
  (
    await rowsOf<{ topic: string; audience: string }>(
      'SELECT topic, audience FROM outbox_messages WHERE number = ? ORDER BY rowid',
      number,
    )
  ).map(({ topic, audience }) => `${topic} ${audience.replace(/:.*/, '')}`)

test('the whole course: ordered, dispatched, claimed at another time, agreed, served, reviewed', async () => {
  const order = await anOrder()
  const at = wantedAt + 3 * HOUR
  await worked(asDesk(moderator, order.id, 'offer', { team: team.id }))
  await worked(asTeam(team.code, order.id, 'claim', { at }))
  expect(await tracked(order.receipt)).toMatchObject({
    state: 'claimed',
    team: team.name,
    agreedAt: at,
    allowedMoves: ['agree', 'ask_time', 'cancel'],
  })
  await worked(asResident(order.receipt, 'agree'))
  expect(await orderNow(order.id)).toMatchObject({ state: 'agreed', due_at: at })
  await worked(asTeam(team.code, order.id, 'serve'))
  await worked(asResident(order.receipt, 'review', { rating: 'good', said: '师傅手艺好，还陪老人说话。' }))
  const view = await tracked(order.receipt)
  expect(view.state).toBe('reviewed')
  expect(view.allowedMoves).toEqual([])
  expect(view.timeline.map(({ kind }) => kind)).toEqual(['order', 'offer', 'claim', 'agree', 'serve', 'review'])
  expect(view.timeline[2]).toMatchObject({ team: team.name, proposedAt: at })
  expect(await topicsOf(order.number)).toEqual([
    'order.ordered desk',
    'order.offered team',
    'order.claimed resident',
    'order.agreed team',
    'order.served resident',
    'order.reviewed desk',
  ])
  expect(await seenBy(team, order.id)).toMatchObject({ rating: 'good', contact: null })
})

test('a team of the centre takes an open order at the wanted time, and it is agreed at once', async () => {
  const order = await anOrder()
  expect(await seenBy(team, order.id)).toMatchObject({ state: 'ordered', contact: null, allowedMoves: ['claim'] })
  expect(await seenBy(strangers, order.id)).toBeUndefined()
  expect(await codesOf(await asTeam(strangers.code, order.id, 'claim', { at: wantedAt }))).toEqual(['order.not_found'])
  await worked(asTeam(team.code, order.id, 'claim', { at: wantedAt }))
  expect(await orderNow(order.id)).toMatchObject({ state: 'agreed', team_id: team.id, due_at: wantedAt })
})

test('who lives there is seen by the team that goes there, while it goes there, and every look is recorded', async () => {
  const order = await anOrder()
  expect((await seenBy(team, order.id))!.text).toContain('199****7777')
  await worked(asTeam(team.code, order.id, 'claim', { at: wantedAt }))
  const looks = () =>
    rowsOf("SELECT staff_id, detail FROM audit_events WHERE action = 'order:team_look' AND object_id = ?", order.id)
  const before = (await looks()).length
  const seen = (await seenBy(team, order.id))!
  expect(seen.contact).toEqual({ name: '顾晚晴', phone: '19900007001', address: '柳岸小区 3 幢 2 单元 502 室' })
  expect(await looks()).toHaveLength(before + 1)
  expect((await looks())[0]).toEqual({ staff_id: null, detail: team.name })
  expect(await seenBy(neighbours, order.id)).toBeUndefined()
  await worked(asTeam(team.code, order.id, 'serve'))
  expect((await seenBy(team, order.id))!.contact).toBeNull()
})

test('nothing is opened when the look cannot be recorded', async () => {
  const order = await anAgreedOrder(team)
  for (let k = 1; ; k += 1) {
    const broken = failingEnv(env, k, 'Network connection lost.')
    const response = await postOrder('/api/orders/team', { code: team.code }, broken.env)
    if (broken.counted.calls < k) break
    expect(response.status).toBe(503)
    expect(await response.text()).not.toContain('19900007001')
  }
  expect((await orderNow(order.id)).state).toBe('agreed')
})

test('two teams press claim at once: one has it, the other reads who was faster', async () => {
  for (let round = 0; round < 5; round += 1) {
    const order = await anOrder()
    const teams = [team, neighbours]
    const answers = await Promise.all(
      teams.map(({ code }) => asTeam(code, order.id, 'claim', { at: wantedAt, version: 1 })),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    const loser = answers.find(({ status }) => status === 409)!
    expect(await codesOf(loser)).toEqual(['order.taken'])
    const winner = teams[answers.findIndex(({ status }) => status === 200)]!
    expect((await orderNow(order.id)).team_id).toBe(winner.id)
    const claims = await rowsOf("SELECT id FROM order_events WHERE order_id = ? AND kind = 'claim'", order.id)
    expect(claims).toHaveLength(1)
  }
})

test('an order offered to one team is not for another of the centre', async () => {
  const order = await anOrder()
  await worked(asDesk(moderator, order.id, 'offer', { team: strangers.id, note: '老人听力不好' }))
  expect(await seenBy(team, order.id)).toBeUndefined()
  expect(await codesOf(await asTeam(team.code, order.id, 'claim', { at: wantedAt }))).toEqual(['order.taken'])
  expect(await seenBy(strangers, order.id)).toMatchObject({
    state: 'offered',
    note: '老人听力不好',
    allowedMoves: ['claim', 'hand_back'],
  })
  await worked(asTeam(strangers.code, order.id, 'claim', { at: wantedAt }))
})

test('the resident asks for another time, the team proposes one, and only then can it be agreed', async () => {
  const order = await anAgreedOrder(team)
  expect(await codesOf(await asResident(order.receipt, 'ask_time'))).toEqual(['order_said.missing'])
  await worked(asResident(order.receipt, 'ask_time', { said: '那天下午要去医院，周六可以吗' }))
  expect(await orderNow(order.id)).toMatchObject({ state: 'claimed', agreed_at: null })
  expect(await seenBy(team, order.id)).toMatchObject({ residentSaid: '那天下午要去医院，周六可以吗', note: null })
  expect((await tracked(order.receipt)).allowedMoves).toEqual(['ask_time', 'cancel'])
  expect(await codesOf(await asResident(order.receipt, 'agree'))).toEqual(['order.cannot_now'])
  expect(await codesOf(await asTeam(team.code, order.id, 'serve'))).toEqual(['order.cannot_now'])
  const at = wantedAt + DAY
  await worked(asTeam(team.code, order.id, 'propose', { at }))
  await worked(asResident(order.receipt, 'agree'))
  expect(await orderNow(order.id)).toMatchObject({ state: 'agreed', agreed_at: at })
})

test('an order handed back is open again with two working days to find somebody, and forgets the time', async () => {
  const order = await anAgreedOrder(team)
  expect(await codesOf(await asTeam(team.code, order.id, 'hand_back'))).toEqual(['order_note.missing'])
  await worked(asTeam(team.code, order.id, 'hand_back', { note: '理发师傅病了' }))
  const now = await orderNow(order.id)
  expect(now).toMatchObject({ state: 'ordered', team_id: null, agreed_at: null })
  expect(now.due_at).toBeLessThan(wantedAt + DAY)
  expect(JSON.stringify(await tracked(order.receipt))).not.toContain('师傅病了')
  await worked(asTeam(neighbours.code, order.id, 'claim', { at: wantedAt }))
})

test('"not done" puts a served order back at once, late, with the desk told', async () => {
  const order = await anAgreedOrder(team)
  await worked(asTeam(team.code, order.id, 'serve'))
  await worked(asResident(order.receipt, 'not_done', { said: '等了一上午没有人来' }))
  const now = await orderNow(order.id)
  expect(now.state).toBe('agreed')
  expect(now.due_at).toBeLessThanOrEqual(Date.now())
  expect((await topicsOf(order.number)).slice(-2)).toEqual(['order.not_done team', 'order.not_done desk'])
})

test('a resident cancels before the service, not after, and reviews once', async () => {
  const order = await anAgreedOrder(team)
  await worked(asResident(order.receipt, 'cancel'))
  expect((await orderNow(order.id)).state).toBe('cancelled')
  expect(await codesOf(await asTeam(team.code, order.id, 'serve'))).toEqual(['order.cannot_now'])
  const other = await anAgreedOrder(team)
  await worked(asTeam(team.code, other.id, 'serve'))
  expect(await codesOf(await asResident(other.receipt, 'cancel'))).toEqual(['order.cannot_now'])
  expect(await codesOf(await asResident(other.receipt, 'review'))).toEqual(['order_rating.missing'])
  await worked(asResident(other.receipt, 'review', { rating: 'fair' }))
  expect(await codesOf(await asResident(other.receipt, 'review', { rating: 'poor' }))).toEqual(['order.cannot_now'])
})

test('times in the past or far away are not proposed, and the version says which state was seen', async () => {
  const order = await anOrder()
  expect(await codesOf(await asTeam(team.code, order.id, 'claim'))).toEqual(['order_time.missing'])
  expect(await codesOf(await asTeam(team.code, order.id, 'claim', { at: Date.now() - HOUR }))).toEqual([
    'order_time.past',
  ])
  expect(await codesOf(await asTeam(team.code, order.id, 'claim', { at: Date.now() + 91 * DAY }))).toEqual([
    'order_time.too_far',
  ])
  expect(await codesOf(await asTeam(team.code, order.id, 'claim', { at: wantedAt, version: 9 }))).toEqual([
    'order.has_news',
  ])
  expect(await codesOf(await asResident(order.receipt, 'cancel', { version: 9 }))).toEqual(['order.has_news'])
  expect(await codesOf(await asTeam('7K3M', order.id, 'claim', { at: wantedAt }))).toEqual(['team.unknown_code'])
  expect((await orderNow(order.id)).version).toBe(1)
})

/** Each move of resident, team and desk, made ready to be tried again and again until it succeeds. */
const acts: [string, () => Promise<(on: typeof env) => Promise<Response>>][] = [
  [
    'claiming',
    async () => {
      const { id } = await anOrder()
      return (on) => asTeam(team.code, id, 'claim', { at: wantedAt, version: 1 }, on)
    },
  ],
  [
    'serving',
    async () => {
      const { id } = await anAgreedOrder(team)
      return (on) => asTeam(team.code, id, 'serve', { version: 2 }, on)
    },
  ],
  [
    'handing back',
    async () => {
      const { id } = await anAgreedOrder(team)
      return (on) => asTeam(team.code, id, 'hand_back', { version: 2, note: '来不了' }, on)
    },
  ],
  [
    'agreeing',
    async () => {
      const { id, receipt } = await anOrder()
      await worked(asTeam(team.code, id, 'claim', { at: wantedAt + HOUR }))
      return (on) => asResident(receipt, 'agree', {}, on)
    },
  ],
  [
    'cancelling',
    async () => {
      const { receipt } = await anAgreedOrder(team)
      return (on) => asResident(receipt, 'cancel', {}, on)
    },
  ],
  [
    'reviewing',
    async () => {
      const { id, receipt } = await anAgreedOrder(team)
      await worked(asTeam(team.code, id, 'serve'))
      return (on) => asResident(receipt, 'review', { rating: 'good', said: '很好' }, on)
    },
  ],
]
const orphans = async () => [
  ...(await rowsOf(
    'SELECT id FROM orders WHERE version <> (SELECT count(*) FROM order_events WHERE order_id = orders.id)',
  )),
  ...(await rowsOf(
    'SELECT id FROM orders WHERE state <> (SELECT to_state FROM order_events WHERE order_id = orders.id ORDER BY seq DESC LIMIT 1)',
  )),
]

test.each(acts)(
  '%s: whichever call fails or loses its answer, nothing is half written and once is enough',
  async (_, ready) => {
    for (const when of ['before', 'after'] as const) {
      for (let k = 1; ; k += 1) {
        const act = await ready()
        const broken = failingEnv(env, k, 'Network connection lost.', when)
        const response = await act(broken.env)
        if (broken.counted.calls < k) {
          expect([response.status, k > 2]).toEqual([200, true])
          break
        }
        expect([when, k, response.status]).toEqual([when, k, 503])
        expect(await orphans()).toEqual([])
        expect([when, k, (await act(env)).status]).toEqual([when, k, 200])
        expect(await orphans()).toEqual([])
      }
    }
  },
)

test('a served order nobody reviews is closed by the clock after fourteen days, without a rating, once', async () => {
  const order = await anAgreedOrder(team)
  await worked(asTeam(team.code, order.id, 'serve'))
  const later = Date.now() + 14 * DAY
  await closeServed(env, later - HOUR)
  expect((await orderNow(order.id)).state).toBe('served')
  await Promise.all([closeServed(env, later + HOUR), closeServed(env, later + HOUR)])
  expect(await rowsOf('SELECT state, rating FROM orders WHERE id = ?', order.id)).toEqual([
    { state: 'reviewed', rating: null },
  ])
  const closes = await rowsOf("SELECT actor FROM order_events WHERE order_id = ? AND kind = 'close'", order.id)
  expect(closes).toEqual([{ actor: 'system' }])
})

test('ninety days after an order ended its name, number and address are gone, and those of open ones are not', async () => {
  const ended = await anAgreedOrder(team)
  await worked(asResident(ended.receipt, 'cancel'))
  const open = await anAgreedOrder(team)
  const sealedOf = async (id: string) =>
    (await rowsOf<{ contact_sealed: string | null }>('SELECT contact_sealed FROM orders WHERE id = ?', id))[0]!
      .contact_sealed
  await forgetOrders(env, Date.now() + 89 * DAY)
  expect(await sealedOf(ended.id)).not.toBeNull()
  await runJobs(env, Date.now() + 91 * DAY)
  expect(await sealedOf(ended.id)).toBeNull()
  expect(await sealedOf(open.id)).not.toBeNull()
  expect(await rowsOf('SELECT * FROM order_submissions')).toEqual([])
  expect((await tracked(ended.receipt)).state).toBe('cancelled')
})
