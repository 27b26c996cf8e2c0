import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { SavedViewMove } from '../domain/saved-view.ts'
import { may, type Staff } from '../domain/staff.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env, Statement } from '../http/app-types.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import { readViews, type SavedView } from './save-view.ts'
import * as rows from './saved-view-rows.ts'

/**
 * Renames, moves or deletes a view of one's own, or of the office. Refusals: `saved_view.not_found` (also another
 * person's), `staff.not_allowed` (the office's is moderators' to change), `saved_view.changed_meanwhile`.
 */
export async function moveSavedView(
  env: Env,
  id: string,
  input: SavedViewMove,
  staff: Staff,
  asked: { requestId: string; now: number },
): Promise<Outcome<{ views: SavedView[] }>> {
  const act = { staff, action: 'saved_view:' + input.move, object: { kind: 'saved_view' as const, id }, ...asked }
  const refuse = async (code: string) => {
    await recordRefusal(env.DB, act, code)
    return refused(code)
  }
  const view = isUuid(id) ? await rows.findView(env.DB, id, staff.id) : null
  if (!view) return refused('saved_view.not_found')
  if (view.staff_id === null && !may(staff.role, 'saved_view:share')) return refuse('staff.not_allowed')
  if (view.version !== input.version) return refuse('saved_view.changed_meanwhile')
  const changes = await changesOf(env, view, input)
  // At the end of the row already: nothing to do, and nothing done.
  if (changes.length === 0) return done(await readViews(env, staff))
  const guard = rows.whileUnchanged(id, view.version)
  const results = await env.DB.batch([recordAct(env.DB, { ...act, result: 'ok' }, guard), ...changes])
  if (results.at(-1)?.meta.changes === 0) return refuse('saved_view.changed_meanwhile')
  return done(await readViews(env, staff))
}

const changesOf = async (env: Env, view: rows.SavedViewRow, input: SavedViewMove): Promise<Statement[]> => {
  if (input.move === 'rename') return [rows.renameView(env.DB, view, input.name)]
  if (input.move === 'delete') return [rows.deleteView(env.DB, view)]
  const { own, shared } = await rows.listViews(env.DB, view.staff_id ?? '')
  const row = view.staff_id === null ? shared : own
  const other = row[row.findIndex(({ id }) => id === view.id) + (input.move === 'earlier' ? -1 : 1)]
  return other ? rows.swapViews(env.DB, view, other) : []
}
