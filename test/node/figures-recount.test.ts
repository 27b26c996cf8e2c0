import { readFileSync } from 'node:fs'
import { env } from '#test-host'
import { expect, test } from 'vitest'
import categories from '../../content/district/categories.json' with { type: 'json' }
import grids from '../../content/district/grids.json' with { type: 'json' }
import placeKinds from '../../content/district/place-kinds.json' with { type: 'json' }
import streets from '../../content/district/streets.json' with { type: 'json' }
import units from '../../content/district/units.json' with { type: 'json' }
import { app } from '../../functions/app.ts'
import { countClosings } from '../../functions/figures/count-closings.ts'
import type { CaseFigures, KeyedLine } from '../../functions/figures/read-case-figures.ts'
import { readStaffFigures } from '../../functions/figures/read-case-figures.ts'
import { dice } from '../fixtures/faults.ts'
import { type Counted, dayOf, kept, plain, recount, type Recount, workingDays } from '../fixtures/figures-recount.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const MONTH = 30 * DAY
const START = Date.parse('2025-06-01T08:00:00+08:00')
const NOW = Date.parse('2026-11-20T15:00:00+08:00')
const roll = dice(20261124)
const pick = <T>(list: readonly T[]): T => list[Math.floor(roll() * list.length)]!
const happens = (share: number) => roll() < share

const unitIds = units.map(({ id }) => id)
const categoryIds = categories.flatMap(({ children }) => children.map(({ id }) => id))
const where = () => ({
  category: pick(categoryIds),
  street: pick(streets).id,
  place_kind: happens(0.8) ? pick(placeKinds).id : null,
  grid: happens(0.7) ? pick(grids.features).properties.id : null,
})

/** One statement for many cases: `set` names columns, whose values stand in each of `rows`. */
const change = async (set: string[], rows: Record<string, unknown>[]) => {
  if (rows.length === 0) return
  const sql = `UPDATE tip_offs SET ${set.map((column) => column + ' = ?').join(', ')} WHERE id = ?`
  await env.DB.batch(rows.map((row) => env.DB.prepare(sql).bind(...set.map((column) => row[column] ?? null), row.id)))
}
let told = 0
const tell = async (rows: { id: string; kind: string; unit?: string | null; note?: string; at: number }[]) => {
  const events = rows.map((row) => ({ ...row, event: `e${String((told += 1)).padStart(9, '0')}` }))
  await env.DB.prepare(
    `INSERT INTO tip_off_events (id, tip_off_id, seq, kind, to_status, actor, unit, note, happened_at)
     SELECT value ->> 'event', value ->> 'id',
       (SELECT COALESCE(MAX(seq), 0) + 1 FROM tip_off_events WHERE tip_off_id = value ->> 'id'), value ->> 'kind', 'x',
       'staff', value ->> 'unit', value ->> 'note', value ->> 'at' FROM json_each(?1)`,
  )
    .bind(JSON.stringify(events))
    .run()
}

let filed = 0
const COLUMNS = [
  'id',
  'door',
  'status',
  'category',
  'place_kind',
  'street',
  'due_at',
  'received_at',
  'grid',
  'unit',
  'closed_at',
]
const FILE = `INSERT INTO tip_offs (${COLUMNS.join(', ')}, closed_days, number, receipt_hash, community, landmark, text, changed_at)
  SELECT ${COLUMNS.map((column) => `value ->> '${column}'`).join(', ')}, value ->> 'closed_days', value ->> 'id',
    value ->> 'id', 'liuan', '门', '字', value ->> 'received_at' FROM json_each(?1)`

/** When a case was closed and after how many working days; some from before those were kept, so the job counts them. */
const closing = (received_at: number) => {
  const closed_at = Math.min(NOW, received_at + Math.floor(roll() * roll() * 40 * DAY))
  return {
    closed_at,
    closed_days: happens(0.02) ? null : workingDays(dayOf(received_at), dayOf(closed_at)),
    status: 'closed',
  }
}

type Filed = { id: string; door: string; status: string; received_at: number; due_at: number } & ReturnType<
  typeof where
>

