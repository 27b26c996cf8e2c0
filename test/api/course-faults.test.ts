import { env } from '#test-host'
import { beforeAll, expect, test, vi } from 'vitest'
import type { Env } from '../../functions/http/app-types.ts'
import { aCase } from '../fixtures/cases.ts'
import { move, moved, readAs, rowsOf, versionOf } from '../fixtures/desk.ts'
import { addRule, added, forgetRules, moveRule } from '../fixtures/routing.ts'
import { asks, signedIn, type SignedIn } from '../fixtures/staff.ts'
import { failingEnv } from './failing-env.ts'

vi.spyOn(console, 'error').mockImplementation(() => {})

let moderator: SignedIn
let administrator: SignedIn
beforeAll(async () => {
  moderator = await signedIn('moderator')
  administrator = await signedIn('administrator')
}, 60_000)

const state = async () =>
  JSON.stringify([
    await rowsOf('SELECT * FROM tip_offs ORDER BY id'),
    await rowsOf('SELECT * FROM tip_off_events ORDER BY id'),
    await rowsOf('SELECT * FROM tip_off_joint_units ORDER BY tip_off_id, unit'),
    await rowsOf('SELECT * FROM slips ORDER BY id'),
    await rowsOf('SELECT * FROM slip_counters ORDER BY year, colour'),
    await rowsOf('SELECT * FROM rebound_tallies ORDER BY day, category, street, unit'),
    await rowsOf('SELECT * FROM photos ORDER BY id'),
    await rowsOf('SELECT * FROM routing_rules ORDER BY id'),
    await rowsOf('SELECT * FROM routing_list'),
    await rowsOf('SELECT * FROM case_counters'),
    await rowsOf('SELECT * FROM queue_tallies ORDER BY scope'),
    await rowsOf('SELECT id FROM outbox_messages ORDER BY id'),
    await rowsOf("SELECT id FROM audit_events WHERE result = 'ok' ORDER BY id"),
  ])

type Act = (on: Env) => Promise<Response>
const assigned = async () => {
  const { id } = await aCase({ contact: { name: '李梅', phone: '19900005678' } })
  await moved(moderator, id, { move: 'accept' })
  await moved(moderator, id, { move: 'assign', unit: 'sanitation' })
  return id
}
const rule = async () => {
  await forgetRules()
  await added(administrator, 'any', 'community:wenlan', 'parks')
  return added(administrator, 'any', 'community:liuan', 'heyuan-street')
}
const post = (path: string, json: object) => (on: Env) => asks(moderator, path, { json, env: on })
const slip = async () => {
  const id = await assigned()
  const body = { tipOff: id, colour: 'yellow', reason: '领导交办', version: await versionOf(id) }
  return (await (await post('/api/desk/slips', body)(env)).json()) as { id: string }
}
const acts: [string, () => Promise<Act>][] = [
  [
    'a slip by hand',
    async () => {
      const id = await assigned()
      const body = { tipOff: id, colour: 'red', reason: '领导交办', version: await versionOf(id) }
      return post('/api/desk/slips', body)
    },
  ],
  [
    'the leader’s note on a slip',
    async () => post(`/api/desk/slips/${(await slip()).id}/moves`, { move: 'note', said: '限今天整改', version: 1 }),
  ],
  [
    'taking a slip back',
    async () => post(`/api/desk/slips/${(await slip()).id}/moves`, { move: 'withdraw', said: '开错了', version: 1 }),
  ],
  [
    'marking a case as urgent',
    async () => {
      const id = await assigned()
      const body = { urgent: true, note: '校门口', version: await versionOf(id) }
      return post(`/api/desk/tip-offs/${id}/urgency`, body)
    },
  ],
  [
    'marking a case as a rebound',
    async () => {
      const [of, id] = [(await aCase()).number, await assigned()]
      await env.DB.prepare("UPDATE tip_offs SET closed_at = 1, unit = 'parks' WHERE number = ?").bind(of).run()
      return post(`/api/desk/tip-offs/${id}/rebound`, { of, note: '同一处', version: await versionOf(id) })
    },
  ],
  [
    'splitting',
    async () => {
      const id = await assigned()
      const photos = (await readAs(moderator, id)).photos.map((photo) => photo.id)
      return (on) => move(moderator, id, { move: 'split', category: 'stalls-street', note: '第二件', photos }, on)
    },
  ],
  [
    'asking a unit to help',
    async () => {
      const id = await assigned()
      return (on) => move(moderator, id, { move: 'joint', unit: 'parks' }, on)
    },
  ],
  [
    'transferring to a unit that helped',
    async () => {
      const id = await assigned()
      await moved(moderator, id, { move: 'joint', unit: 'parks' })
      return (on) => move(moderator, id, { move: 'transfer', unit: 'parks', note: '由园林牵头' }, on)
    },
  ],
  [
    'putting a case into the backlog',
    async () => {
      const id = await assigned()
      return (on) => move(moderator, id, { move: 'backlog', said: '要等预算。', until: '2027-03-01' }, on)
    },
  ],
  [
    'a new rule',
    async () => {
      await forgetRules()
      return (on) => addRule(administrator, { matter: 'group:waste', place: 'grid:QH-001', unit: 'parks' }, on)
    },
  ],
  [
    'moving a rule up',
    async () => {
      const id = await rule()
      return (on) => moveRule(administrator, id, { move: 'up' }, on)
    },
  ],
]

