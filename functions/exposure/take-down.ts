import type { TakeDownInput } from '../domain/exposure-input.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Staff } from '../domain/staff.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import * as rows from './decision-rows.ts'
import { findExposed } from './exposure-rows.ts'
import { type DeskExposure, viewExposed } from './read-exposure.ts'

/**
 * Takes a case off the board at once, for a stated reason, whatever version somebody's page shows: one person is enough
 * to hide. Page, list, pictures and API find nothing from the next request on. `tip_off.not_found`,
 * `exposure.not_published`; each is recorded.
 */
export async function takeDown(
  env: Env,
  id: string,
  { reason }: TakeDownInput,
  staff: Staff,
  asked: { requestId: string; now: number },
): Promise<Outcome<DeskExposure>> {
  const { now } = asked
  const act = { staff, action: 'exposure:take_down', object: { kind: 'tip_off' as const, id }, ...asked }
  const found = isUuid(id) ? await findExposed(env.DB, id) : null
  if (!found) return refused('tip_off.not_found')
  const published = found.exposures.find(({ state }) => state === 'published')
  const guard = published && rows.whilePublished(published.id)
  const results =
    published && guard
      ? await env.DB.batch([
          rows.insertExposureEvent(
            env.DB,
            { tipOffId: id, kind: 'unpublish', staffId: staff.id, note: reason, now },
            guard,
          ),
          recordAct(env.DB, { ...act, result: 'ok', detail: reason }, guard),
          rows.recordTakeDown(env.DB, { id: published.id, kind: 'hidden', staffId: staff.id, reason, now }, guard),
        ])
      : []
  if ((results.at(-1)?.meta.changes ?? 0) === 0) {
    await recordRefusal(env.DB, act, 'exposure.not_published')
    return refused('exposure.not_published')
  }
  const after = await findExposed(env.DB, id)
  return after ? done(viewExposed(after, staff, now)) : refused('tip_off.not_found')
}