/** A month's worth of cases, each by a course of its own. */
const aMonth = async (from: number, size: number) => {
  const all = Array.from({ length: size }, () => {
    const received_at = from + Math.floor(roll() * MONTH)
    const id = `c${String((filed += 1)).padStart(7, '0')}`
    const door = happens(0.03) ? 'praise' : 'problem'
    const due_at = received_at + Math.floor(roll() * 9 * DAY)
    return { id, door, status: 'received', received_at, due_at, ...where() }
  })
  // Most lie there as they ended; the rest goes its whole way, move by move.
  const moving = all.filter(() => happens(0.12))
  const goes = new Set(moving)
  const ended = all
    .filter((one) => !goes.has(one))
    .map((one) => ({ ...one, unit: pick(unitIds), ...closing(one.received_at) }))
  await env.DB.prepare(FILE)
    .bind(JSON.stringify([...moving, ...ended]))
    .run()
  await courses(moving)
}

const courses = async (cases: Filed[]) => {
  const refused = cases
    .filter(() => happens(0.1))
    .map(({ id }) => ({ id, status: pick(['rejected', 'merged', 'withdrawn']) }))
  await change(['status'], refused)
  const gone = new Set(refused.map(({ id }) => id))
  const give = (list: typeof cases, kind: string) =>
    list.map((one) => {
      const unit = pick(unitIds)
      const due_at = one.due_at + Math.floor(roll() * 12 * DAY)
      return { ...one, kind, unit, due_at, status: 'assigned', at: one.received_at + HOUR }
    })
  const assigned = give(
    cases.filter(({ id }) => !gone.has(id) && happens(0.95)),
    'assign',
  )
  await tell(assigned)
  await change(['status', 'unit', 'due_at'], assigned)
  const passedOn = give(
    assigned.filter(() => happens(0.1)),
    'transfer',
  )
  await tell(passedOn)
  await change(['unit', 'due_at'], passedOn)
  const handedBack = passedOn.filter(() => happens(0.1)).map(({ id }) => ({ id, unit: null, status: 'accepted' }))
  await change(['unit', 'status'], handedBack)
  const back = new Set(handedBack.map(({ id }) => id))
  await change(
    ['category', 'street', 'place_kind', 'grid'],
    assigned.filter(() => happens(0.08)).map(({ id }) => ({ id, ...where() })),
  )

  const now = new Map([...assigned, ...passedOn].map((one) => [one.id, one]))
  const close = (share: number) => {
    const list = [...now.values()].filter(({ id }) => !back.has(id) && happens(share))
    return list.map((one) => ({ ...one, ...closing(one.received_at) }))
  }
  const closed = close(0.96)
  await change(['status', 'closed_at', 'closed_days'], closed)
  const rated = closed
    .filter(() => happens(0.3))
    .map((one) => ({
      ...one,
      kind: 'rate',
      note: pick(['mended', 'mended', 'partly', 'not_mended']),
      at: Math.min(NOW, one.closed_at + DAY),
      unit: null,
    }))
  await tell(rated)
  const again = rated.filter(({ note }) => note === 'not_mended')
  await change(
    ['status', 'closed_at', 'closed_days', 'unit', 'due_at'],
    again.map(({ id, at }) => ({
      id,
      status: 'accepted',
      closed_at: null,
      closed_days: null,
      unit: null,
      due_at: at + DAY,
    })),
  )
  await change(
    ['category', 'grid'],
    again.filter(() => happens(0.2)).map(({ id }) => ({ id, category: pick(categoryIds), grid: null })),
  )
  const second = give(
    again.filter(() => happens(0.9)),
    'assign',
  )
  await tell(second)
  await change(['status', 'unit', 'due_at'], second)
  for (const one of second) now.set(one.id, one)
  const openAgain = new Set(second.map(({ id }) => id))
  await change(
    ['status', 'closed_at', 'closed_days'],
    close(0.9).filter(({ id }) => openAgain.has(id)),
  )

  const rebounds = cases
    .filter(({ door }) => door === 'problem' && happens(0.06))
    .map(({ id }) => ({ id, rebound_of: pick(cases).id, rebound_unit: happens(0.9) ? pick(unitIds) : null }))
  await change(['rebound_of', 'rebound_unit'], rebounds)
  await change(
    ['rebound_of', 'rebound_unit'],
    rebounds.filter(() => happens(0.1)).map(({ id }) => ({ id, rebound_of: null, rebound_unit: null })),
  )
  const looks = closed.filter(({ door }) => door === 'problem' && happens(0.03))
  await env.DB.prepare(
    `INSERT INTO look_backs (id, tip_off_id, closed_at, month, unit, category, street, due_at, picked_at)
     SELECT 'l' || tip_offs.id, tip_offs.id, value ->> 'closed_at', '', value ->> 'unit', category, street, 0, 0
     FROM json_each(?1) JOIN tip_offs ON tip_offs.id = value ->> 'id'`,
  )
    .bind(JSON.stringify(looks))
    .run()
  await env.DB.prepare(
    `UPDATE look_backs SET state = value ->> 'state', looked_at = value ->> 'at' FROM json_each(?1)
     WHERE look_backs.id = 'l' || (value ->> 'id')`,
  )
    .bind(
      JSON.stringify(
        looks
          .filter(() => happens(0.8))
          .map(({ id, closed_at }) => ({
            id,
            state: pick(['held', 'held', 'rebounded']),
            at: Math.min(NOW, closed_at + 20 * DAY),
          })),
      ),
    )
    .run()
}

