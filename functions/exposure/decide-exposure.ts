import type { ExposureDecision } from '../domain/exposure-input.ts'
import { done, refused, type Issue, type Outcome } from '../domain/outcome.ts'
import { may, type Staff } from '../domain/staff.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env, Statement } from '../http/app-types.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import * as rows from './decision-rows.ts'
import { type ExposureRow, findExposed, findExposure } from './exposure-rows.ts'
import { type DeskExposure, viewExposed } from './read-exposure.ts'

const EVENTS = { approve: 'publish', refuse: 'refuse_exposure', withdraw: 'withdraw_exposure' } as const

/** Why this person may not say this of the proposal; null when they may. Who proposed it is never the one who approves. */
const whyNot = (proposal: ExposureRow, { decision, reason }: ExposureDecision, staff: Staff): Issue | null => {
  const own = proposal.proposed_by === staff.id
  if (decision === 'withdraw') return own ? null : { code: 'exposure.not_yours' }
  if (!may(staff.role, 'exposure:decide')) return { code: 'staff.not_allowed' }
  if (own) return { code: 'exposure.own_proposal' }
  return decision === 'refuse' && reason === '' ? { code: 'exposure_reason.missing', field: 'reason' } : null
}

/**
 * A second person publishes what the first proposed, or refuses it with a reason; the first may withdraw it. Event, audit
 * row and the state in one guarded batch: of two who approve at once one does, and nothing is published but the case, the
 * text and the very renditions that were proposed. `exposure.not_found`, `exposure.own_proposal`, `exposure.not_yours`,
 * `exposure_reason.missing`, `exposure.changed_meanwhile` (decided, void or over by now); each is recorded.
 */
export async function decideExposure(
  env: Env,
  id: string,
  input: ExposureDecision,
  staff: Staff,
  asked: { requestId: string; now: number },
): Promise<Outcome<DeskExposure>> {
  const { now } = asked
  const { decision, reason } = input
  const proposal = isUuid(id) ? await findExposure(env.DB, id) : null
  if (!proposal) return refused('exposure.not_found')
  const tipOffId = proposal.tip_off_id
  const act = { staff, action: 'exposure:' + decision, object: { kind: 'tip_off' as const, id: tipOffId }, ...asked }
  const refuse = async <R extends { ok: false; issues: Issue[] }>(refusal: R): Promise<R> => {
    await recordRefusal(env.DB, act, refusal.issues[0]?.code ?? '')
    return refusal
  }
  const wrong = whyNot(proposal, input, staff)
  if (wrong) return refuse({ ok: false, issues: [wrong] })

  const guard = decision === 'approve' ? rows.whileItMayBeApproved(id, staff.id, now) : rows.whileProposed(id)
  const state = decision === 'refuse' ? 'refused' : 'withdrawn'
  const change: Statement[] =
    decision === 'approve'
      ? [rows.replacePublished(env.DB, tipOffId, now, guard), rows.recordApproval(env.DB, id, staff.id, now, guard)]
      : [rows.recordNo(env.DB, { id, state, staffId: staff.id, reason, now })]
  const event = { tipOffId, kind: EVENTS[decision], staffId: staff.id, note: reason || null, now }
  const results = await env.DB.batch([
    rows.insertExposureEvent(env.DB, event, guard),
    recordAct(env.DB, { ...act, result: 'ok', detail: id }, guard),
    ...change,
  ])
  // Decided by somebody else, or a picture, the text's place or the case changed since it was proposed.
  if (results.at(-1)?.meta.changes === 0) return refuse(refused('exposure.changed_meanwhile'))
  const after = await findExposed(env.DB, tipOffId)
  return after ? done(viewExposed(after, staff, now)) : refused('exposure.not_found')
}
