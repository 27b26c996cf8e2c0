import type { DeskItemView, MenuItemView } from '../../functions/orders/menu-view.ts'

/** What the API answers, as the pages read it. */
export type MenuItem = MenuItemView
export type DeskItem = DeskItemView
export type { Ordered } from '../../functions/orders/place-order.ts'
export type { ResidentView } from '../../functions/orders/resident-view.ts'
export type { TeamOrder, TeamOrders } from '../../functions/orders/list-team-orders.ts'
export type { OrderContact } from '../../functions/orders/list-team-orders.ts'
export type { DeskOrder } from '../../functions/orders/read-order.ts'
export type { OrderQueue } from '../../functions/orders/list-orders.ts'
