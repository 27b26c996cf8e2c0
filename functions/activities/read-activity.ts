import { findCentre } from '../district.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Staff } from '../domain/staff.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env } from '../http/app-types.ts'
import { readCursor, writeCursor } from '../http/cursor.ts'
import { centresJson, reachesCentre } from '../staff/centre-scope.ts'
import { findDeskActivity, findDeskShift, listDeskShifts, listTeamChoices } from './desk-rows.ts'
import { deskActivity, deskShift, listedActivity, type DeskActivity, type DeskShift } from './desk-view.ts'
import { listDeskActivities, SHOWN, type Shown } from './list-rows.ts'

const PAGE = 20

/** A page of activities this person answers for; `centre` narrows it, and one out of reach shows nothing. */
export async function listActivities(
  env: Env,
  staff: Staff,
  asked: { show?: string | undefined; centre?: string | undefined; after?: string | undefined; now: number },
) {
  const shown: Shown = SHOWN.find((one) => one === asked.show) ?? 'coming'
  const one = asked.centre && findCentre(asked.centre) ? asked.centre : null
  const centres = one === null ? centresJson(staff) : JSON.stringify(reachesCentre(staff, one) ? [one] : [])
  const query = { centres, after: readCursor(asked.after), now: asked.now, limit: PAGE + 1 }
  const rows = await listDeskActivities(env.DB, shown, query)
  const page = rows.slice(0, PAGE)
  const last = page.at(-1)
  return {
    activities: page.map(listedActivity),
    next: rows.length > PAGE && last ? writeCursor({ at: last.sort_at, id: last.id }) : null,
  }
}

/** An activity with all its shifts. `activity.not_found` also for one of a centre out of reach. */
export async function readActivity(
  env: Env,
  id: string,
  staff: Staff,
): Promise<Outcome<{ activity: DeskActivity; shifts: DeskShift[] }>> {
  const row = isUuid(id) ? await findDeskActivity(env.DB, id, centresJson(staff)) : null
  if (!row) return refused('activity.not_found')
  return done({ activity: deskActivity(row), shifts: (await listDeskShifts(env.DB, id)).map(deskShift) })
}

/** One shift with the activity it belongs to. `shift.not_found` also for one of a centre out of reach. */
export async function readShift(
  env: Env,
  id: string,
  staff: Staff,
): Promise<Outcome<{ activity: DeskActivity; shift: DeskShift }>> {
  const row = isUuid(id) ? await findDeskShift(env.DB, id, centresJson(staff)) : null
  const activity = row && (await findDeskActivity(env.DB, row.activity_id, null))
  if (!row || !activity) return refused('shift.not_found')
  return done({ activity: deskActivity(activity), shift: deskShift(row) })
}

/** The teams that an activity of this person's centres may name. */
export const listTeamsToName = (env: Env, staff: Staff) => listTeamChoices(env.DB, centresJson(staff))
