import type { AstroGlobal } from 'astro'
import type { Issue } from '../../functions/domain/outcome.ts'
import { paths } from '../../functions/paths.ts'
import { callApi } from '../call-api.ts'
import { orderInHand, type OrderInHand } from './order-cookie.ts'
import { blankOrder, readOrderForm, toOrderInput, type TypedOrder } from './typed-order.ts'
import type { MenuItem, Ordered } from './views.ts'

/** What the order page shows next; after `ordered` the receipt is shown. `none`: it is not on the menu. */
export type OrderTurn =
  | { screen: 'form'; item: MenuItem; typed: TypedOrder; issues: Issue[] }
  | { screen: 'ordered'; inHand?: OrderInHand }
  | { screen: 'none'; status: number }

/**
 * One turn of the order form, by plain POST to its own URL. Whatever goes wrong, everything typed comes back. Sets the
 * answer's status.
 */
export const takeOrder = async (astro: AstroGlobal, number: string): Promise<OrderTurn> => {
  const posted = astro.request.method === 'POST'
  const form = posted ? await astro.request.formData().catch(() => null) : null
  const typed = form ? readOrderForm(form) : blankOrder(crypto.randomUUID())
  if (form && orderInHand(astro)?.key === typed.key) return { screen: 'ordered' }
  const found = /^[0-9A-Z-]{1,20}$/.test(number) ? await callApi<MenuItem>(astro, paths.api.menuItem(number)) : null
  if (!found?.ok) return { screen: 'none', status: found?.status ?? 404 }
  const item = found.value
  if (!posted) return { screen: 'form', item, typed, issues: [] }

  const { response } = astro
  if (!form) {
    response.status = 422
    return { screen: 'form', item, typed, issues: [{ code: 'request.malformed' }] }
  }
  const json = toOrderInput(number, typed, astro.locals.locale)
  const ordered = await callApi<Ordered>(astro, paths.api.orders(), { json })
  if (ordered.ok) return { screen: 'ordered', inHand: { ...ordered.value, key: typed.key, centre: item.centre } }
  response.status = ordered.status
  // Sent before with other content: a new key makes this an order of its own, if the person wants one.
  if (ordered.issues[0]?.code === 'submission.other_body') typed.key = crypto.randomUUID()
  return { screen: 'form', item, typed, issues: ordered.issues }
}
