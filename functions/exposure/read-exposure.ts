import { district, findCategory } from '../district.ts'
import { mayBeProposed, usualLastDay } from '../domain/exposure.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import { may, type Staff } from '../domain/staff.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env } from '../http/app-types.ts'
import { type ExposureRow, findExposed } from './exposure-rows.ts'

type Found = NonNullable<Awaited<ReturnType<typeof findExposed>>>

const picturesOf = ({ pictures }: ExposureRow) =>
  (JSON.parse(pictures) as [string, string][]).map(([photo, key]) => ({ photo, key }))

export const exposureView = (row: ExposureRow) => ({
  id: row.id,
  state: row.state,
  publicText: row.public_text,
  until: row.until,
  /** One person published it, before two were needed. */
  unchecked: row.unchecked === 1,
  proposedBy: row.proposer,
  proposedAt: row.proposed_at,
  decidedBy: row.decider,
  decidedAt: row.decided_at,
  reason: row.reason,
  endedKind: row.ended_kind,
  endedBy: row.ender,
  endedAt: row.ended_at,
  endedReason: row.ended_reason,
  pictures: picturesOf(row),
})

/** How close the board says where it was: as the case's category has it, praise no closer than the community. */
const precisionOf = (category: string) => findCategory(category)?.place_precision ?? 'community'

/** What a moderator needs to propose a case or to judge a proposal. */
export const viewExposed = ({ tipOff, photos, exposures }: Found, staff: Staff, now: number) => {
  const proposal = exposures.find(({ state }) => state === 'proposed')
  const published = exposures.find(({ state }) => state === 'published')
  const own = proposal?.proposed_by === staff.id
  const decides = proposal !== undefined && may(staff.role, 'exposure:decide')
  return {
    tipOff: {
      ...{ id: tipOff.id, number: tipOff.number, door: tipOff.door, status: tipOff.status, version: tipOff.version },
      ...{ category: tipOff.category, street: tipOff.street, community: tipOff.community, landmark: tipOff.landmark },
      ...{ text: tipOff.text, placePrecision: precisionOf(tipOff.category) },
    },
    photos: photos.map(({ id, kind, width, height, public_key }) => ({ id, kind, width, height, key: public_key })),
    proposal: proposal ? { ...exposureView(proposal), own } : null,
    published: published ? exposureView(published) : null,
    past: exposures.filter((one) => one !== proposal && one !== published).map(exposureView),
    usualUntil: usualLastDay(now, district.exposure),
    may: {
      propose: !proposal && mayBeProposed(tipOff.status) && may(staff.role, 'exposure:propose'),
      approve: decides && !own,
      withdraw: own && proposal !== undefined,
      takeDown: published !== undefined && may(staff.role, 'exposure:take_down'),
    },
  }
}
export type DeskExposure = ReturnType<typeof viewExposed>

/** How a case stands with the exposure board; `tip_off.not_found`. */
export const readExposure = async (env: Env, id: string, staff: Staff, now: number): Promise<Outcome<DeskExposure>> => {
  const found = isUuid(id) ? await findExposed(env.DB, id) : null
  return found ? done(viewExposed(found, staff, now)) : refused('tip_off.not_found')
}
