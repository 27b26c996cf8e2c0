import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shippedCalendar as calendar } from '../../functions/district.ts'
import { allowedMoves, type CaseToMove, checkMove } from '../../functions/domain/check-move.ts'
import { NOTHING_TYPED } from '../../functions/domain/desk-move.ts'
import { DAY, shanghaiDay } from '../../functions/domain/shanghai-day.ts'
import type { Staff } from '../../functions/domain/staff.ts'
import { EXTENSIONS, type Move, MOVE_NAMES, type MoveName, moves, type Status } from '../../functions/domain/tip-off.ts'
import { addWorkingHours } from '../../functions/domain/work-days.ts'

const HOURS = 16
const UNITS = ['sanitation', 'parks', 'health']
const moderators: Staff[] = ['m1', 'm2'].map((id) => ({ id, name: id, role: 'moderator', unit: null }))
const handlers: Staff[] = UNITS.map((unit) => ({ id: 'h-' + unit, name: unit, role: 'handler', unit }))
const onlookers: Staff[] = (['supervisor', 'administrator'] as const).map((role) => ({
  id: role,
  name: role,
  role,
  unit: null,
}))
// The office moves most.
const everybody = [...moderators, ...moderators, ...moderators, ...handlers, ...onlookers]

const start = Date.parse('2026-11-24T10:00:00+08:00')
const filed: CaseToMove = {
  ...{ number: '261124-0001', door: 'problem', status: 'received', unit: null, jointUnits: [] },
  ...{ category: 'waste-overflow', placeKind: null, street: 's', community: 'liuan', landmark: '东门' },
  ...{ lng: null, lat: null, accuracyM: null, grid: null, dueAt: start + 2 * DAY, assignedAt: null, transfers: 0 },
  ...{ receivedAt: start, closedDays: null },
  ...{ extensionUntil: null, extendedCount: 0, backloggedAt: null, backlogUntil: null, dueBeforeBacklog: null },
  ...{ rectifiedBy: null, closedAt: null, rating: null, reopenedCount: 0, mergedInto: null, questionOpen: false },
  ...{ publishedAt: null, publicText: null },
}

const step = fc.record({
  name: fc.constantFrom(...MOVE_NAMES),
  who: fc.constantFrom(...everybody),
  unit: fc.constantFrom(...UNITS, ...UNITS, 'gone', ''),
  said: fc.constantFrom('好的，谢谢。', '好的，谢谢。', ''),
  note: fc.constantFrom('原因', '原因', ''),
  days: fc.integer({ min: -1, max: 6 }),
  passes: fc.integer({ min: 0, max: DAY / 2 }),
  likely: fc.constantFrom(true, true, true, false),
})

/** With a unit that has it: these three, whatever else happened. A merged or refused case may still name its last one. */
const IN_HAND: readonly Status[] = ['assigned', 'rectified', 'verified']
const outOfPlace = ['tip_off.move_not_allowed', 'staff.not_allowed', 'tip_off.lead_only']

test('however staff walk through the moves, the case stays one that can be', () => {
  const made = new Set<MoveName>()
  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 60, size: 'max' }), (steps) => {
      let now = start
      let tipOff = filed
      for (const { name, who, unit, said, note, days, passes, likely } of steps) {
        now += passes
        // Most steps are ones the desk offers; the rest are anything at all.
        const offered = allowedMoves(tipOff, who)
        const rare = offered.filter((one) => one.endsWith('_extension'))
        const drawn = [...offered, ...rare, ...rare, ...rare]
        const move = likely && drawn.length > 0 ? drawn[MOVE_NAMES.indexOf(name) % drawn.length]! : name
        const typed = { unit, said, note, until: shanghaiDay(tipOff.dueAt + days * DAY) }
        const input = { ...NOTHING_TYPED, ...typed, move, version: 1, into: '261124-0002' }
        const outcome = checkMove(tipOff, input, who, {
          ...{ now, calendar, deadlineHours: HOURS, dueAt: addWorkingHours(now, HOURS, calendar), matter: null },
          ...{ photos: [{ kind: 'after', redacted: true }], into: { number: '261124-0002', status: 'received' } },
          ...{ unitExists: UNITS.includes(unit), spot: null },
        })
        // Buttons and checks agree: what is offered is refused only for what was typed, what is made was offered.
        if (outcome.ok) expect(offered).toContain(move)
        else if (offered.includes(move)) expect(outOfPlace).not.toContain(outcome.issues[0]?.code)
        if (!outcome.ok) continue
        made.add(move)
        const { pictures: _pictures, ...after } = outcome.value
        const left = (move === 'hand_back' || move === 'transfer') && tipOff.unit !== after.unit
        expect(after.transfers).toBe(tipOff.transfers + (left ? 1 : 0))
        expect((moves[move] as Move).from).toContain(tipOff.status)
        if (move === 'rectify') expect(who.role === 'moderator' || who.unit === tipOff.unit).toBe(true)
        if (move === 'ask_extension') expect(after.extensionUntil).toBeGreaterThan(tipOff.dueAt)
        if (move === 'grant_extension') expect(after.dueAt).toBeGreaterThan(Math.max(now, tipOff.dueAt))
        if (move === 'backlog') expect(after.dueAt).toBe(after.backlogUntil)
        const joined = { joint: [...tipOff.jointUnits, unit], unjoint: tipOff.jointUnits.filter((one) => one !== unit) }
        const jointUnits = joined[move as 'joint'] ?? tipOff.jointUnits.filter((one) => one !== after.unit)
        const { number, door, receivedAt } = tipOff
        tipOff = { ...after, number, door, receivedAt, jointUnits }

        if (IN_HAND.includes(tipOff.status)) expect(tipOff.unit).not.toBeNull()
        expect(tipOff.assignedAt !== null).toBe([...IN_HAND, 'closed'].includes(tipOff.status))
        expect(tipOff.extendedCount).toBeLessThanOrEqual(EXTENSIONS.max)
        if (tipOff.extensionUntil !== null) expect(tipOff.status).toBe('assigned')
        expect([tipOff.backlogUntil === null, tipOff.dueBeforeBacklog === null]).toEqual(
          Array(2).fill(tipOff.backloggedAt === null),
        )
        if (tipOff.backlogUntil !== null) expect(['rectified', 'verified', 'closed']).not.toContain(tipOff.status)
        expect(tipOff.closedAt !== null).toBe(tipOff.status === 'closed')
        expect(tipOff.mergedInto !== null).toBe(tipOff.status === 'merged')
        if (tipOff.status === 'verified') expect(tipOff.rectifiedBy).not.toBeNull()
        expect(new Set(tipOff.jointUnits).size).toBe(tipOff.jointUnits.length)
      }
    }),
    { numRuns: 400, seed: 20261123 },
  )
  // The walks went everywhere staff can go on a problem (what a spot is, the place’s own tests tell).
  const ways = MOVE_NAMES.filter((name) => {
    const { by, door } = moves[name] as Move
    return door !== 'praise' && by.some((one) => one === 'moderator' || one === 'handler')
  })
  expect(ways.filter((name) => !made.has(name))).toEqual([])
})
