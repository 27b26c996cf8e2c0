import type { AstroGlobal } from 'astro'
import type { Issue } from '../functions/domain/outcome.ts'
import type { SlipMove } from '../functions/domain/slip.ts'
import { type SlipFilter, writeSlipFilter } from '../functions/domain/slip-input.ts'
import type { Staff } from '../functions/domain/staff.ts'
import { paths } from '../functions/paths.ts'
import type { DeskSlip, WholeSlip } from '../functions/supervision/read-slips.ts'
import type { Words } from '../functions/words.ts'
import { callApi } from './call-api.ts'
import { fieldOf } from './desk.ts'

type Visit = Pick<AstroGlobal, 'request' | 'url' | 'locals'>
export type { DeskSlip, WholeSlip }
export type SlipPage = { slips: DeskSlip[]; next: string | null }

/** The list with this filter, changed in some of it; `after` goes on from a page's end. */
export const toSlips = (filter: SlipFilter, changed: Partial<SlipFilter> = {}, after?: string | null): string => {
  const whole = [writeSlipFilter({ ...filter, ...changed }), after && `after=${after}`].filter(Boolean).join('&')
  return whole === '' ? paths.deskSlips() : `${paths.deskSlips()}?${whole}`
}

/** Issued by hand before the deadline was over. */
export const isEarly = ({ dueAt, deadlineAt }: DeskSlip): boolean => dueAt < deadlineAt

/** How late the case was when the slip fell due. */
export const lateness = (t: Words, slip: DeskSlip): string => {
  if (isEarly(slip)) return t('desk_slip.early')
  return slip.overdueDays > 0 ? t('desk_slip.days_late', { n: slip.overdueDays }) : t('desk_slip.just_now')
}

/** How many slips wait for this person, for the navigation; who has none to answer or to watch is not asked about. */
export const waitingSlips = async (astro: Visit, { role }: Staff): Promise<number> => {
  if (role !== 'handler' && role !== 'supervisor') return 0
  const answer = await callApi<{ waiting: number }>(astro, paths.api.waitingSlips())
  return answer.ok ? answer.value.waiting : 0
}

/** What a form on a slip's page asks for: the move, and what was written with it. */
export const moveSlip = (astro: AstroGlobal, id: string, form: FormData) => {
  const json = {
    move: fieldOf(form, 'move') as SlipMove,
    said: fieldOf(form, 'said'),
    version: Number(fieldOf(form, 'version')),
  }
  return callApi<WholeSlip>(astro, paths.api.slipMoves(id), { json })
}

/** Acts of the office on a case that are no moves of its course. */
export const CASE_ACTS = ['issue_slip', 'mark_urgent', 'unmark_urgent', 'mark_rebound', 'unmark_rebound'] as const
export type CaseAct = (typeof CASE_ACTS)[number]

/** What somebody typed into one of these forms, kept whatever the answer was. */
export type ActTyped = { act: CaseAct; colour: string; reason: string; note: string; of: string }
export type ActAnswer = { ok: true; to: string } | { ok: false; status: number; issues: Issue[] }

/** The act of a posted form with what was typed, or null where the form is another. */
export const actIn = (form: FormData | null): ActTyped | null => {
  const act = CASE_ACTS.find((one) => one === fieldOf(form, 'act'))
  if (!act) return null
  const of = (name: string) => fieldOf(form, name)
  return { act, colour: of('colour'), reason: of('reason'), note: of('note'), of: of('of') }
}

/** Does it; where it was done, `to` is where to go on: to the slip that was issued, else to the case. */
export const actOnCase = async (
  astro: AstroGlobal,
  id: string,
  form: FormData,
  typed: ActTyped,
): Promise<ActAnswer> => {
  const { act, note } = typed
  const version = Number(fieldOf(form, 'version'))
  if (act === 'issue_slip') {
    const json = { tipOff: id, colour: typed.colour, reason: typed.reason, version }
    const issued = await callApi<WholeSlip>(astro, paths.api.slips(), { json })
    return issued.ok ? { ok: true, to: `${paths.deskSlip(issued.value.id)}?done=issue#done` } : issued
  }
  const urgency = act === 'mark_urgent' || act === 'unmark_urgent'
  const json = urgency
    ? { urgent: act === 'mark_urgent', note, version }
    : { ...(act === 'mark_rebound' && { of: typed.of }), note, version }
  const marked = await callApi(astro, urgency ? paths.api.urgency(id) : paths.api.rebound(id), { json })
  return marked.ok ? { ok: true, to: `${paths.deskTipOff(id)}?done=${act}#done` } : marked
}