test.each(acts)('%s: whichever call fails, 503, nothing half done, and the next try succeeds', async (_, ready) => {
  for (let k = 1; ; k += 1) {
    const act = await ready()
    const before = await state()
    const broken = failingEnv(env, k, 'Network connection lost.')
    const response = await act(broken.env)
    if (broken.counted.calls < k) {
      expect(response.status).toBeLessThan(300)
      expect(k).toBeGreaterThan(2)
      break
    }
    // Done, and only the look at it afterwards failed: then it is whole, and a second press says who was faster.
    expect(response.status).toBe(503)
    if ((await state()) === before) expect((await act(env)).status).toBeLessThan(300)
    else expect(await halves()).toEqual([])
  }
})

/**
 * No case without its first event, no version without its event and audit row, no helper that is in charge; no slip
 * without its number, its audit rows and its messages; as many rebounds counted as marked.
 */
const halves = async () =>
  (
    await Promise.all([
      rowsOf('SELECT id FROM tip_offs WHERE NOT EXISTS (SELECT 1 FROM tip_off_events WHERE tip_off_id = tip_offs.id)'),
      rowsOf(`SELECT id FROM tip_offs WHERE split_from IS NULL AND version <> (SELECT count(*) FROM tip_off_events
        WHERE tip_off_id = tip_offs.id)`),
      rowsOf(`SELECT id FROM tip_offs WHERE version <> 1 + (SELECT count(*) FROM audit_events
        WHERE object_id = tip_offs.id AND result = 'ok' AND action <> 'tip_off:split_off')`),
      rowsOf(
        `SELECT id FROM tip_offs WHERE photo_count <> (SELECT count(*) FROM photos WHERE tip_off_id = tip_offs.id)`,
      ),
      rowsOf(
        `SELECT id FROM tip_offs JOIN tip_off_joint_units ON tip_off_id = id AND tip_off_joint_units.unit = tip_offs.unit`,
      ),
      rowsOf(`SELECT id FROM slips WHERE version <> (SELECT count(*) FROM audit_events
        WHERE object_id = slips.id AND result = 'ok') OR NOT EXISTS (SELECT 1 FROM outbox_messages
        WHERE topic = 'slip.' || colour AND audience = 'unit:' || unit AND created_at = issued_at)`),
      rowsOf(`SELECT value FROM slip_counters
        WHERE value <> (SELECT count(*) FROM slips WHERE slips.colour = slip_counters.colour)`),
      rowsOf(`SELECT 1 WHERE (SELECT total(tip_offs) FROM rebound_tallies)
        <> (SELECT count(*) FROM tip_offs WHERE rebound_of IS NOT NULL)`),
      rowsOf(`SELECT version FROM routing_list WHERE changed_at > 0 AND NOT EXISTS (SELECT 1 FROM audit_events
        WHERE action LIKE 'routing:%' AND result = 'ok' AND happened_at = changed_at)`),
    ])
  ).flat()