const MONTHS = Math.floor((NOW - START) / MONTH)
const fill = async (size: number) => {
  // What is thrown away afterwards need not outlive a power cut.
  await env.DB.prepare('PRAGMA synchronous = OFF').run()
  for (let month = 0; month < MONTHS; month++) await aMonth(START + month * MONTH, Math.ceil(size / MONTHS))
}

/** Every answer of every query, counted: each reads by a primary key what it answers. */
const reading = async () => {
  const read = { rows: 0, texts: [] as string[] }
  const DB = {
    prepare: (sql: string) => {
      read.texts.push(sql)
      return env.DB.prepare(sql)
    },
    batch: async <T>(statements: Parameters<typeof env.DB.batch>[0]) => {
      const results = await env.DB.batch<T>(statements)
      for (const { results: rows } of results) read.rows += rows.length
      return results
    },
  }
  const outcome = await readStaffFigures({ ...env, DB }, { period: '2026', locale: 'zh-CN', now: NOW }, null)
  if (!outcome.ok) throw new Error('no figures')
  return { figures: outcome.value, ...read }
}

const median = (days: Record<string, number>) => {
  const all = Object.entries(days)
    .flatMap(([day, n]) => Array<number>(n).fill(Number(day)))
    .sort((a, b) => a - b)
  const half = all.length / 2
  return all.length === 0 ? null : Number.isInteger(half) ? (all[half - 1]! + all[half]!) / 2 : all[Math.floor(half)]!
}
const ratio = (part: number, of: number) => (of === 0 ? null : part / of)

/** A line of the figures from what was counted by hand. */
const lineBy = (counted: Counted | undefined, overdue: number) => {
  const of = (what: string) => counted?.[what] ?? 0
  const ratings = of('mended') + of('partly') + of('not_mended')
  return {
    ...{
      received: of('received'),
      closed: of('closed'),
      overdue,
      rebounds: of('rebounds'),
      lookedBack: of('looked_back'),
      ratings,
    },
    onTime: ratio(of('closed_on_time'), of('closed') + overdue),
    medianDays: median(counted?.days ?? {}),
    reboundRate: ratio(of('rebounds'), of('closed')),
    held: ratio(of('looked_back') - of('look_backs_rebounded'), of('looked_back')),
    satisfied: ratio(of('mended'), ratings),
  }
}
const ENDS: Record<string, string> = {
  '2026-10': '2026-11-01',
  '2026-Q1': '2026-04-01',
  '2026': '2026-11-20',
  '2025': '2026-01-01',
  '2026-11': '2026-11-20',
}
const overdueBy = ({ due }: Recount, key: string, end: string) =>
  Object.entries(due.get(key) ?? {}).reduce((sum, [day, n]) => (day < end ? sum + n : sum), 0)

const WAITING = 'SELECT 1 FROM tip_offs WHERE closed_at IS NOT NULL AND closed_days IS NULL LIMIT 1'
const countAll = async () => {
  while ((await env.DB.prepare(WAITING).first()) !== null) await countClosings(env)
}

