import type { Env } from '../http/app-types.ts'

const NEWEST = `SELECT max(number) AS number FROM survey_editions WHERE survey_id = ?1`
// Closing is the last thing that is done with a survey; what is done after it only moves the moment on.
const CLOSED = `SELECT CASE state WHEN 'closed' THEN min(changed_at, coalesce(closes_at, changed_at)) ELSE closes_at END AS at
  FROM surveys WHERE id = ?1`

export const findNewestNumber = async ({ DB }: Env, survey: string): Promise<number | null> =>
  (await DB.prepare(NEWEST).bind(survey).first<{ number: number | null }>())?.number ?? null

export const findClosedAt = async ({ DB }: Env, survey: string): Promise<number | null> =>
  (await DB.prepare(CLOSED).bind(survey).first<{ at: number | null }>())?.at ?? null
