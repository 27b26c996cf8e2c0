import { env } from '#test-host'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { DAY } from '../../functions/domain/shanghai-day.ts'
import { cellsAround, metresBetween, sameWords } from '../../functions/domain/rebound.ts'
import { reboundStatements } from '../../functions/tip-offs/find-rebound.ts'
import { aRow, at, clearAll, turn } from '../fixtures/clockwork.ts'
import { codesOf, rowsOf, versionOf } from '../fixtures/desk.ts'
import { withFaults } from '../fixtures/faults.ts'
import { asks, signedIn, type SignedIn } from '../fixtures/staff.ts'

let moderator: SignedIn
beforeAll(async () => {
  moderator = await signedIn('moderator')
})
beforeEach(clearAll)

const HERE = { lng: 110.05, lat: 30.04 }
const METRE = 1 / 111_195
const north = (metres: number) => ({ lng: HERE.lng, lat: HERE.lat + metres * METRE })
const noon = at('2026-11-24 12:00')
type Place = Parameters<typeof aRow>[1]

const closedAt = async (time: number, place: Place = HERE) => {
  const id = await aRow(time - DAY, place)
  await turn(id, 'closed', time)
  return id
}
const newOne = async (place: Place = HERE, time = noon) => {
  const id = await aRow(time, place)
  const statements = await reboundStatements(env, id)
  if (statements.length > 0) await env.DB.batch(statements)
  const [row] = await rowsOf<{ rebound_of: string | null }>('SELECT rebound_of FROM tip_offs WHERE id = ?', id)
  return { id, of: row!.rebound_of }
}

test('within the radius it is a rebound, outside it is none, and on the circle it is one', async () => {
  const closed = await closedAt(noon - DAY)
  expect(metresBetween(HERE, north(99.9))).toBeLessThan(100)
  expect(metresBetween(HERE, north(100.2))).toBeGreaterThan(100)
  expect((await newOne(north(99.9))).of).toBe(closed)
  expect((await newOne(north(100.2))).of).toBeNull()
  expect((await newOne({ lng: HERE.lng + 0.00101, lat: HERE.lat })).of).toBe(closed)
  expect((await newOne({ lng: HERE.lng + 0.00106, lat: HERE.lat })).of).toBeNull()
})

test('thirty days by the calendar count, thirty-one do not, and what was not closed before is no rebound', async () => {
  const last = await closedAt(at('2026-10-25 00:00'))
  expect((await newOne()).of).toBe(last)
  await clearAll()
  await closedAt(at('2026-10-24 23:59'))
  expect((await newOne()).of).toBeNull()
  await closedAt(noon + 2 * 60_000)
  expect((await newOne()).of).toBeNull()
})

test('another kind of problem there is none', async () => {
  await closedAt(noon - DAY, { ...HERE, category: 'waste-bulky' })
  expect((await newOne()).of).toBeNull()
})

test('without a point, the same words in the same community are the same place', async () => {
  const closed = await closedAt(noon - DAY, { landmark: '东门 1号楼（旁）' })
  expect((await newOne({ ...HERE, landmark: '东门１号楼旁' })).of).toBe(closed)
  expect((await newOne({ landmark: '西门' })).of).toBeNull()
  expect((await newOne({ landmark: '东门1号楼旁', community: 'qiaotou' })).of).toBeNull()
  expect(sameWords('东门 １号楼（旁）')).toBe('东门1号楼旁')
})

test('the figures follow the mark, set and taken away', async () => {
  const closed = await closedAt(noon - DAY)
  const { id } = await newOne()
  const tallies = () => rowsOf('SELECT day, category, street, tip_offs FROM rebound_tallies')
  const counted = async () => (await rowsOf('SELECT rebound_count FROM tip_offs WHERE id = ?', closed))[0]
  expect(await tallies()).toEqual([
    { day: '2026-11-24', category: 'waste-overflow', street: 'heyuan-street', tip_offs: 1 },
  ])
  expect(await counted()).toEqual({ rebound_count: 1 })
  const take = async (json: object) =>
    asks(moderator, `/api/desk/tip-offs/${id}/rebound`, { json: { version: await versionOf(id), ...json } })
  expect(await codesOf(await take({ of: '', note: '' }))).toEqual(['slip_text.missing'])
  expect((await take({ of: '', note: '不是同一处' })).status).toBe(200)
  expect(await codesOf(await take({ of: '', note: '不是同一处' }))).toEqual(['rebound.already'])
  expect((await tallies())[0]).toMatchObject({ tip_offs: 0 })
  expect(await counted()).toEqual({ rebound_count: 0 })
})

