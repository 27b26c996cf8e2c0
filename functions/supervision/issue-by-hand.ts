import { refused, type Outcome } from '../domain/outcome.ts'
import { shanghaiDay } from '../domain/shanghai-day.ts'
import { checkColour } from '../domain/slip.ts'
import type { SlipInput } from '../domain/slip-input.ts'
import type { Staff } from '../domain/staff.ts'
import { workingDaysLate } from '../domain/work-days.ts'
import type { Env } from '../http/app-types.ts'
import { recordMessage } from '../outbox/rows.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import { readCalendar } from '../work-calendar/read-calendar.ts'
import { audiencesOf } from './issue-slips.ts'
import { readSlip, type WholeSlip } from './read-slips.ts'
import { findHeldCase, insertSlip, listStanding, whileAssigned, whileIssued } from './slip-rows.ts'

/**
 * The office issues a slip before the clock would, with a reason: slip, audit row and messages in one batch.
 * `slip_text.missing`, `tip_off.not_found`, `tip_off.changed_meanwhile`, `slip.not_assigned` (no unit has the case),
 * `slip.same_again`, `slip.not_back` (a graver one stands); each is recorded.
 */
export async function issueByHand(
  env: Env,
  input: SlipInput,
  staff: Staff,
  asked: { requestId: string; now: number },
): Promise<Outcome<WholeSlip>> {
  const { now } = asked
  const { tipOff, colour } = input
  const id = crypto.randomUUID()
  const refuse = async <R extends { ok: false; issues: { code: string }[] }>(refusal: R): Promise<R> => {
    const act = { staff, action: 'slip:issue', object: { kind: 'tip_off' as const, id: tipOff }, ...asked }
    await recordRefusal(env.DB, act, refusal.issues[0]?.code ?? '')
    return refusal
  }
  const held = await findHeldCase(env.DB, tipOff)
  if (!held) return refuse(refused('tip_off.not_found'))
  if (input.reason === '') return refuse(refused('slip_text.missing', 'reason'))
  if (held.version !== input.version) return refuse(refused('slip.case_changed'))
  if (held.status !== 'assigned' || held.term === null || !held.unit) return refuse(refused('slip.not_assigned'))
  const checked = checkColour(colour, await listStanding(env.DB, tipOff, held.term))
  if (!checked.ok) return refuse(checked)

  const guard = whileAssigned({ id: tipOff, version: held.version }, held.term, colour)
  const slip = {
    ...{ id, tipOffId: tipOff, unit: held.unit, term: held.term, colour, deadlineAt: held.due_at, dueAt: now },
    overdueDays: workingDaysLate(held.due_at, now, await readCalendar(env)),
    ...{ issuedAt: now, issuedBy: staff.id, reason: input.reason, year: shanghaiDay(now).slice(0, 4) },
  }
  const act = { staff, action: 'slip:issue', object: { kind: 'slip' as const, id }, result: 'ok', ...asked }
  const message = { topic: 'slip.' + colour, number: held.number, now }
  const results = await env.DB.batch([
    ...insertSlip(env.DB, slip, guard),
    recordAct(env.DB, { ...act, detail: input.reason }, whileIssued(id)),
    ...audiencesOf(colour, held.unit).map((audience) =>
      recordMessage(env.DB, { ...message, audience }, whileIssued(id)),
    ),
  ])
  // The case went on, or the clock was faster with the same colour.
  if ((results[1]?.meta.changes ?? 0) === 0) return refuse(refused('slip.case_changed'))
  return readSlip(env, id, staff, now)
}
