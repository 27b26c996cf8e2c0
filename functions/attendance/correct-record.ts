import type { CorrectInput } from '../domain/attendance.ts'
import { isUuid } from '../domain/uuid.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import { toTheMinute } from '../domain/shanghai-day.ts'
import type { Staff } from '../domain/staff.ts'
import { servedMinutes } from '../domain/volunteer.ts'
import type { Env } from '../http/app-types.ts'
import { recordMessage } from '../outbox/rows.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import { reachesCentre } from '../staff/centre-scope.ts'
import * as rows from './record-rows.ts'
import { deskRecordView, type DeskRecordView } from './record-view.ts'

/** What the record is to say: not there, so many minutes, or from when to when (as far as it lies within the shift). */
const correctionIn = (input: CorrectInput, row: rows.CorrectableRow): Outcome<rows.Corrected | null> => {
  const { noShow, inAt, outAt, minutes, reason } = input
  if (noShow === undefined && inAt === undefined && outAt === undefined && minutes === undefined) return done(null)
  if (reason === '') return refused('correction_reason.missing', 'reason')
  if (noShow === true) return done({ inAt: null, outAt: null, noShow: true, minutes: 0, reason })
  const [from, to] = [inAt, outAt].map((at) => (at === undefined ? null : toTheMinute(at)))
  if (minutes !== undefined) return done({ inAt: from ?? null, outAt: to ?? null, noShow: false, minutes, reason })
  if (!from || !to || row.starts_at === null || row.ends_at === null) {
    return refused('record.times_missing', 'inAt')
  }
  if (to <= from) return refused('record.out_before_in', 'outAt')
  const served = servedMinutes({ in: from, out: to }, { startsAt: row.starts_at, endsAt: row.ends_at })
  return done({ inAt: from, outAt: to, noShow: false, minutes: Math.min(served, 1440), reason })
}

/**
 * Corrects a record for a stated reason, answers what its volunteer says against it, or both. A corrected record is no
 * longer touched by marks. `record.not_found`, `correction_reason.missing`, `record.times_missing`, `record.out_before_in`,
 * `dispute_answer.missing`, `record.not_disputed`; `record.changed_meanwhile` when somebody, or a phone's marks, came first.
 */
export async function correctRecord(
  env: Env,
  id: string,
  input: CorrectInput,
  staff: Staff,
  asked: { requestId: string; now: number },
): Promise<Outcome<DeskRecordView>> {
  const { now } = asked
  const row = isUuid(id) ? await rows.findRecord(env.DB, id) : null
  if (!row || !reachesCentre(staff, row.centre)) return refused('record.not_found')
  const answering = input.answer !== ''
  const act = { staff, action: 'record:correct', object: { kind: 'service_record' as const, id }, ...asked }
  const refuse = async <R extends { ok: false; issues: { code: string }[] }>(refusal: R): Promise<R> => {
    await recordRefusal(env.DB, act, refusal.issues[0]?.code ?? '')
    return refusal
  }
  const correction = correctionIn(input, row)
  if (!correction.ok) return refuse(correction)
  if (correction.value === null && !answering) return refuse(refused('dispute_answer.missing', 'answer'))
  if (answering && row.disputed_at === null) return refuse(refused('record.not_disputed', 'answer'))
  if (row.version !== input.version) return refuse(refused('record.changed_meanwhile'))

  const guard = rows.whileRecordUnchanged(id, row.version)
  const { value: to } = correction
  const results = await env.DB.batch([
    recordAct(env.DB, { ...act, ...(to === null && { action: 'record:answer' }), result: 'ok' }, guard),
    ...(row.disputed_at === null
      ? []
      : [
          recordMessage(
            env.DB,
            { topic: 'record.answered', audience: 'volunteer', number: row.volunteer_number, now },
            guard,
          ),
        ]),
    to === null
      ? rows.recordAnswer(env.DB, id, row.version, input.answer, now)
      : rows.recordCorrection(env.DB, { id, version: row.version }, to, answering ? input.answer : null, now),
  ])
  if (results.at(-1)?.meta.changes === 0) return refuse(refused('record.changed_meanwhile'))
  const corrected = await rows.findRecord(env.DB, id)
  return corrected ? done(deskRecordView(corrected)) : refused('record.not_found')
}
