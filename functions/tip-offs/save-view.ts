import { done, refused, type Outcome } from '../domain/outcome.ts'
import { type SavedViewInput, VIEWS_MAX } from '../domain/saved-view.ts'
import { may, type Staff } from '../domain/staff.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import { insertView, listViews, type SavedViewRow, whileRoom } from './saved-view-rows.ts'

export const viewOf = (row: SavedViewRow) => ({
  id: row.id,
  name: row.name,
  query: row.query,
  shared: row.staff_id === null,
  version: row.version,
})
export type SavedView = ReturnType<typeof viewOf>

/** The views this person has as tabs: the office's first, where they see the whole queue, then their own. */
export const readViews = async (env: Env, staff: Staff): Promise<{ views: SavedView[] }> => {
  const { own, shared } = await listViews(env.DB, staff.id)
  return { views: [...(staff.role === 'handler' ? [] : shared), ...own].map(viewOf) }
}

/**
 * Keeps a filter under a name, for oneself or for the office. Refusals: `staff.not_allowed` (moderators share),
 * `saved_view.too_many`.
 */
export async function saveView(
  env: Env,
  input: SavedViewInput,
  staff: Staff,
  asked: { requestId: string; now: number },
): Promise<Outcome<{ views: SavedView[] }>> {
  const id = crypto.randomUUID()
  const act = { staff, action: 'saved_view:add', object: { kind: 'saved_view' as const, id }, ...asked }
  const refuse = async (code: string, detail?: Record<string, number>) => {
    await recordRefusal(env.DB, act, code)
    return refused(code, undefined, detail)
  }
  if (input.shared && !may(staff.role, 'saved_view:share')) return refuse('staff.not_allowed')
  const owner = input.shared ? null : staff.id
  const guard = whileRoom(owner, VIEWS_MAX)
  const view = { id, owner, name: input.name, query: input.query, createdBy: staff.id, now: asked.now }
  const results = await env.DB.batch([
    recordAct(env.DB, { ...act, result: 'ok' }, guard),
    insertView(env.DB, view, guard),
  ])
  if (results.at(-1)?.meta.changes === 0) return refuse('saved_view.too_many', { max: VIEWS_MAX })
  return done(await readViews(env, staff))
}
