import type { MenuMoveInput } from '../domain/order-input.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Staff } from '../domain/staff.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import { centresJson } from '../staff/centre-scope.ts'
import { itemIssues } from './make-item.ts'
import { findItem, recordEdit, recordItemState, whileItemUnchanged } from './menu-rows.ts'
import { deskItemView, type DeskItemView } from './menu-view.ts'

/**
 * Edits an item, publishes it or takes it off the menu for good; orders that were placed before go on.
 * `menu_item.not_found`, `menu_item.cannot_now`, `item_*` as for a new one, `menu_item.changed_meanwhile` when somebody
 * was faster.
 */
export async function moveItem(
  env: Env,
  id: string,
  input: MenuMoveInput,
  staff: Staff,
  asked: { requestId: string; now: number },
): Promise<Outcome<DeskItemView>> {
  const act = { staff, action: 'menu:' + input.move, object: { kind: 'menu_item' as const, id }, ...asked }
  const refuse = async (refusal: { ok: false; issues: { code: string }[] }) => {
    await recordRefusal(env.DB, act, refusal.issues[0]?.code ?? '')
    return refusal
  }
  if (!isUuid(id)) return refused('menu_item.not_found')
  const item = await findItem(env.DB, id, centresJson(staff))
  if (!item) return refuse(refused('menu_item.not_found'))
  if (item.version !== input.version) return refuse(refused('menu_item.changed_meanwhile'))
  if (item.state === 'ended' || (input.move === 'publish' && item.state === 'open')) {
    return refuse(refused('menu_item.cannot_now'))
  }
  const issues = input.move === 'edit' ? itemIssues(input, staff) : []
  if (issues.length > 0) return refuse({ ok: false, issues })
  const { version } = input
  const results = await env.DB.batch([
    recordAct(env.DB, { ...act, result: 'ok' }, whileItemUnchanged(id, version)),
    input.move === 'edit'
      ? recordEdit(env.DB, id, version, input, asked.now)
      : recordItemState(env.DB, id, version, input.move === 'publish' ? 'open' : 'ended', asked.now),
  ])
  if (results.at(-1)?.meta.changes === 0) return refuse(refused('menu_item.changed_meanwhile'))
  const moved = await findItem(env.DB, id, null)
  return moved ? done(deskItemView(moved)) : refused('menu_item.not_found')
}