test('a case is marked urgent once, with its event and audit row, and a stale page is told', async () => {
  const id = await aRow(noon)
  const mark = (json: object) => asks(moderator, `/api/desk/tip-offs/${id}/urgency`, { json })
  expect((await mark({ urgent: true, note: '市里督办', version: 1 })).status).toBe(200)
  expect(await codesOf(await mark({ urgent: true, version: 1 }))).toEqual(['tip_off.changed_meanwhile'])
  expect(await codesOf(await mark({ urgent: true, version: 2 }))).toEqual(['urgency.already'])
  expect(await rowsOf('SELECT kind, note FROM tip_off_events WHERE tip_off_id = ?', id)).toEqual([
    { kind: 'mark_urgent', note: '市里督办' },
  ])
})

test('looking for the place reads the cells around it, not the city', async () => {
  const rows = Array.from({ length: 1500 }, (_, n) => ({ id: crypto.randomUUID(), n, lat: 30.001 + n * 0.00005 }))
  await env.DB.prepare(
    `INSERT INTO tip_offs (id, number, door, status, receipt_hash, category, street, community, landmark, lng, lat, text,
       due_at, received_at, changed_at, closed_at)
     SELECT value ->> 'id', 'N' || (value ->> 'n'), 'problem', 'closed', value ->> 'id', 'waste-overflow', 'heyuan-street',
       'far-' || (value ->> 'n'), '门', 110.05, value ->> 'lat', '', 0, 0, 0, ?2 FROM json_each(?1)`,
  )
    .bind(JSON.stringify(rows), noon - DAY)
    .run()
  const id = await aRow(noon, HERE)
  const { env: watched, watch } = withFaults(env, null)
  expect((await reboundStatements(watched, id)).length).toBe(1)
  expect(watch.rowsRead).toBeLessThan(200)
  expect(cellsAround(HERE, 100).rows.length).toBeLessThan(5)
})

// Measured on workerd: 6 to 27 rows, whether 1 000 or 100 000 cases had been closed in 500 days.
test('both ways to a closed case walk their index by kind, place and time, however many there are', async () => {
  const asked: string[] = []
  const prepare: typeof env.DB.prepare = (sql) => {
    asked.push(sql)
    return env.DB.prepare(sql)
  }
  const id = await aRow(noon, HERE)
  await reboundStatements({ ...env, DB: { prepare, batch: (all) => env.DB.batch(all) } }, id)
  const plans = await Promise.all(
    asked
      .filter((sql) => sql.includes('closed_at >='))
      .map(async (sql) => {
        const places = Math.max(...[...sql.matchAll(/\?(\d)/g)].map(([, n]) => Number(n)))
        const bound = Array.from({ length: places }, (_, n) => (n === 0 ? '[30040]' : 1))
        const lines = await rowsOf<{ detail: string }>('EXPLAIN QUERY PLAN ' + sql, ...bound)
        return lines.map(({ detail }) => detail).join('; ')
      }),
  )
  expect(plans).toHaveLength(2)
  expect(plans[0]).toMatch(
    /USING INDEX tip_offs_closed_in_community \(community=\? AND category=\? AND closed_at>\? AND closed_at<\?\)/,
  )
  expect(plans[1]).toMatch(/USING INDEX tip_offs_closed_here \(category=\? AND <expr>=\? AND <expr>>\? AND <expr><\?\)/)
  for (const plan of plans) expect(plan).not.toMatch(/SCAN tip_offs|TEMP B-TREE/)
})
