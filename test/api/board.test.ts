import { env, hostName } from '#test-host'
import { expect, test } from 'vitest'
import { app } from '../../functions/app.ts'
import type { Result } from '../../functions/http/app-types.ts'
import { forgetLimits } from '../../functions/http/limits.ts'
import { meToo } from '../../functions/tip-offs/me-too.ts'
import type { BoardView, PublishedView } from '../../functions/tip-offs/public-view.ts'
import { aToken, filed } from './a-tip-off.ts'
import { moveAsStaff, publishAsStaff, unpublishAsStaff } from './move-as-staff.ts'

const get = (path: string, on = env) => app.request(path, {}, on as never)
const board = async (query = '') =>
  (await (await get(`/api/tip-offs/board${query}`)).json()) as { cases: BoardView[]; next: string | null }

test('nothing a resident wrote is public until a moderator publishes it, and then only the public text', async () => {
  const { number } = await filed(env, { text: '王某某家门口一直堆着垃圾，电话 19900008000' })
  expect((await get(`/api/tip-offs/board/${number}`)).status).toBe(404)
  expect((await board()).cases.map((one) => one.number)).not.toContain(number)
  await moveAsStaff(env, number, 'close', 'closed', { said: '已清运' })
  await publishAsStaff(env, number, { text: '门口堆放垃圾' })
  const list = await (await get('/api/tip-offs/board')).text()
  const one = await (await get(`/api/tip-offs/board/${number}`)).text()
  for (const text of [list, one]) {
    expect(text).toContain('门口堆放垃圾')
    expect(text).not.toContain('王某某')
    expect(text).not.toContain('19900008000')
    expect(text).not.toContain('inner note')
    expect(text).not.toContain('已清运')
  }
  await unpublishAsStaff(env, number)
  expect((await get(`/api/tip-offs/board/${number}`)).status).toBe(404)
})

test('a place is as coarse in public as its category says', async () => {
  const placeOf = async (over: Record<string, unknown>) => {
    const { number } = await filed(env, over)
    await publishAsStaff(env, number)
    const { street, community, landmark } = (await (await get(`/api/tip-offs/board/${number}`)).json()) as PublishedView
    return { street, community, landmark }
  }
  const street = 'heyuan-street'
  expect(await placeOf({ category: 'waste-overflow' })).toEqual({
    street,
    community: 'liuan',
    landmark: '柳岸菜市场东门',
  })
  expect(await placeOf({ category: 'waste-corridor' })).toEqual({ street, community: 'liuan', landmark: null })
  expect(await placeOf({ category: 'parking-abandoned' })).toEqual({ street, community: null, landmark: null })
  expect(await placeOf({ door: 'praise', category: 'praise-helping' })).toEqual({
    street,
    community: 'liuan',
    landmark: null,
  })
})

test('a published case shows its public pictures, which are gone at once when it is taken down', async () => {
  const { number } = await filed(env, { photos: [await aToken(env), await aToken(env)] })
  const { results } = await env.DB.prepare(
    'SELECT storage_key FROM photos JOIN tip_offs ON tip_offs.id = tip_off_id WHERE number = ?',
  )
    .bind(number)
    .all<{ storage_key: string }>()
  const keys = await publishAsStaff(env, number)
  const view = (await (await get(`/api/tip-offs/board/${number}`)).json()) as PublishedView
  expect(view.photos.before.flatMap(({ key, thumb }) => [key, thumb])).toEqual(keys)
  expect(view.timeline.map(({ kind }) => kind)).toEqual(['filed'])
  const shown = await get(`/api/photos/${keys[0]}`)
  expect([shown.status, await shown.text()]).toEqual([200, keys[0]])
  expect(Object.fromEntries(shown.headers)).toMatchObject({
    'content-type': 'image/jpeg',
    'x-content-type-options': 'nosniff',
    'content-disposition': 'inline',
    'cache-control': 'private, no-cache',
  })
  expect(shown.headers.get('content-security-policy')).toContain('sandbox')
  // Originals are no public renditions, published or not.
  expect((await get(`/api/photos/${results[0]!.storage_key}`)).status).toBe(404)
  await unpublishAsStaff(env, number)
  for (const key of keys) expect((await get(`/api/photos/${key}`)).status).toBe(404)
})

test.each(['', 'x', '../portal.sqlite', '..%2f..%2fportal.sqlite', 'tip-offs%00.jpg', 'a/b/../c.jpg'])(
  'there is no public picture called %s',
  async (key) => {
    expect((await get(`/api/photos/${key}`)).status).toBe(404)
  },
)

