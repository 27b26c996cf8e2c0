import { standingOf, type MarkKind, type Standing } from '../domain/attendance.ts'
import { refused, done, type Outcome } from '../domain/outcome.ts'
import { may, type Staff } from '../domain/staff.ts'
import type { AgeBand, SignUpState } from '../domain/volunteer.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct } from '../staff/audit.ts'
import { reachesCentre } from '../staff/centre-scope.ts'
import { openContact } from '../volunteers/person.ts'
import { isUuid } from '../domain/uuid.ts'
import { maskName } from '../domain/mask-name.ts'
import * as rows from './rows.ts'

export type RosterRecord = {
  id: string
  inAt: number | null
  outAt: number | null
  noShow: boolean
  minutes: number
  corrected: boolean
  reason: string | null
  disputedAt: number | null
  disputedSaid: string | null
  disputeAnswer: string | null
  version: number
}
export type RosterPerson = {
  signUp: string
  state: SignUpState
  party: string
  volunteer: string
  /** In full for who may mark; `李*` for who only looks on; empty when the volunteer had their name deleted. */
  name: string
  /** The last four digits of the mobile; null for who only looks on. */
  phone: string | null
  checkCode: string | null
  ageBand: AgeBand
  standing: Standing
  marks: { id: string; kind: MarkKind; how: string; by: string | null; at: number }[]
  record: RosterRecord | null
}
export type Roster = {
  shift: { id: string; startsAt: number; endsAt: number; capacity: number; cancelled: boolean }
  activity: { id: string; number: string; title: string; place: string; centre: string }
  people: RosterPerson[]
  mayMark: boolean
  readAt: number
}

const recordView = (row: rows.RecordRow): RosterRecord => ({
  id: row.id,
  inAt: row.in_at,
  outAt: row.out_at,
  noShow: row.no_show === 1,
  minutes: row.minutes,
  corrected: row.corrected === 1,
  reason: row.reason,
  disputedAt: row.disputed_at,
  disputedSaid: row.disputed_said,
  disputeAnswer: row.dispute_answer,
  version: row.version,
})

/** The roster as this member of staff may see it; who calls this has recorded that it was opened. */
export const viewRoster = async (env: Env, shift: rows.ShiftRow, staff: Staff, now: number): Promise<Roster> => {
  const { people, marks, records } = await rows.listRoster(env.DB, shift.id)
  const mayMark = may(staff.role, 'attendance:mark')
  const marksOf = Map.groupBy(marks, ({ sign_up_id }) => sign_up_id)
  const recordOf = new Map(records.map((record) => [record.sign_up_id, record]))
  const view = async (row: rows.SignUpRow): Promise<RosterPerson> => {
    const contact = await openContact(env, row.contact_sealed, row.volunteer_id)
    const { name, phone } = contact ?? { name: '', phone: '' }
    const own = (marksOf.get(row.id) ?? []).map(({ id, kind, how, staff_name, marked_at }) => ({
      ...{ id, kind, how, by: staff_name, at: marked_at },
    }))
    const record = recordOf.get(row.id)
    return {
      signUp: row.id,
      state: row.state,
      party: row.party,
      volunteer: row.volunteer_number,
      name: mayMark ? name : maskName(name),
      phone: mayMark ? phone.slice(-4) : null,
      checkCode: mayMark ? row.check_code : null,
      ageBand: row.age_band,
      standing: record?.corrected ? standingOfRecord(record) : standingOf(own),
      marks: own,
      record: record ? recordView(record) : null,
    }
  }
  return {
    shift: {
      id: shift.id,
      startsAt: shift.starts_at,
      endsAt: shift.ends_at,
      capacity: shift.capacity,
      cancelled: shift.state === 'cancelled',
    },
    activity: {
      id: shift.activity_id,
      number: shift.number,
      title: shift.title,
      place: shift.place,
      centre: shift.centre,
    },
    people: await Promise.all(people.map(view)),
    mayMark,
    readAt: now,
  }
}

const standingOfRecord = ({ no_show, minutes, in_at }: rows.RecordRow): Standing =>
  no_show === 1 ? 'no_show' : minutes > 0 || in_at !== null ? 'out' : 'none'

/** The shift, if it is within this member of staff's reach; another centre's does not exist. */
export const findReachable = async (env: Env, id: string, staff: Staff): Promise<rows.ShiftRow | null> => {
  const shift = isUuid(id) ? await rows.findShift(env.DB, id) : null
  return shift && reachesCentre(staff, shift.centre) ? shift : null
}

/** Opens the roster of a shift: who comes, who is here, whose hours count. One audit row each time, before any name. */
export async function readRoster(
  env: Env,
  id: string,
  staff: Staff,
  asked: { requestId: string; now: number },
): Promise<Outcome<Roster>> {
  const shift = await findReachable(env, id, staff)
  if (!shift) return refused('shift.not_found')
  await recordAct(env.DB, {
    ...{ staff, action: 'attendance:read', object: { kind: 'shift', id }, result: 'ok', ...asked },
  }).run()
  return done(await viewRoster(env, shift, staff, asked.now))
}
