import { DAY } from '../domain/shanghai-day.ts'
import type { Env } from '../http/app-types.ts'
import { deleteInvitations } from './invitation-rows.ts'

/** How long an invitation is kept after its end, so that a late visitor reads what became of it. */
export const INVITATION_KEPT_DAYS = 30

/** Removes invitations whose 72 hours ended a month ago; the job runs it. The audit log keeps who invited whom. */
export const forgetInvitations = async (env: Env, now: number): Promise<number> =>
  (await deleteInvitations(env.DB, now - INVITATION_KEPT_DAYS * DAY)).meta.changes
