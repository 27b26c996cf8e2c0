import type { Env } from '../http/app-types.ts'

const FORGET_CONTACTS = `UPDATE orders SET contact_sealed = NULL
  WHERE contact_sealed IS NOT NULL AND state IN ('reviewed', 'declined', 'cancelled') AND changed_at < ?1`
const FORGET_SUBMISSIONS = 'DELETE FROM order_submissions WHERE ordered_on < ?1'
const SERVED_BEFORE = `SELECT id FROM orders WHERE state = 'served' AND due_at <= ?1 ORDER BY due_at, id LIMIT ?2`

export const deleteOrderContacts = async ({ DB }: Env, endedBefore: number): Promise<void> => {
  await DB.prepare(FORGET_CONTACTS).bind(endedBefore).run()
}

/** Deletes keys of forms that nobody sends again any more; `day` as `2026-11-24`. */
export const deleteOrderSubmissions = async ({ DB }: Env, day: string): Promise<void> => {
  await DB.prepare(FORGET_SUBMISSIONS).bind(day).run()
}

/** Served orders whose time for a review is over. */
export const listUnreviewed = async ({ DB }: Env, now: number, limit: number): Promise<string[]> =>
  (await DB.prepare(SERVED_BEFORE).bind(now, limit).all<{ id: string }>()).results.map(({ id }) => id)
