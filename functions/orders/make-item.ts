import { findActivityKind, findCentre } from '../district.ts'
import type { MenuItemInput } from '../domain/order-input.ts'
import { done, refused, type Issue, type Outcome } from '../domain/outcome.ts'
import { shanghaiDay } from '../domain/shanghai-day.ts'
import type { Staff } from '../domain/staff.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import { reachesCentre } from '../staff/centre-scope.ts'
import { insertItem } from './menu-rows.ts'

/** Whether centre and kind exist and this person acts for the centre: `item_centre.wrong`, `item_kind.wrong`. */
export const itemIssues = ({ centre, kind }: MenuItemInput, staff: Staff): Issue[] => [
  ...(findCentre(centre) && reachesCentre(staff, centre) ? [] : [{ code: 'item_centre.wrong', field: 'centre' }]),
  ...(findActivityKind(kind) ? [] : [{ code: 'item_kind.wrong', field: 'kind' }]),
]

/** Writes a new service as a draft; it stands on the menu once it is published (move-item.ts). */
export async function makeItem(
  env: Env,
  input: MenuItemInput,
  staff: Staff,
  asked: { requestId: string; now: number },
): Promise<Outcome<{ id: string; number: string }>> {
  const id = crypto.randomUUID()
  const act = { staff, action: 'menu:make', object: { kind: 'menu_item' as const, id }, ...asked }
  const issues = itemIssues(input, staff)
  if (issues[0]) {
    await recordRefusal(env.DB, act, issues[0].code)
    return { ok: false, issues }
  }
  const counter = 'M' + shanghaiDay(asked.now).slice(2, 4)
  const [, made] = await env.DB.batch<{ number: string }>([
    ...insertItem(env.DB, id, counter, input, asked.now),
    recordAct(env.DB, { ...act, result: 'ok' }),
  ])
  const number = made?.results[0]?.number
  return number ? done({ id, number }) : refused('request.unavailable')
}
