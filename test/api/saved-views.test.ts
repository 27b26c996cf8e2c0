import { env } from '#test-host'
import { beforeAll, expect, test, vi } from 'vitest'
import type { SavedView } from '../../functions/tip-offs/save-view.ts'
import { codesOf, rowsOf } from '../fixtures/desk.ts'
import { withFaults } from '../fixtures/faults.ts'
import { asks, signedIn, type SignedIn } from '../fixtures/staff.ts'

vi.spyOn(console, 'error').mockImplementation(() => {})

let moderator: SignedIn
let second: SignedIn
let handler: SignedIn
let supervisor: SignedIn
beforeAll(async () => {
  moderator = await signedIn('moderator')
  second = await signedIn('moderator')
  handler = await signedIn('handler', 'sanitation')
  supervisor = await signedIn('supervisor')
}, 60_000)

const VIEWS = '/api/desk/tip-offs/views'
const save = (staff: SignedIn, body: object, on = env) => asks(staff, VIEWS, { json: body, env: on })
const viewsOf = async (response: Response) => ((await response.json()) as { views: SavedView[] }).views
const views = async (staff: SignedIn) => viewsOf(await asks(staff, VIEWS))
const change = (staff: SignedIn, { id, version }: SavedView, move: object, on = env) =>
  asks(staff, `${VIEWS}/${id}/moves`, { json: { version, ...move }, env: on })
const named = (list: SavedView[], name: string) => list.find((one) => one.name === name)!

test('a filter gets a name, for oneself or for the office, and stands in the order it was put', async () => {
  await save(moderator, { name: '河沿超期', query: 'street=heyuan-street&due=overdue&colour=red&status=open' })
  await save(moderator, { name: '新收到', query: 'sort=newest' })
  await save(moderator, { name: '大家的', query: 'status=received', shared: true })
  const mine = await views(moderator)
  expect(mine.map(({ name, shared, query }) => [name, shared, query])).toEqual([
    ['大家的', true, 'status=received'],
    ['河沿超期', false, 'street=heyuan-street&due=overdue'],
    ['新收到', false, 'sort=newest'],
  ])
  expect((await views(second)).map(({ name }) => name)).toEqual(['大家的'])
  expect((await views(supervisor)).map(({ name }) => name)).toEqual(['大家的'])
  expect(await views(handler)).toEqual([])
  const moved = await viewsOf(await change(moderator, named(mine, '新收到'), { move: 'earlier' }))
  expect(moved.map(({ name }) => name)).toEqual(['大家的', '新收到', '河沿超期'])
  const again = await viewsOf(await change(moderator, named(moved, '新收到'), { move: 'earlier' }))
  expect(again.map(({ name }) => name)).toEqual(['大家的', '新收到', '河沿超期'])
  const renamed = await viewsOf(await change(moderator, named(again, '新收到'), { move: 'rename', name: '今天的' }))
  expect(renamed.map(({ name }) => name)).toEqual(['大家的', '今天的', '河沿超期'])
  const left = await viewsOf(await change(moderator, named(renamed, '河沿超期'), { move: 'delete' }))
  expect(left.map(({ name }) => name)).toEqual(['大家的', '今天的'])
  const acts = await rowsOf(
    "SELECT action FROM audit_events WHERE object_kind = 'saved_view' AND result = 'ok' ORDER BY rowid",
  )
  expect(acts.map(({ action }) => action)).toEqual(
    ['add', 'add', 'add', 'earlier', 'rename', 'delete'].map((one) => 'saved_view:' + one),
  )
})

test('another person’s view does not exist, the office’s is moderators’ to change, and a stale page changes nothing', async () => {
  const own = named(await viewsOf(await save(moderator, { name: '只有我', query: '' })), '只有我')
  for (const staff of [second, handler, supervisor])
    expect((await change(staff, own, { move: 'delete' })).status).toBe(404)
  const office = named(await views(supervisor), '大家的')
  expect((await change(supervisor, office, { move: 'delete' })).status).toBe(403)
  expect((await save(supervisor, { name: '督查的', query: 'due=overdue', shared: true })).status).toBe(403)
  expect((await save(supervisor, { name: '督查的', query: 'due=overdue' })).status).toBe(201)
  expect((await change(second, office, { move: 'rename', name: '全办公室' })).status).toBe(200)
  const late = await change(moderator, office, { move: 'delete' })
  expect([late.status, await codesOf(late)]).toEqual([409, ['saved_view.changed_meanwhile']])
})

test('a name is asked for, twenty are enough, and nothing but a filter can be kept', async () => {
  for (const [body, code] of [
    [{ name: ' ', query: '' }, 'view_name.missing'],
    [{ name: '长'.repeat(17), query: '' }, 'view_name.too_long'],
    [{ name: '\u202e倒', query: '' }, 'text.strange_characters'],
  ] as const)
    expect(await codesOf(await save(second, body))).toEqual([code])
  for (const body of [{ name: '甲' }, { name: '甲', query: 1 }, { name: '甲', query: '', staffId: moderator.id }])
    expect((await save(second, body)).status).toBe(400)
  const kept = named(
    await viewsOf(await save(second, { name: '怪', query: "q=<script>&unit=../../x&after=abc&sort='--" })),
    '怪',
  )
  expect(kept.query).toBe('status=any&q=%3Cscript%3E'.replace('status=any&', ''))
  const answers = await Promise.all(Array.from({ length: 25 }, (_, n) => save(second, { name: '视图' + n, query: '' })))
  expect(answers.filter(({ status }) => status === 201).length).toBe(19)
  expect(await codesOf(answers.find(({ status }) => status !== 201)!)).toEqual(['saved_view.too_many'])
  expect((await views(second)).filter(({ shared }) => !shared).length).toBe(20)
})

test('whichever call fails, nothing is half done', async () => {
  const person = await signedIn('moderator')
  const state = () =>
    rowsOf(
      "SELECT (SELECT count(*) FROM saved_views) AS views, (SELECT count(*) FROM audit_events WHERE result = 'ok' AND action LIKE 'saved_view:%') AS acts",
    )
  for (let call = 1; ; call += 1) {
    const before = await state()
    const broken = withFaults(env, { call, error: 'Network connection lost.' })
    const response = await save(person, { name: '试', query: '' }, broken.env)
    if (!broken.watch.fired) {
      expect(response.status).toBe(201)
      break
    }
    expect(response.status).toBe(503)
    const after = await state()
    const [views_, acts] = [
      Number(after[0]!.views) - Number(before[0]!.views),
      Number(after[0]!.acts) - Number(before[0]!.acts),
    ]
    expect(views_).toBe(acts)
  }
  const [one] = await views(person).then((list) => list.filter(({ shared }) => !shared))
  for (let call = 1; ; call += 1) {
    const broken = withFaults(env, { call, error: 'Network connection lost.' })
    const now = named(await views(person), one!.name)
    const response = await change(person, now, { move: 'rename', name: one!.name }, broken.env)
    if (!broken.watch.fired) {
      expect(response.status).toBe(200)
      break
    }
    expect(response.status).toBe(503)
  }
})
