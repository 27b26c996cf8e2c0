import type { Colour, SlipState } from '../domain/slip.ts'
import type { Database } from '../http/app-types.ts'

export type SlipRow = {
  id: string
  number: string
  tip_off_id: string
  case_number: string
  category: string
  community: string
  landmark: string
  case_status: string
  unit: string
  term: number
  colour: Colour
  deadline_at: number
  due_at: number
  overdue_days: number
  issued_at: number
  issuer: string | null
  reason: string | null
  note: string | null
  noter: string | null
  noted_at: number | null
  acknowledger: string | null
  acknowledged_at: number | null
  answer: string | null
  answerer: string | null
  answered_at: number | null
  withdrawer: string | null
  withdrawn_at: number | null
  withdrawn_reason: string | null
  remark: string | null
  version: number
  state: SlipState
}

const SLIPS = `SELECT slips.id, slips.number, tip_off_id, tip_offs.number AS case_number, category, community, landmark,
    tip_offs.status AS case_status, slips.unit, term, colour, deadline_at, slips.due_at, overdue_days, issued_at,
    issuer.name AS issuer, reason, note, noter.name AS noter, noted_at, acknowledger.name AS acknowledger, acknowledged_at,
    answer, answerer.name AS answerer, answered_at, withdrawer.name AS withdrawer, withdrawn_at, withdrawn_reason, remark,
    slips.version, state
  FROM slips JOIN tip_offs ON tip_offs.id = tip_off_id
    LEFT JOIN staff AS issuer ON issuer.id = issued_by LEFT JOIN staff AS noter ON noter.id = note_by
    LEFT JOIN staff AS acknowledger ON acknowledger.id = acknowledged_by
    LEFT JOIN staff AS answerer ON answerer.id = answered_by LEFT JOIN staff AS withdrawer ON withdrawer.id = withdrawn_by`
const BY_ID = SLIPS + ' WHERE slips.id = ? AND (? IS NULL OR slips.unit = ?)'

/** The slip, or null when there is none or it is another unit's. */
export const findSlip = (db: Database, id: string, scope: string | null): Promise<SlipRow | null> =>
  db.prepare(BY_ID).bind(id, scope, scope).first<SlipRow>()

/** What may be asked of a slip; `open`: neither answered nor withdrawn. */
export type Asked = {
  colour: Colour | null
  state: SlipState | null
  open: 1 | null
  unit: string | null
  tipOff: string | null
  number: string | null
  from: number | null
  to: number | null
}
// Each with the one value it is asked with; the order of the list is the slips' own.
const ASKED: Record<keyof Asked, string> = {
  colour: 'AND slips.colour = ?',
  state: 'AND slips.state = ?',
  open: 'AND slips.answered_at IS NULL AND slips.withdrawn_at IS NULL AND 1 = ?',
  unit: 'AND slips.unit = ?',
  tipOff: 'AND slips.tip_off_id = ?',
  number: 'AND ? IN (slips.number, tip_offs.number)',
  from: 'AND slips.due_at >= ?',
  to: 'AND slips.due_at < ?',
}

/** A page of slips, those that fell due last first. */
export const listSlips = async (
  db: Database,
  filter: Asked,
  before: { at: number; id: string },
  limit: number,
): Promise<SlipRow[]> => {
  const asked = (Object.keys(ASKED) as (keyof Asked)[]).filter((name) => filter[name] !== null)
  const order = 'ORDER BY slips.due_at DESC, slips.id DESC LIMIT ?'
  const sql = [SLIPS, 'WHERE (slips.due_at, slips.id) < (?, ?)', ...asked.map((name) => ASKED[name]), order].join(' ')
  const values = asked.map((name) => filter[name])
  return (
    await db
      .prepare(sql)
      .bind(before.at, before.id, ...values, limit)
      .all<SlipRow>()
  ).results
}

const UNANSWERED = `SELECT COUNT(*) AS n FROM (SELECT 1 FROM slips INDEXED BY slips_unanswered
  WHERE answered_at IS NULL AND withdrawn_at IS NULL AND colour IN (SELECT value FROM json_each(?1))
    AND (?2 IS NULL OR unit = ?2) LIMIT ?3)`

/** How many slips of these colours, of one unit or all, nobody answered yet; so many at most. */
export const countUnanswered = async (db: Database, colours: Colour[], unit: string | null, most: number) =>
  (await db.prepare(UNANSWERED).bind(JSON.stringify(colours), unit, most).first<{ n: number }>())?.n ?? 0
