import { env } from '#test-host'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import type { Elsewhere } from '../../functions/routing/list-elsewhere.ts'
import type { RoutingTried } from '../../functions/routing/try-routing.ts'
import { aCase } from '../fixtures/cases.ts'
import { codesOf, move, moved, readAs, rowsOf } from '../fixtures/desk.ts'
import { addRule, added, forgetRules, moveRule, rulesAs } from '../fixtures/routing.ts'
import { asks, signedIn, type SignedIn } from '../fixtures/staff.ts'

let administrator: SignedIn
let moderator: SignedIn
beforeAll(async () => {
  administrator = await signedIn('administrator')
  moderator = await signedIn('moderator')
}, 60_000)
beforeEach(forgetRules)

const tried = async (query: Record<string, string>) =>
  asks(moderator, '/api/desk/routing/try?' + new URLSearchParams(query))
const goes = async (query: Record<string, string>) => {
  const { unit, rule } = (await (await tried(query)).json()) as RoutingTried
  return [unit, rule]
}
const waste = { category: 'waste-overflow', community: 'liuan' }

test('rules are tried in order: added behind, moved up and down, changed, ended', async () => {
  expect(await goes(waste)).toEqual(['sanitation', null])
  const street = await added(administrator, 'any', 'street:heyuan-street', 'heyuan-street')
  const market = await added(administrator, 'group:waste', 'place_kind:market', 'market-regulation')
  expect(await goes(waste)).toEqual(['heyuan-street', 1])
  expect(await goes({ ...waste, placeKind: 'market' })).toEqual(['heyuan-street', 1])
  await moveRule(administrator, market, { move: 'up' })
  expect(await goes({ ...waste, placeKind: 'market' })).toEqual(['market-regulation', 1])
  expect(await goes(waste)).toEqual(['heyuan-street', 2])
  expect(await codesOf(await moveRule(administrator, market, { move: 'up' }))).toEqual(['rule.at_the_end'])
  await moveRule(administrator, market, { move: 'down' })
  const changed = { move: 'change', matter: 'category:waste-overflow', place: 'grid:QH-004', unit: 'parks' }
  await moveRule(administrator, street, changed)
  // A point says which grid and which community it is.
  expect(await goes({ category: 'waste-overflow', point: '110.010，30.060' })).toEqual(['parks', 1])
  expect(await goes(waste)).toEqual(['sanitation', null])
  await moveRule(administrator, street, { move: 'end' })
  expect((await rulesAs(moderator)).rules.map(({ id, number }) => [id, number])).toEqual([[market, 1]])
  const acts = await rowsOf<{ action: string }>(
    "SELECT action FROM audit_events WHERE action LIKE 'routing:%' AND result = 'ok' ORDER BY rowid",
  )
  expect(acts.map(({ action }) => action.slice(8))).toEqual(['add', 'add', 'up', 'down', 'change', 'end'])
})

test('a rule that names nothing of the district, takes everything, or stands there already is refused', async () => {
  await added(administrator, 'group:waste', 'community:liuan', 'parks')
  const good = { matter: 'group:waste', place: 'community:wenlan', unit: 'parks' }
  const refusals: [Record<string, unknown>, number, string[]][] = [
    [{ ...good, matter: 'category:nothing' }, 422, ['rule.matter_unknown']],
    [{ ...good, matter: 'category:stalls-dispute' }, 422, ['rule.matter_unknown']],
    [{ ...good, matter: 'group:' }, 422, ['rule.matter_unknown']],
    [{ ...good, matter: '' }, 422, ['rule.matter_unknown']],
    [{ ...good, place: 'grid:QH-999' }, 422, ['rule.place_unknown']],
    [{ ...good, place: 'anywhere:x' }, 422, ['rule.place_unknown']],
    [{ ...good, place: '__proto__:x' }, 422, ['rule.place_unknown']],
    [{ ...good, unit: 'dissolved' }, 422, ['unit.unknown']],
    [{ ...good, unit: '' }, 422, ['unit.missing']],
    [{ ...good, matter: 'any', place: 'anywhere' }, 422, ['rule.too_wide']],
    [{ ...good, place: 'community:liuan', unit: 'health' }, 422, ['rule.twice']],
    [{ ...good, unit: ['parks'] }, 400, ['request.malformed']],
    [{ ...good, unit: 'x'.repeat(65) }, 400, ['request.malformed']],
    [{ ...good, position: 0 }, 400, ['request.malformed']],
  ]
  for (const [body, status, codes] of refusals) {
    const response = await addRule(administrator, body as { matter: string })
    expect([body, response.status, await codesOf(response)]).toEqual([body, status, codes])
  }
  expect((await rulesAs(moderator)).rules.length).toBe(1)
  expect(await codesOf(await moveRule(administrator, crypto.randomUUID(), { move: 'end' }))).toEqual(['rule.not_found'])
  expect(await codesOf(await moveRule(administrator, 'no-id', { move: 'end' }))).toEqual(['rule.not_found'])
})

