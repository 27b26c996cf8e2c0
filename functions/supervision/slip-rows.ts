import type { Guard } from '../db/guard.ts'
import type { Colour, StandingSlip } from '../domain/slip.ts'
import type { Database, Statement } from '../http/app-types.ts'
import type { Watch } from './watch-rows.ts'

// Nothing of this colour in the unit's term, and nothing graver that stands.
const NONE_LIKE_IT = `NOT EXISTS (SELECT 1 FROM slips WHERE slips.tip_off_id = ? AND slips.term = ?
  AND (slips.colour = ? OR slips.withdrawn_at IS NULL AND INSTR('white yellow red', slips.colour) > INSTR('white yellow red', ?)))`
const WHILE_WATCHED = `FROM slip_watches WHERE id = ? AND next_colour = ? AND next_at = ? AND ${NONE_LIKE_IT}`
const WHILE_ASSIGNED = `FROM tip_offs WHERE id = ? AND version = ? AND status = 'assigned' AND ${NONE_LIKE_IT}`

/** Holds while the watch stands where it was read and no slip stands in the way: for the clock. */
export const whileWatched = ({ id, tip_off_id, term, next_colour, next_at }: Watch): Guard => ({
  from: WHILE_WATCHED,
  values: [id, next_colour, next_at, tip_off_id, term, next_colour, next_colour],
})

/** Holds while the case is with its unit as it was read, and no slip stands in the way: for one issued by hand. */
export const whileAssigned = (tipOff: { id: string; version: number }, term: number, colour: Colour): Guard => ({
  from: WHILE_ASSIGNED,
  values: [tipOff.id, tipOff.version, tipOff.id, term, colour, colour],
})

const COUNT = 'INSERT INTO slip_counters (year, colour, value) SELECT ?, ?, 1 '
const COUNT_UP = ' ON CONFLICT (year, colour) DO UPDATE SET value = value + 1'
const INSERT = `INSERT INTO slips (id, number, tip_off_id, unit, term, colour, deadline_at, due_at, overdue_days, issued_at,
    issued_by, reason)
  SELECT ?, '督〔' || ? || '〕' || ? ||
    printf('%03d', (SELECT value FROM slip_counters WHERE year = ? AND colour = ?)) || '号', ?, ?, ?, ?, ?, ?, ?, ?, ?, ? `
const SIGNS: Record<Colour, string> = { white: '白', yellow: '黄', red: '红' }

export type NewSlip = {
  id: string
  tipOffId: string
  unit: string
  term: number
  colour: Colour
  deadlineAt: number
  dueAt: number
  overdueDays: number
  issuedAt: number
  issuedBy: string | null
  reason: string | null
  /** The year its number counts in, by China's calendar. */
  year: string
}

/** The next number of its year and colour, and the slip that has it; both or, while the guard does not hold, none. */
export const insertSlip = (db: Database, slip: NewSlip, guard: Guard): Statement[] => [
  db.prepare(COUNT + guard.from + COUNT_UP).bind(slip.year, slip.colour, ...guard.values),
  db
    .prepare(INSERT + guard.from)
    .bind(
      ...[slip.id, slip.year, SIGNS[slip.colour], slip.year, slip.colour, slip.tipOffId, slip.unit, slip.term],
      ...[slip.colour, slip.deadlineAt, slip.dueAt, slip.overdueDays, slip.issuedAt, slip.issuedBy, slip.reason],
      ...guard.values,
    ),
]

/** Holds once the slip is there: for what goes with it in the same batch. */
export const whileIssued = (id: string): Guard => ({ from: 'FROM slips WHERE id = ?', values: [id] })

const STANDING = `SELECT colour, withdrawn_at IS NOT NULL AS withdrawn FROM slips WHERE tip_off_id = ? AND term = ?`

/** The slips a unit already has in its present term on the case. */
export const listStanding = async (db: Database, tipOffId: string, term: number): Promise<StandingSlip[]> => {
  const { results } = await db.prepare(STANDING).bind(tipOffId, term).all<{ colour: Colour; withdrawn: number }>()
  return results.map(({ colour, withdrawn }) => ({ colour, withdrawn: withdrawn === 1 }))
}

export type HeldCase = {
  number: string
  status: string
  version: number
  unit: string | null
  due_at: number
  /** When its present unit got it, as the clock counts; null while none has it. */
  term: number | null
}
const HELD = `SELECT number, status, version, unit, due_at,
    (SELECT term FROM slip_watches WHERE tip_off_id = tip_offs.id AND held_until IS NULL) AS term
  FROM tip_offs WHERE id = ?`

/** The case a slip would be issued on, with the unit that has it. */
export const findHeldCase = (db: Database, id: string): Promise<HeldCase | null> =>
  db.prepare(HELD).bind(id).first<HeldCase>()
