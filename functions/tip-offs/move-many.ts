import type { Guard } from '../db/guard.ts'
import { findUnit, nameIn } from '../district.ts'
import type { BulkInput } from '../domain/bulk.ts'
import { NOTHING_TYPED } from '../domain/desk-move.ts'
import { type Outcome, refused } from '../domain/outcome.ts'
import { fillBlanks } from '../domain/reply.ts'
import { may, type Staff } from '../domain/staff.ts'
import type { MoveName } from '../domain/tip-off.ts'
import type { Env, Statement } from '../http/app-types.ts'
import { logFault } from '../http/fault-log.ts'
import { gridNow } from '../routing/grids.ts'
import { readRouting, type Routing } from '../routing/read-routing.ts'
import { recordRefusal } from '../staff/audit.ts'
import * as rows from './bulk-rows.ts'
import type { DeskRow } from './desk-rows.ts'
import { markUrgent } from './mark-case.ts'
import { moveTipOff } from './move-tip-off.ts'
import { type BulkAct, readBulkAct } from './read-bulk-act.ts'
import { toMove } from './read-case.ts'

type Asked = { requestId: string; now: number }
type Alongside = (row: DeskRow, guard: Guard) => Statement[]

/** Where the rules send this case. */
const proposedFor = ({ propose }: Routing, chosen: rows.Chosen): string => {
  const { category, community, street, place_kind: placeKind } = chosen
  return propose({ category, community, street, placeKind, grid: gridNow(chosen)?.id ?? null })?.unit ?? ''
}

/** A mark is for whoever may make it on one case; in a bulk act the right is asked for here. */
const markOne = async (env: Env, id: string, version: number, staff: Staff, asked: Asked, alongside: Alongside) => {
  if (may(staff.role, 'tip_off:mark')) {
    return markUrgent(env, id, { urgent: true, note: '', version }, staff, asked, alongside)
  }
  const act = { staff, action: 'tip_off:mark_urgent', object: { kind: 'tip_off' as const, id }, ...asked }
  await recordRefusal(env.DB, act, 'staff.not_allowed')
  return refused('staff.not_allowed')
}

const moveOf = (
  input: BulkInput & { move: MoveName },
  version: number,
  chosen: rows.Chosen | undefined,
  routing: Routing,
) => {
  const proposed = chosen ? proposedFor(routing, chosen) : ''
  const unit = input.move === 'assign' ? input.unit || proposed : ''
  const named = nameIn('zh-CN', findUnit(chosen?.unit ?? (unit || proposed)))
  const said = fillBlanks(input.said, { 承办单位: named || undefined })
  return { ...NOTHING_TYPED, move: input.move, version, said, unit, into: input.into }
}

/**
 * Makes one move on many cases. Each case moves by its own batch, or is refused for its own reason, and none stops the
 * next; what became of each is kept, so that it can be read again and taken back (`undoMany`).
 */
export async function moveMany(env: Env, input: BulkInput, staff: Staff, asked: Asked): Promise<Outcome<BulkAct>> {
  const act = crypto.randomUUID()
  const chosen = new Map(
    (
      await rows.listChosen(
        env.DB,
        input.cases.map(({ id }) => id),
      )
    ).map((one) => [one.id, one]),
  )
  const routing = await readRouting(env)
  await rows.insertBulkAct(env.DB, { id: act, staffId: staff.id, move: input.move, now: asked.now })
  for (const { id, version } of input.cases) {
    const alongside: Alongside = (row, guard) => [
      rows.insertDone(env.DB, act, { ...toMove(row), id, version: row.version }, guard),
    ]
    const { move } = input
    const one =
      move === 'mark_urgent'
        ? markOne(env, id, version, staff, asked, alongside)
        : moveTipOff(env, id, moveOf({ ...input, move }, version, chosen.get(id), routing), staff, asked, alongside)
    const code = await one.then(
      (outcome) => (outcome.ok ? null : (outcome.issues[0]?.code ?? '')),
      (error: unknown) => {
        logFault('bulk move', error instanceof Error ? (error.stack ?? error.name) : 'Error', asked.requestId)
        return 'request.unavailable'
      },
    )
    if (code !== null) await rows.recordNotDone(env.DB, act, id, code)
  }
  return readBulkAct(env, act, staff)
}