test('two administrators at once: the second changes nothing and is told', async () => {
  const id = await added(administrator, 'group:waste', 'community:liuan', 'parks')
  const { version } = await rulesAs(administrator)
  const answers = await Promise.all([
    moveRule(administrator, id, { move: 'end', version }),
    addRule(administrator, { matter: 'group:dogs', place: 'anywhere', unit: 'parks', version }),
    moveRule(administrator, id, { move: 'change', matter: 'any', place: 'grid:QH-001', unit: 'health', version }),
  ])
  expect(answers.map(({ status }) => status).filter((status) => status === 409).length).toBe(2)
  expect((await rulesAs(administrator)).version).toBe(version + 1)
  const ok = await rowsOf(
    "SELECT id FROM audit_events WHERE action LIKE 'routing:%' AND result = 'ok' AND happened_at = (SELECT changed_at FROM routing_list)",
  )
  expect(ok.length).toBe(1)
})

test('a changed rule changes the proposal of every case at once; those with a unit are offered one by one', async () => {
  const waiting = await aCase()
  const given = await aCase()
  const chosen = await aCase()
  await moved(moderator, given.id, { move: 'accept' })
  await moved(moderator, given.id, { move: 'assign', unit: 'sanitation' })
  expect((await readAs(moderator, waiting.id)).proposal).toEqual({ unit: 'sanitation', rule: null })
  await new Promise((resolve) => setTimeout(resolve, 2))
  await added(administrator, 'group:waste', 'community:liuan', 'heyuan-street')
  expect((await readAs(moderator, waiting.id)).proposal).toEqual({ unit: 'heyuan-street', rule: 1 })

  await new Promise((resolve) => setTimeout(resolve, 2))
  await moved(moderator, chosen.id, { move: 'accept' })
  await moved(moderator, chosen.id, { move: 'assign', unit: 'sanitation' })
  const elsewhere = async () =>
    ((await (await asks(moderator, '/api/desk/routing/elsewhere')).json()) as Elsewhere).cases
  // Who was given it under these rules was meant; only the one from before would go elsewhere.
  const [one, ...rest] = await elsewhere()
  expect(rest).toEqual([])
  expect(one).toMatchObject({ id: given.id, unit: 'sanitation', would: 'heyuan-street', rule: 1 })
  const pressed = { move: 'transfer', unit: one!.would, note: '派单规则改了', version: one!.version }
  expect((await move(moderator, given.id, pressed)).status).toBe(200)
  expect(await elsewhere()).toEqual([])
  expect((await move(moderator, given.id, pressed)).status).toBe(409)
})

test('many cases assigned at once each go where the rules say', async () => {
  await added(administrator, 'any', 'community:wenlan', 'heyuan-street')
  const [here, there] = [await aCase(), await aCase({ community: 'wenlan' })]
  for (const { id } of [here, there]) await moved(moderator, id, { move: 'accept' })
  const cases = [here, there].map(({ id }) => ({ id, version: 2 }))
  const response = await asks(moderator, '/api/desk/tip-offs/moves', { json: { move: 'assign', cases } })
  expect(response.status).toBeLessThan(300)
  const units = [here, there].map(async ({ id }) => (await readAs(moderator, id)).tipOff.unit)
  expect(await Promise.all(units)).toEqual(['sanitation', 'heyuan-street'])
})

test('a unit, a grid or a community that the district has no more: the rule is passed over and says so', async () => {
  const id = await added(administrator, 'group:waste', 'community:liuan', 'parks')
  await env.DB.prepare("UPDATE routing_rules SET unit = 'dissolved' WHERE id = ?").bind(id).run()
  expect(await goes(waste)).toEqual(['sanitation', null])
  expect((await rulesAs(moderator)).rules).toMatchObject([{ unit: 'dissolved', unitGone: true, neverFits: false }])
  await env.DB.prepare("UPDATE routing_rules SET unit = 'parks', place = 'grid', place_id = 'QH-OLD' WHERE id = ?")
    .bind(id)
    .run()
  expect((await rulesAs(moderator)).rules).toMatchObject([{ unitGone: false, neverFits: true }])
  // A case whose unit is gone keeps its number and place; the desk sees the unit it had and where it would go.
  const { id: open } = await aCase()
  await moved(moderator, open, { move: 'accept' })
  await moved(moderator, open, { move: 'assign', unit: 'sanitation' })
  await env.DB.prepare("UPDATE tip_offs SET unit = 'dissolved' WHERE id = ?").bind(open).run()
  const view = await readAs(moderator, open)
  expect(view.tipOff.unit).toBe('dissolved')
  expect(view.proposal).toEqual({ unit: 'sanitation', rule: null })
  expect(view.allowedMoves).toContain('transfer')
  await moved(moderator, open, { move: 'transfer', unit: 'sanitation', note: '原单位已撤并' })
})

test('what is tried out has to be a category and a place, and changes nothing', async () => {
  const refusals: [Record<string, string>, string[]][] = [
    [{}, ['category.missing', 'community.missing']],
    [{ ...waste, category: 'nothing' }, ['category.wrong']],
    [{ ...waste, community: 'nowhere' }, ['community.wrong']],
    [{ ...waste, placeKind: 'moon' }, ['place_kind.wrong']],
    [{ ...waste, point: '在街上' }, ['position.wrong']],
    [{ category: 'waste-overflow', point: '0, 0' }, ['community.missing']],
  ]
  for (const [query, codes] of refusals) {
    const response = await tried(query)
    expect([query, response.status, await codesOf(response)]).toEqual([query, 422, codes])
  }
  expect(await goes({ ...waste, point: '0, 0' })).toEqual(['sanitation', null])
})
