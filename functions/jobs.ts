import { forgetInvitations } from './accounts/forget-invitations.ts'
import { closeAttendance, closeOldAttendance } from './attendance/close-attendance.ts'
import { remindVolunteers } from './attendance/remind-volunteers.ts'
import { forgetChallenges } from './challenges/challenge.ts'
import { countClosings } from './figures/count-closings.ts'
import type { Env } from './http/app-types.ts'
import { logFault } from './http/fault-log.ts'
import { forgetLimits } from './http/limits.ts'
import { expireExposures } from './exposure/expire-exposures.ts'
import { forgetAppeals } from './exposure/forget-appeals.ts'
import { drawLookBacks } from './look-backs/draw-look-backs.ts'
import { closeServed } from './orders/close-served.ts'
import { forgetOrders } from './orders/forget-orders.ts'
import { deliverMessages } from './outbox/deliver-messages.ts'
import { forgetMessages } from './outbox/forget-messages.ts'
import { sweepPhotos } from './photos/sweep-photos.ts'
import { forgetSubmissions } from './responses/forget-submissions.ts'
import { openBoxes, openEndedBoxes } from './responses/open-boxes.ts'
import { checkAuditDaily } from './staff/check-audit.ts'
import { deleteOldSessions } from './staff/rows.ts'
import { sealAudit } from './staff/seal-audit.ts'
import { SESSION } from './staff/sessions.ts'
import { buildSearch } from './tip-offs/build-search.ts'
import { turnKeysByAndBy } from './staff/turn-keys.ts'
import { issueSlips } from './supervision/issue-slips.ts'
import { forgetBulkActs } from './tip-offs/forget-bulk-acts.ts'
import { forgetTipOffs } from './tip-offs/forget-tip-offs.ts'
import { forgetVolunteers } from './volunteers/forget-volunteers.ts'
import { promoteWaiting } from './volunteers/promote.ts'

const RECORD_RUN = `INSERT INTO job_runs (name, last_run_at, last_result) VALUES (?, ?, ?)
  ON CONFLICT (name) DO UPDATE SET last_run_at = excluded.last_run_at, last_result = excluded.last_result`

const LAST_RUN = 'SELECT last_run_at, last_result FROM job_runs WHERE name = ?'

/** Whether a day has nearly passed since the job last ended well: the clock ticks far more often. */
const isDue = async ({ DB }: Env, name: string, now: number): Promise<boolean> => {
  const last = await DB.prepare(LAST_RUN).bind(name).first<{ last_run_at: number; last_result: string }>()
  return !last || last.last_result !== 'ok' || now - last.last_run_at > 20 * 3_600_000
}

/** Throws when a case refers to pictures the shelf lacks, so that the run does not stand in job_runs as well done. */
const sweepShelf = async (env: Env, now: number): Promise<void> => {
  const { missing } = await sweepPhotos(env, now)
  if (missing.length > 0) throw Object.assign(new Error('photos missing'), { name: 'PhotosMissing' })
}

const daily: Record<string, (env: Env, now: number) => Promise<unknown>> = {
  check_audit: checkAuditDaily,
  close_old_attendance: closeOldAttendance,
  forget_appeals: forgetAppeals,
  draw_look_backs: drawLookBacks,
  forget_bulk_acts: forgetBulkActs,
  forget_invitations: forgetInvitations,
  forget_messages: forgetMessages,
  forget_orders: forgetOrders,
  forget_submissions: forgetSubmissions,
  forget_tip_offs: forgetTipOffs,
  forget_volunteers: forgetVolunteers,
  // Once a day: the longer answers wait, the more of them are mixed, and the day is all that is kept.
  open_boxes: openBoxes,
  sweep_photos: sweepShelf,
}
const jobs: Record<string, (env: Env, now: number) => Promise<unknown>> = {
  build_search: buildSearch,
  close_attendance: closeAttendance,
  close_served_orders: closeServed,
  expire_exposures: expireExposures,
  count_closings: countClosings,
  issue_slips: issueSlips,
  // Before delivery: who cancelled is not reminded.
  remind_volunteers: remindVolunteers,
  deliver_messages: deliverMessages,
  forget_challenges: forgetChallenges,
  forget_limits: forgetLimits,
  open_ended_boxes: openEndedBoxes,
  promote_waiting: promoteWaiting,
  seal_audit: sealAudit,
  turn_keys: turnKeysByAndBy,
  forget_sessions: ({ DB }, now) => deleteOldSessions(DB, now, now - SESSION.idleMs),
}
export const JOB_NAMES = [...Object.keys(jobs), ...Object.keys(daily)]

/**
 * What the clock starts, on both hosts. Each job may run twice at once or be cut short and still ends the same;
 * one that fails does not keep the next from running. When and how each ended stands in job_runs.
 */
export const runJobs = async (env: Env, now: number): Promise<void> => {
  for (const [name, run] of [...Object.entries(jobs), ...Object.entries(daily)]) {
    let result = 'ok'
    try {
      if (name in daily && !(await isDue(env, name, now))) continue
      await run(env, now)
    } catch (error) {
      result = error instanceof Error ? error.name : 'Error'
      logFault('job ' + name, error instanceof Error ? (error.stack ?? error.name) : 'Error')
    }
    await env.DB.prepare(RECORD_RUN).bind(name, now, result).run()
  }
}
