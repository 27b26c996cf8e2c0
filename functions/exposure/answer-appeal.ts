import type { AppealAnswer } from '../domain/appeal-input.ts'
import { refused, type Issue, type Outcome } from '../domain/outcome.ts'
import type { Staff } from '../domain/staff.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import * as rows from './appeal-desk-rows.ts'
import { insertExposureEvent, recordTakeDown } from './decision-rows.ts'
import { type DeskAppeal, readAppeal } from './read-appeals.ts'

/**
 * Answers an appeal. Upheld, what it is about goes off the board in the same batch as the answer; not upheld, it stays,
 * and that is said by somebody who neither proposed nor approved it. `appeal.not_found`, `appeal.changed_meanwhile`,
 * `appeal.own_work`; each is recorded.
 */
export async function answerAppeal(
  env: Env,
  id: string,
  { version, decision, said }: AppealAnswer,
  staff: Staff,
  asked: { requestId: string; now: number },
): Promise<Outcome<DeskAppeal>> {
  const { now } = asked
  const act = { staff, action: 'appeal:' + decision, object: { kind: 'appeal' as const, id }, ...asked }
  const refuse = async <R extends { ok: false; issues: Issue[] }>(refusal: R): Promise<R> => {
    await recordRefusal(env.DB, act, refusal.issues[0]?.code ?? '')
    return refusal
  }
  const row = isUuid(id) ? await rows.findAppeal(env.DB, id) : null
  if (!row) return refused('appeal.not_found')
  if (row.state !== 'waiting' || row.version !== version) return refuse(refused('appeal.changed_meanwhile'))
  const upheld = decision === 'upheld'
  const published = (JSON.parse(row.publishers) as (string | null)[]).includes(staff.id)
  if (!upheld && published) return refuse(refused('appeal.own_work'))

  const guard = upheld ? rows.whileItWaits(id, version) : rows.whileItMayBeKept(id, version, staff.id)
  const shown = rows.whileStillPublic(id, version)
  const down = { id: row.published ?? '', kind: 'appeal' as const, staffId: staff.id, reason: said, now }
  const event = { tipOffId: row.tip_off_id ?? '', kind: 'unpublish', staffId: staff.id, note: said, now }
  const results = await env.DB.batch([
    recordAct(env.DB, { ...act, result: 'ok', detail: row.tip_off_id }, guard),
    ...(upheld && row.published
      ? [insertExposureEvent(env.DB, event, shown), recordTakeDown(env.DB, down, shown)]
      : []),
    rows.recordAnswer(env.DB, { id, state: decision, said, staffId: staff.id, now }, guard),
  ])
  if (results.at(-1)?.meta.changes === 0) return refuse(refused('appeal.changed_meanwhile'))
  return readAppeal(env, id, staff, now)
}
