import items from '../../../content/demo/menu.json' with { type: 'json' }
import type { Staff } from '../../domain/staff.ts'
import type { Env } from '../../http/app-types.ts'
import { makeItem } from '../../orders/make-item.ts'
import { moveItem } from '../../orders/move-item.ts'

const HAS_ITEM = 'SELECT 1 AS found FROM menu_items WHERE title = ?'

/** Puts the invented services of the demo district on the menu by the desk's own verbs; what stands there already stays. */
export const seedMenu = async (env: Env, staff: Staff, now: number): Promise<void> => {
  const asked = { requestId: 'demo', now }
  for (const { centre, kind, title, text, lasts_minutes: lastsMinutes } of items) {
    if ((await env.DB.prepare(HAS_ITEM).bind(title).first()) !== null) continue
    const made = await makeItem(env, { centre, kind, title, text, lastsMinutes }, staff, asked)
    if (!made.ok) throw new Error(`demo menu ${title}: ${made.issues.map(({ code }) => code).join(' ')}`)
    await moveItem(env, made.value.id, { move: 'publish', version: 1 }, staff, asked)
  }
}