test('the board is read page by page, each case once, also while new ones are published', async () => {
  const numbers: string[] = []
  for (let i = 0; i < 30; i += 1) {
    const { number } = await filed(env, { community: 'dukou', category: 'green-water' })
    // Ten of them in one and the same millisecond.
    await publishAsStaff(env, number, { at: 1_700_000_000_000 + Math.max(0, i - 10) })
    numbers.push(number)
  }
  const seen: string[] = []
  let before = ''
  for (let page = 0; page < 3; page += 1) {
    const { cases, next } = await board(`?group=green${before}`)
    seen.push(...cases.map(({ number }) => number))
    const late = await filed(env, { category: 'green-water' })
    await publishAsStaff(env, late.number)
    before = `&before=${next}`
    if (page === 2) expect(next).toBeNull()
    else expect(cases).toHaveLength(12)
  }
  expect([...seen].sort()).toEqual([...numbers].sort())
})

test('the board is filtered by door, group and street', async () => {
  const praise = await filed(env, { door: 'praise', category: 'praise-helping', community: 'wangta' })
  await publishAsStaff(env, praise.number)
  const noise = await filed(env, { category: 'noise-shop', community: 'wangta' })
  await publishAsStaff(env, noise.number)
  const numbers = async (query: string) => (await board(query)).cases.map(({ number }) => number)
  expect(await numbers('?door=praise')).toContain(praise.number)
  expect(await numbers('?door=praise')).not.toContain(noise.number)
  expect(await numbers('?door=problem')).toContain(noise.number)
  expect(await numbers('?group=noise')).toEqual([noise.number])
  expect(await numbers('?street=yunqiao-street&group=noise&door=problem')).toEqual([noise.number])
  expect(await numbers('?street=heyuan-street&group=noise')).toEqual([])
})

test.each([
  '?before=x',
  '?before=%00',
  "?group=' OR 1=1 --",
  '?street=__proto__',
  '?door=praise&door=x',
  '?before=MTIz',
])('a query that means nothing (%s) is answered with the board', async (query) => {
  const response = await get(`/api/tip-offs/board${query}`)
  expect(response.status).toBe(200)
})

test('a page of the board reads its own rows and no others, at a thousand published cases', async () => {
  await env.DB.prepare(
    `INSERT INTO tip_offs (id, number, door, status, receipt_hash, category, street, community, landmark, text, due_at,
       received_at, changed_at, published_at, published_until, public_text)
     WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 999)
     SELECT printf('%08d-0000-4000-8000-000000000000', i), printf('200101-%06d', i), 'problem', 'closed', 'hash-' || i,
       CASE i % 5 WHEN 0 THEN 'dogs-mess' ELSE 'waste-bulky' END,
       CASE i % 3 WHEN 0 THEN 'jingtang-town' ELSE 'heyuan-street' END,
       'liuan', 'x', 'x', 0, 0, 0, i + 1, 9e15, 'x' FROM n`,
  ).run()
  const plans: string[] = []
  const reads: number[] = []
  const watched = {
    ...env,
    DB: {
      ...env.DB,
      prepare: (sql: string) => {
        const statement = env.DB.prepare(sql)
        return {
          ...statement,
          bind: (...values: unknown[]) => ({
            all: async <T>(): Promise<Result<T>> => {
              const plan = await env.DB.prepare('EXPLAIN QUERY PLAN ' + sql)
                .bind(...values)
                .all<{ detail: string }>()
              plans.push(...plan.results.map(({ detail }) => detail))
              const result = await statement.bind(...values).all<T>()
              reads.push(result.meta.rows_read ?? 0)
              return result
            },
          }),
        }
      },
    },
  }
  const filters = ['', 'door=problem', 'group=dogs', 'street=jingtang-town', 'street=jingtang-town&group=dogs']
  for (const filter of [...filters, 'street=jingtang-town&door=problem']) {
    const first = await get(`/api/tip-offs/board?${filter}`, watched as never)
    const { next } = (await first.json()) as { next: string }
    await get(`/api/tip-offs/board?${filter}&before=${next}`, watched as never)
  }
  expect(plans.filter((plan) => !/^SEARCH tip_offs USING INDEX tip_offs_board/.test(plan))).toEqual([])
  // Twelve shown, one that tells whether there are more, and the row the cursor stands on.
  if ((hostName as string) === 'workerd') expect(Math.max(...reads)).toBeLessThanOrEqual(14)
})