const sizes: { rows: number; texts: string[] }[] = []
const SIZES = [1_000, 100_000]
const isTheRecount = async (size: number) => {
  await fill(size - filed)
  await countAll()
  const byHand = await recount(env)
  expect(byHand.figures.get('2026|all|')!.received).toBeGreaterThan(size / 3)
  expect(plain(await kept(env))).toEqual(plain(byHand))
  for (const [period, end] of Object.entries(ENDS)) {
    const outcome = await readStaffFigures(env, { period, locale: 'zh-CN', now: NOW }, null)
    const figures = (outcome as { value: CaseFigures }).value
    const seen = new Set<string>()
    const check = (dimension: string, line: KeyedLine) => {
      const key = `${dimension}|${line.key}`
      seen.add(key)
      expect([key, line]).toEqual([
        key,
        expect.objectContaining(lineBy(byHand.figures.get(`${period}|${key}`), overdueBy(byHand, key, end))),
      ])
    }
    check('all', figures.all)
    for (const [dimension, lines] of Object.entries(figures.by)) for (const line of lines) check(dimension, line)
    for (const name of byHand.figures.keys())
      if (name.startsWith(period + '|')) expect(seen).toContain(name.slice(period.length + 1))
  }
  const { rows, texts } = await reading()
  sizes.push({ rows, texts })
}

/** What the migration does with the rows there are, and the triggers it makes before. */
const [, FILLING] = readFileSync(
  new URL('../../functions/db/migrations/0018_figures.sql', import.meta.url),
  'utf8',
).split('-- What there is already.')

for (const size of SIZES) {
  test(`the figures of ${size} cases are what a recount from the raw rows gives`, () => isTheRecount(size), 240_000)
  if (size > SIZES[0]!) continue
  test('a portal that had cases before figures were kept has them all after the migration and the job', async () => {
    await env.DB.prepare('UPDATE tip_offs SET closed_days = NULL').run()
    for (const table of ['case_figures', 'open_figures', 'case_ratings'])
      await env.DB.prepare('DELETE FROM ' + table).run()
    for (const statement of (FILLING ?? '')
      .replace(/^[^\n]*\n/, '')
      .split(';\n')
      .filter((one) => one.trim() !== ''))
      await env.DB.prepare(statement).run()
    await countAll()
    expect(plain(await kept(env))).toEqual(plain(await recount(env)))
  }, 60_000)
}

test('the dashboard reads as many rows of a hundred thousand cases as of a thousand, a few hundred', async () => {
  const [few, many] = sizes
  expect(many!.rows).toBeLessThan(400)
  expect(many!.rows - few!.rows).toBeLessThanOrEqual(40)
  for (const sql of many!.texts) {
    const values = Array(
      sql.includes('?') ? Math.max(...Array.from(sql.matchAll(/\?(\d+)/g), ([, n]) => Number(n))) : 0,
    ).fill('x')
    const bound = values.map((value, n) => (sql.includes(`json_each(?${n + 1})`) ? '[]' : value))
    const plan = await env.DB.prepare('EXPLAIN QUERY PLAN ' + sql)
      .bind(...bound)
      .all<{ detail: string }>()
    // `open_figures` is read whole: a row for each unit, street, kind and grid.
    expect([sql, plan.results.map(({ detail }) => detail).join('; ')]).toEqual([
      sql,
      expect.not.stringMatching(/tip_offs|SCAN case_figures/),
    ])
  }
})

test('forgetting what people wrote changes no figure', async () => {
  const before = plain(await kept(env))
  await env.DB.prepare(
    `UPDATE tip_offs SET text = '', landmark = '', lng = NULL, lat = NULL, forgotten_at = ?1, version = version + 1 WHERE status = 'closed'`,
  )
    .bind(NOW)
    .run()
  await env.DB.prepare("UPDATE tip_off_events SET said = NULL, note = CASE kind WHEN 'rate' THEN note END").run()
  expect(plain(await kept(env))).toEqual(before)
})

test('everybody reads the same figures but for what is few', async () => {
  const response = await app.request('/api/figures/cases?period=2026-10', {}, env as never)
  expect(response.status).toBe(200)
  const open = (await response.json()) as CaseFigures
  const staff = (
    (await readStaffFigures(env, { period: '2026-10', locale: 'zh-CN', now: Date.now() }, null)) as {
      value: CaseFigures
    }
  ).value
  for (const [dimension, lines] of Object.entries(open.by)) {
    for (const [at, line] of lines.entries()) {
      const whole = staff.by[dimension as 'unit'][at]!
      for (const column of ['received', 'closed', 'overdue', 'rebounds', 'ratings'] as const) {
        if (line[column] === null) expect(whole[column]).toBeGreaterThan(0)
        else expect([line.key, column, line[column]]).toEqual([whole.key, column, whole[column]])
        if (whole[column]! > 0 && whole[column]! < 5) expect(line[column]).toBeNull()
      }
    }
  }
})
