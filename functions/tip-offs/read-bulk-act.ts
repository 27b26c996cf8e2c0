import { BULK } from '../domain/bulk.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Staff } from '../domain/staff.ts'
import type { Env } from '../http/app-types.ts'
import { type BulkCaseRow, findBulkAct } from './bulk-rows.ts'

const caseView = (row: BulkCaseRow) => ({
  id: row.tip_off_id,
  number: row.number,
  category: row.category,
  community: row.community,
  landmark: row.landmark,
  version: row.version,
  /** 'ok', or the code of the refusal. */
  result: row.result,
  /** null: nobody tried; 'ok', or why not. */
  undone: row.undone,
  /** The reporter had been told before it was taken back. */
  told: row.told > 0,
})
export type BulkAct = {
  id: string
  move: string
  madeAt: number
  undoUntil: number
  undoneAt: number | null
  cases: ReturnType<typeof caseView>[]
}

/** What this person did to many cases at once, and what became of each. Refusal: `bulk_act.not_found`. */
export async function readBulkAct(env: Env, id: string, staff: Staff): Promise<Outcome<BulkAct>> {
  const found = isUuid(id) ? await findBulkAct(env.DB, id, staff.id) : null
  if (!found) return refused('bulk_act.not_found')
  const { act, cases } = found
  return done({
    id: act.id,
    move: act.move,
    madeAt: act.made_at,
    undoUntil: act.made_at + BULK.undoMs,
    undoneAt: act.undone_at,
    cases: cases.map(caseView),
  })
}
