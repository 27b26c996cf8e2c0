import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Matter, type Place, type RoutingRule, routeOf, type ToRoute } from '../../functions/domain/routing.ts'

const units = ['a', 'b', 'c', 'gone']
const isUnit = (unit: string) => unit !== 'gone'
const about: ToRoute = {
  ...{ category: 'waste-overflow', group: 'waste', grid: 'QH-001' },
  ...{ community: 'liuan', street: 'heyuan-street', placeKind: 'market' },
}
const rule = (id: string, matter: Matter, place: Place, unit: string): RoutingRule => ({ id, matter, place, unit })

test('the first rule that fits wins, and the category’s unit where none does', () => {
  const rules = [
    rule('1', { kind: 'category', id: 'dogs-lead' }, { kind: 'anywhere' }, 'b'),
    rule('2', { kind: 'group', id: 'waste' }, { kind: 'community', id: 'liuan' }, 'c'),
    rule('3', { kind: 'any' }, { kind: 'place_kind', id: 'market' }, 'b'),
  ]
  expect(routeOf(rules, about, 'a', isUnit)).toEqual({ unit: 'c', by: { kind: 'rule', number: 2, id: '2' } })
  expect(routeOf(rules, { ...about, community: 'wenlan' }, 'a', isUnit)).toMatchObject({ unit: 'b', by: { number: 3 } })
  const elsewhere = { ...about, community: 'wenlan', placeKind: null }
  expect(routeOf(rules, elsewhere, 'a', isUnit)).toEqual({ unit: 'a', by: { kind: 'category' } })
  expect(routeOf(rules, elsewhere, null, isUnit)).toBeNull()
})

test('a case without grid, group or place kind fits no rule about them', () => {
  const bare = { ...about, grid: null, group: null, placeKind: null }
  const places: Place[] = [
    { kind: 'grid', id: 'null' },
    { kind: 'place_kind', id: '' },
  ]
  for (const place of places)
    expect(routeOf([rule('1', { kind: 'any' }, place, 'b')], bare, 'a', isUnit)?.unit).toBe('a')
  const group = rule('1', { kind: 'group', id: 'waste' }, { kind: 'anywhere' }, 'b')
  expect(routeOf([group], bare, 'a', isUnit)?.unit).toBe('a')
})

test('whatever the rules, the answer is the first that fits and whose unit there is', () => {
  const id = fc.constantFrom('x', 'y')
  const matter: fc.Arbitrary<Matter> = fc.oneof(
    fc.constant<Matter>({ kind: 'any' }),
    fc.record({ kind: fc.constantFrom('group' as const, 'category' as const), id }),
  )
  const place: fc.Arbitrary<Place> = fc.oneof(
    fc.constant<Place>({ kind: 'anywhere' }),
    fc.record({ kind: fc.constantFrom('grid', 'community', 'street', 'place_kind'), id }) as fc.Arbitrary<Place>,
  )
  const toRoute: fc.Arbitrary<ToRoute> = fc.record({
    category: id,
    group: fc.option(id),
    grid: fc.option(id),
    community: id,
    street: id,
    placeKind: fc.option(id),
  })
  const rules = fc.array(fc.record({ id: fc.uuid(), matter, place, unit: fc.constantFrom(...units) }), { maxLength: 8 })
  fc.assert(
    fc.property(rules, toRoute, fc.option(fc.constantFrom(...units)), (list, one, fallback) => {
      const fits = ({ matter: m, place: p, unit }: RoutingRule) =>
        unit !== 'gone' &&
        (m.kind === 'any' || { group: one.group, category: one.category }[m.kind] === m.id) &&
        (p.kind === 'anywhere' ||
          { grid: one.grid, community: one.community, street: one.street, place_kind: one.placeKind }[p.kind] === p.id)
      const route = routeOf(list, one, fallback, isUnit)
      const first = list.find(fits)
      if (first)
        expect(route).toEqual({ unit: first.unit, by: { kind: 'rule', number: list.indexOf(first) + 1, id: first.id } })
      else expect(route?.unit ?? null).toBe(fallback === 'gone' ? null : fallback)
    }),
  )
})
