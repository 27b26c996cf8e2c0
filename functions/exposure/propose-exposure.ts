import { district } from '../district.ts'
import { lacksPair, mayBeProposed, readLastDay } from '../domain/exposure.ts'
import type { CheckedPicture, ExposureInput } from '../domain/exposure-input.ts'
import { done, refused, type Issue, type Outcome } from '../domain/outcome.ts'
import type { Staff } from '../domain/staff.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env } from '../http/app-types.ts'
import { recordMessage } from '../outbox/rows.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import { insertExposureEvent } from './decision-rows.ts'
import * as rows from './exposure-rows.ts'
import { type DeskExposure, viewExposed } from './read-exposure.ts'

type Found = NonNullable<Awaited<ReturnType<typeof rows.findExposed>>>

/** What is wrong with one picture as it was looked at; `field` is the picture's own. */
const pictureIssues = ({ photos }: Found, seen: CheckedPicture): Issue[] => {
  const field = `picture-${seen.photo}`
  const photo = photos.find(({ id }) => id === seen.photo)
  if (!photo?.public_key) return [{ code: 'mask_check.not_covered', field }]
  if (photo.public_key !== seen.key) return [{ code: 'exposure.picture_changed', field }]
  if (seen.minors === 'recognisable') return [{ code: 'mask_check.minor', field }]
  const looked = seen.faces && seen.plates && seen.names && seen.minors === 'clear'
  return looked ? [] : [{ code: 'mask_check.missing', field }]
}

const issuesOf = (found: Found, { pictures }: ExposureInput): Issue[] => {
  if (new Set(pictures.map(({ photo }) => photo)).size < pictures.length) return [{ code: 'request.malformed' }]
  const chosen = found.photos.filter(({ id }) => pictures.some(({ photo }) => photo === id))
  if (lacksPair(found.tipOff.door, found.photos, chosen)) return [{ code: 'exposure.pair_missing', field: 'pictures' }]
  return pictures.flatMap((seen) => pictureIssues(found, seen))
}

/**
 * One person asks that a closed case be published, having looked at every picture's very rendition for faces, plates,
 * names and minors. Nothing is public by it: a second person approves. Proposal, event, audit row and message in one batch.
 * `tip_off.not_found`, `exposure.case_changed`, `exposure.not_closed`, `exposure.already_proposed`,
 * `exposure.pair_missing`, `exposure.picture_changed`, `mask_check.not_covered`, `mask_check.missing`,
 * `mask_check.minor` (a minor can be recognised: that picture is never public), `exposure_until.*`; each is recorded.
 */
export async function proposeExposure(
  env: Env,
  id: string,
  input: ExposureInput,
  staff: Staff,
  asked: { requestId: string; now: number },
): Promise<Outcome<DeskExposure>> {
  const { now } = asked
  const act = { staff, action: 'exposure:propose', object: { kind: 'tip_off' as const, id }, ...asked }
  const refuse = async <R extends { ok: false; issues: Issue[] }>(refusal: R): Promise<R> => {
    await recordRefusal(env.DB, act, refusal.issues[0]?.code ?? '')
    return refusal
  }
  const found = isUuid(id) ? await rows.findExposed(env.DB, id) : null
  if (!found) return refused('tip_off.not_found')
  const { tipOff, exposures } = found
  if (exposures.some(({ state }) => state === 'proposed')) return refuse(refused('exposure.already_proposed'))
  if (tipOff.version !== input.version) return refuse(refused('exposure.case_changed'))
  if (!mayBeProposed(tipOff.status)) return refuse(refused('exposure.not_closed'))
  const lastDay = readLastDay(input.until, now, district.exposure)
  const issues = [...issuesOf(found, input), ...('code' in lastDay ? [{ code: lastDay.code, field: 'until' }] : [])]
  if (issues.length > 0 || 'code' in lastDay) return refuse({ ok: false, issues })

  const proposal = {
    ...{ id: crypto.randomUUID(), tipOffId: id, version: tipOff.version, publicText: input.publicText },
    ...{ until: lastDay.at, staffId: staff.id, now },
    pictures: input.pictures.map(({ photo, key }) => ({ photo, key })),
  }
  const there = rows.whileThere(proposal.id)
  const results = await env.DB.batch([
    ...rows.insertExposure(env.DB, proposal, rows.whileItMayBeProposed(proposal)),
    insertExposureEvent(env.DB, { tipOffId: id, kind: 'propose_exposure', staffId: staff.id, note: null, now }, there),
    recordAct(env.DB, { ...act, result: 'ok', detail: proposal.id }, there),
    recordMessage(env.DB, { topic: 'exposure.proposed', audience: 'desk', number: tipOff.number, now }, there),
  ])
  if (results[0]?.meta.changes === 0) return refuse(refused('exposure.case_changed'))
  const after = await rows.findExposed(env.DB, id)
  return after ? done(viewExposed(after, staff, now)) : refused('tip_off.not_found')
}
