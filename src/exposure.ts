import type { AstroGlobal } from 'astro'
import { findCommunity, kindName, nameIn, streets } from '../functions/district.ts'
import { MASK_CHECKS } from '../functions/domain/exposure.ts'
import type { Issue } from '../functions/domain/outcome.ts'
import { may, type Role } from '../functions/domain/staff.ts'
import type { DeskExposure } from '../functions/exposure/read-exposure.ts'
import { paths } from '../functions/paths.ts'
import { callApi } from './call-api.ts'
import { type DeskCase, fieldOf } from './desk.ts'

export type { DeskExposure }
export type { DeskAppeal, AppealList } from '../functions/exposure/read-appeals.ts'
export type { ExposureList } from '../functions/exposure/list-exposures.ts'

/** Whether the case page says how it stands with the board: closed or public, to those who may know. */
export const tipOffExposed = (view: DeskCase | null, role: Role): boolean =>
  view !== null && may(role, 'exposure:read') && (view.tipOff.status === 'closed' || view.tipOff.publishedAt !== null)

/** The place as the board will say it, in the words of the district. */
export const publicPlace = ({
  street,
  community,
  landmark,
  placePrecision,
  category,
  door,
}: DeskExposure['tipOff']) => {
  const parts = [
    nameIn('zh-CN', streets.find(({ id }) => id === street) ?? null),
    placePrecision === 'street' ? '' : nameIn('zh-CN', findCommunity(community)),
    placePrecision === 'landmark' ? landmark : '',
  ]
  return { kind: kindName('zh-CN', category), place: parts.filter(Boolean).join('，'), praise: door === 'praise' }
}

/** The pictures of the posted form: those chosen, with what was ticked on each. */
const picturesIn = (form: FormData) =>
  form.getAll('show').map((value) => {
    const photo = String(value)
    const ticks = Object.fromEntries(MASK_CHECKS.map((name) => [name, form.has(`${name}-${photo}`)]))
    return { photo, key: fieldOf(form, `key-${photo}`), ...ticks, minors: fieldOf(form, `minors-${photo}`) }
  })

export const EXPOSURE_ACTS = ['propose', 'approve', 'refuse', 'withdraw', 'take_down'] as const
export type ExposureAct = (typeof EXPOSURE_ACTS)[number]

/** Does what a posted form of the exposure page asks for; null where it asks for nothing. */
export const actOnExposure = async (astro: AstroGlobal, id: string, form: FormData) => {
  const act = EXPOSURE_ACTS.find((one) => one === fieldOf(form, 'act'))
  if (!act) return null
  const reason = fieldOf(form, 'reason')
  if (act === 'take_down') {
    return { act, answer: await callApi<DeskExposure>(astro, paths.api.exposureTakeDowns(id), { json: { reason } }) }
  }
  if (act !== 'propose') {
    const json = { decision: act, ...(act === 'refuse' && { reason }) }
    const path = paths.api.exposureDecisions(fieldOf(form, 'proposal'))
    return { act, answer: await callApi<DeskExposure>(astro, path, { json }) }
  }
  const json = {
    version: Number(fieldOf(form, 'version')),
    ...{ publicText: fieldOf(form, 'publicText'), until: fieldOf(form, 'until'), pictures: picturesIn(form) },
  }
  return { act, answer: await callApi<DeskExposure>(astro, paths.api.exposure(id), { json }) }
}

/** Where on the page a refusal is mended. */
export const hrefOf = (act: ExposureAct, { field }: Issue): string | undefined => {
  if (field === undefined) return undefined
  return field === 'reason' ? `#${act}-reason` : `#${field}`
}
