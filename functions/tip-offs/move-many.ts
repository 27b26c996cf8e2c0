import { findCategory, findUnit, nameIn } from '../district.ts'
import type { BulkInput } from '../domain/bulk.ts'
import { NOTHING_TYPED } from '../domain/desk-move.ts'
import type { Outcome } from '../domain/outcome.ts'
import { fillBlanks } from '../domain/reply.ts'
import type { Staff } from '../domain/staff.ts'
import type { Env } from '../http/app-types.ts'
import { logFault } from '../http/fault-log.ts'
import * as rows from './bulk-rows.ts'
import { moveTipOff } from './move-tip-off.ts'
import { type BulkAct, readBulkAct } from './read-bulk-act.ts'
import { toMove } from './read-case.ts'

type Chosen = { category: string; unit: string | null }

const moveOf = (input: BulkInput, version: number, chosen: Chosen | undefined) => {
  const proposed = findCategory(chosen?.category ?? '')?.unit ?? ''
  const unit = input.move === 'assign' ? input.unit || proposed : ''
  const named = nameIn('zh-CN', findUnit(chosen?.unit ?? (unit || proposed)))
  const said = fillBlanks(input.said, { 承办单位: named || undefined })
  return { ...NOTHING_TYPED, move: input.move, version, said, unit, into: input.into }
}

/**
 * Makes one move on many cases. Each case moves by its own batch, or is refused for its own reason, and none stops the
 * next; what became of each is kept, so that it can be read again and taken back (`undoMany`).
 */
export async function moveMany(
  env: Env,
  input: BulkInput,
  staff: Staff,
  asked: { requestId: string; now: number },
): Promise<Outcome<BulkAct>> {
  const act = crypto.randomUUID()
  const chosen = new Map(
    (
      await rows.listChosen(
        env.DB,
        input.cases.map(({ id }) => id),
      )
    ).map((one) => [one.id, one]),
  )
  await rows.insertBulkAct(env.DB, { id: act, staffId: staff.id, move: input.move, now: asked.now })
  for (const { id, version } of input.cases) {
    const move = moveOf(input, version, chosen.get(id))
    const code = await moveTipOff(env, id, move, staff, asked, (row, guard) => [
      rows.insertDone(env.DB, act, { ...toMove(row), id, version: row.version }, guard),
    ]).then(
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
