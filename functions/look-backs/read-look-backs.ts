import { type LookBackFilter, lookBackSpan, mendedIt } from '../domain/look-back.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import { may, scopeOf, type Staff } from '../domain/staff.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env } from '../http/app-types.ts'
import { type Cursor, NEWEST, readCursor, writeCursor } from '../http/cursor.ts'
import { paths } from '../paths.ts'
import { findLastDraw } from './draw-rows.ts'
import { findLookBack, listLookBacks, listOfCase, type LookBackRow } from './look-back-rows.ts'

const PAGE = 30
/** Before everything: where what is due first begins. */
const SOONEST: Cursor = { at: -1, id: '' }

type Picture = { id: string; width: number; height: number }
/** The photos of a look-back as its row holds them; `sha256` tells one sent twice. */
export const photosOf = ({ photos }: LookBackRow) => JSON.parse(photos) as (Picture & { sha256: string })[]
export const photoView = (lookBack: string, { id, width, height }: Picture) => ({
  ...{ id, url: paths.api.lookBackPhoto(lookBack, id), width, height },
})

/** Whether this person may record what is found there now: never who mended it. */
export const mayRecord = (row: LookBackRow, staff: Staff): boolean =>
  row.state === 'open' &&
  may(staff.role, 'look_back:do') &&
  !mendedIt({ unit: row.unit, rectifiedBy: row.rectified_by }, staff)

/** A look-back as the desk sees it: which case, where, how it looked when it was mended, and what was found. */
export const lookBackView = (row: LookBackRow, staff: Staff) => {
  const after = row.after_photo === null ? null : (JSON.parse(row.after_photo) as Picture)
  return {
    id: row.id,
    state: row.state,
    version: row.version,
    unit: row.unit,
    closedAt: row.closed_at,
    pickedAt: row.picked_at,
    dueAt: row.due_at,
    tipOff: {
      id: row.tip_off_id,
      number: row.case_number,
      status: row.case_status,
      category: row.category,
      community: row.community,
      landmark: row.landmark,
      lng: row.lng,
      lat: row.lat,
    },
    after: after && { url: paths.api.deskPhoto(after.id), width: after.width, height: after.height },
    photos: photosOf(row).map((photo) => photoView(row.id, photo)),
    looked: row.looked_at === null ? null : { by: row.looker, at: row.looked_at, note: row.note },
    mayRecord: mayRecord(row, staff),
  }
}
export type DeskLookBack = ReturnType<typeof lookBackView>

/** One look-back; what is not for this person to see does not exist: `look_back.not_found`. */
export const readLookBack = async (env: Env, id: string, staff: Staff): Promise<Outcome<DeskLookBack>> => {
  const row = isUuid(id) ? await findLookBack(env.DB, id, scopeOf(staff)) : null
  return row ? done(lookBackView(row, staff)) : refused('look_back.not_found')
}

/** The look-backs of one case, for its page. */
export const readLookBacksOfCase = async (env: Env, tipOff: string, staff: Staff) => {
  const rows = isUuid(tipOff) ? await listOfCase(env.DB, tipOff, scopeOf(staff)) : []
  return { lookBacks: rows.map((row) => lookBackView(row, staff)), next: null, draw: null }
}

/**
 * A page of look-backs: those open by what is due first, those over the last first. A handler's are of their own unit.
 * `draw` says how the last sample was drawn, to the office only.
 */
export const readLookBacks = async (
  env: Env,
  filter: LookBackFilter,
  staff: Staff,
  after: string | undefined,
  now: number,
) => {
  const scope = scopeOf(staff)
  const from = readCursor(after) ?? (filter.state === 'open' ? SOONEST : NEWEST)
  const asked = { ...filter, unit: scope ?? filter.unit }
  const [rows, draw] = await Promise.all([
    listLookBacks(env.DB, asked, scope, lookBackSpan(filter, now), from, PAGE + 1),
    scope === null ? findLastDraw(env.DB) : null,
  ])
  const page = rows.slice(0, PAGE)
  const last = page.at(-1)
  return {
    lookBacks: page.map((row) => lookBackView(row, staff)),
    next: rows.length > PAGE && last ? writeCursor({ at: last.due_at, id: last.id }) : null,
    draw: draw && { week: draw.week, closed: draw.closed, picked: draw.picked, at: draw.drawn_at },
  }
}
export type LookBackPage = Awaited<ReturnType<typeof readLookBacks>>
