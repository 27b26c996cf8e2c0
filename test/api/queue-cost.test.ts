import { env, hostName } from '#test-host'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Queue } from '../../functions/tip-offs/list-queue.ts'
import { withFaults } from '../fixtures/faults.ts'
import { asks, signedIn, type SignedIn } from '../fixtures/staff.ts'

// A fifth of the cases is open; of those, units hold some. Deadlines are spread and sometimes equal.
const FILL = `WITH RECURSIVE n (i) AS (SELECT ?1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
  INSERT INTO tip_offs (id, number, door, status, receipt_hash, category, street, community, landmark, text, unit, due_at,
    received_at, changed_at, closed_at, me_too_count)
  SELECT printf('00000000-0000-4000-8000-%012d', i), printf('%06d-%04d', 200000 + i / 5000, i % 5000), CASE i % 50 WHEN 7 THEN 'praise' ELSE 'problem' END,
    CASE WHEN i % 5 > 0 THEN 'closed' WHEN i % 3 = 0 THEN 'received' WHEN i % 3 = 1 THEN 'assigned' ELSE 'rectified' END,
    'r' || i, CASE i % 7 WHEN 0 THEN 'noise-square' ELSE 'waste-overflow' END,
    CASE i % 3 WHEN 0 THEN 'yunqiao-street' ELSE 'heyuan-street' END, 'liuan', '东门', '文字', CASE WHEN i % 2 = 1 THEN 'sanitation' END,
    1700000000000 + (i * 7919 % 5000) * 60000, 1700000000000, 1700000000000, NULL,
    CASE WHEN i % 40 = 0 THEN i % 9 ELSE 0 END FROM n`

let moderator: SignedIn
let handler: SignedIn
beforeAll(async () => {
  moderator = await signedIn('moderator')
  handler = await signedIn('handler', 'sanitation')
}, 60_000)

/** Filters an index is made for: a page reads little more than it shows, twice where an index points to its table. */
const NARROW = [
  'group=waste',
  'category=waste-overflow',
  'street=heyuan-street',
  'unit=sanitation',
  'sort=newest&status=closed',
]
/** Filters that are asked of case after case, also those that fit none: so many are looked at and no more. */
const ASKED = [
  ...['door=praise', 'photo=1', 'question=1', 'unit=parks', 'community=hefeng', 'due=today', 'due=overdue'],
  ...['sort=me_too', 'sort=newest&unit=parks', 'from=2023-01-01&to=2023-01-02', 'status=closed&photo=1'],
  'status=received&street=yunqiao-street&category=noise-square&door=praise&photo=1',
]
const STATUSES = ['open', 'received', 'assigned', 'rectified', 'closed']

/** The first page and the one after it, with what each read. */
const twoPages = async (staff: SignedIn, asked: string) => {
  const read: number[] = []
  const pages: Queue[] = []
  for (const after of ['', null]) {
    const { env: on, watch } = withFaults(env, null)
    const cursor = after ?? pages[0]?.next
    const path = '/api/desk/tip-offs?' + asked + (cursor ? '&after=' + cursor : '')
    const response = await asks(staff, path, { env: on })
    expect(response.status).toBe(200)
    pages.push((await response.json()) as Queue)
    read.push(watch.rowsRead)
  }
  return { read, pages }
}

describe('the queue reads no more rows than it shows, however many cases there are', () => {
  let filled = 0
  for (const size of [1_000, 100_000]) {
    test(
      size + ' cases',
      async () => {
        // In parts: a statement of D1 may take thirty seconds.
        for (; filled < size; filled += Math.min(20_000, size - filled)) {
          const to = Math.min(filled + 20_000, size)
          await env.DB.prepare(FILL)
            .bind(filled + 1, to)
            .run()
        }
        for (const staff of [moderator, handler]) {
          for (const status of STATUSES) {
            const { read, pages } = await twoPages(staff, 'status=' + status)
            const ids = pages.flatMap(({ cases }) => cases.map(({ id }) => id))
            if (pages[0]!.next) expect(new Set(ids).size).toBe(ids.length)
            // Session and staff, twenty-one cases, one row of tallies. Only D1 counts.
            if ((hostName as string) === 'workerd')
              for (const rows of read) expect([status, rows <= 25, rows]).toEqual([status, true, rows])
          }
          for (const [filters, most] of [
            [NARROW, 5 * 20],
            [ASKED, 1600],
          ] as const)
            for (const asked of filters) {
              const { read, pages } = await twoPages(staff, asked)
              const ids = pages.flatMap(({ cases }) => cases.map(({ id }) => id))
              if (pages[0]!.next) expect([asked, new Set(ids).size]).toEqual([asked, ids.length])
              if ((hostName as string) === 'workerd')
                for (const rows of read) expect([asked, rows <= most, rows]).toEqual([asked, true, rows])
            }
        }
      },
      120_000,
    )
  }
})

test('each list walks its own index, with no sorting and no scan', async () => {
  const seen: string[] = []
  const spying = {
    ...env,
    DB: {
      batch: env.DB.batch.bind(env.DB),
      prepare: (sql: string) => {
        seen.push(sql)
        return env.DB.prepare(sql)
      },
    },
  }
  for (const staff of [moderator, handler]) {
    for (const asked of [...STATUSES.map((status) => 'status=' + status), ...NARROW, ...ASKED])
      await asks(staff, '/api/desk/tip-offs?' + asked, { env: spying })
  }
  const texts = [...new Set(seen)].filter((sql) => /^\s*SELECT/.test(sql))
  expect(texts.length).toBeGreaterThanOrEqual(8)
  for (const sql of texts) {
    const numbered = Array.from(sql.matchAll(/\?(\d+)/g), ([, n]) => Number(n))
    const values = Array(numbered.length > 0 ? Math.max(...numbered) : sql.split('?').length - 1).fill(1)
    const plan = await env.DB.prepare('EXPLAIN QUERY PLAN ' + sql)
      .bind(...values)
      .all<{ detail: string }>()
    const steps = plan.results.map(({ detail }) => detail).join('; ')
    // The walk is read from its index as far as it is needed, never a whole table.
    expect([sql, steps.replace('SCAN walk', '')]).toEqual([
      sql,
      expect.not.stringMatching(/SCAN|TEMP B-TREE|MATERIALIZE/),
    ])
  }
})