test('neighbours of a new problem are told by number, state and day; a landmark only once it is public', async () => {
  const asked = '/api/tip-offs/nearby?category=posters-graffiti&community=yinxing'
  const { number } = await filed(env, { category: 'posters-graffiti', community: 'yinxing', landmark: '银杏小学后墙' })
  const closed = await filed(env, { category: 'posters-graffiti', community: 'yinxing' })
  await moveAsStaff(env, closed.number, 'close', 'closed')
  const old = await filed(env, { category: 'posters-graffiti', community: 'yinxing' })
  await env.DB.prepare('UPDATE tip_offs SET received_at = received_at - 4 * 86400000 WHERE number = ?')
    .bind(old.number)
    .run()
  const { cases } = (await (await get(asked)).json()) as { cases: Record<string, unknown>[] }
  expect(cases).toEqual([
    {
      number,
      status: 'received',
      kind: 'posters-graffiti',
      landmark: null,
      receivedOn: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      meToo: 0,
    },
  ])
  await publishAsStaff(env, number)
  const after = (await (await get(asked)).json()) as { cases: Record<string, unknown>[] }
  expect(after.cases[0]).toMatchObject({ landmark: '银杏小学后墙' })
})

test('"me too" counts once a day for each client, also when pressed twenty times at once', async () => {
  const { number } = await filed(env)
  const press = (address: string, of = number) =>
    app.request(
      `/api/tip-offs/board/${of}/me-too`,
      { method: 'POST', headers: { 'x-portal-client-address': address, origin: 'http://localhost' } },
      env as never,
    )
  const answers = await Promise.all(Array.from({ length: 20 }, () => press('203.0.113.1')))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  expect(await (await press('203.0.113.1')).json()).toEqual({ meToo: 1 })
  expect(await (await press('203.0.113.2')).json()).toEqual({ meToo: 2 })
  await moveAsStaff(env, number, 'close', 'closed')
  expect((await press('203.0.113.3')).status).toBe(404)
  for (const none of ['261122-9999', 'x', '261122-0001-0001'])
    expect((await press('203.0.113.3', none)).status).toBe(404)
})

test('the job that forgets addresses forgets no "me too" of the same day', async () => {
  const { number } = await filed(env)
  const [night, evening, tomorrow] = ['2026-11-25T00:30', '2026-11-25T23:30', '2026-11-26T00:30'].map((time) =>
    Date.parse(`${time}:00+08:00`),
  ) as [number, number, number]
  await publishAsStaff(env, number)
  expect(await meToo(env, number, 'a', night)).toEqual({ ok: true, value: 1 })
  await forgetLimits(env, evening)
  expect(await meToo(env, number, 'a', evening)).toEqual({ ok: true, value: 1 })
  expect(await meToo(env, number, 'a', tomorrow)).toEqual({ ok: true, value: 2 })
})

test('the figures count what was received, closed, and closed in time', async () => {
  type Figures = { received30: number; closed30: number; onTime30: number | null; open: number; closedTotal: number }
  const figures = async () => (await (await get('/api/figures')).json()) as Figures
  const before = await figures()
  const [inTime, late] = [await filed(env), await filed(env), await filed(env)]
  const others = [await filed(env), await filed(env), await filed(env)]
  await env.DB.prepare('UPDATE tip_offs SET due_at = 1 WHERE number = ?').bind(late!.number).run()
  await moveAsStaff(env, inTime!.number, 'close', 'closed')
  await moveAsStaff(env, late!.number, 'close', 'closed')
  const few = await figures()
  if (few.closed30 < 5) expect(few.onTime30).toBeNull()
  for (const other of others) await moveAsStaff(env, other.number, 'close', 'closed')
  const after = await figures()
  expect(after.received30 - before.received30).toBe(6)
  expect(after.closed30 - before.closed30).toBe(5)
  expect(after.open - before.open).toBe(1)
  expect(after.closedTotal - before.closedTotal).toBe(5)
  expect(after.onTime30).toBeLessThan(1)
  expect(after.onTime30).toBeGreaterThan(0)
})

test('what lies open past its deadline lowers the share done in time', async () => {
  const share = async () => ((await (await get('/api/figures')).json()) as { onTime30: number }).onTime30
  const before = await share()
  const { number } = await filed(env)
  await env.DB.prepare('UPDATE tip_offs SET due_at = 1 WHERE number = ?').bind(number).run()
  expect(await share()).toBeLessThan(before)
})
