export const ORDER_STATES = [
  'ordered',
  'offered',
  'claimed',
  'agreed',
  'served',
  'reviewed',
  'declined',
  'cancelled',
] as const
export type OrderState = (typeof ORDER_STATES)[number]

/** States in which somebody still owes something. A served order waits for its review only. */
export const OPEN_ORDER_STATES = ['ordered', 'offered', 'claimed', 'agreed', 'served'] as const satisfies OrderState[]

export type OrderActor = 'resident' | 'team' | 'staff' | 'system'

/** What a move asks for before it is made. `proposal`: the team has proposed a time that is still open. */
type OrderDemand = 'said' | 'note' | 'team' | 'at' | 'rating' | 'proposal'
type OrderMove = {
  from: readonly OrderState[]
  /** The state after; `claim` and `propose` go on to `agreed` when the time is the one the resident wanted. */
  to: OrderState
  by: readonly OrderActor[]
  demands?: readonly OrderDemand[]
}

/**
 * The course of an order, 点单—派单—接单—评单: buttons of all three (resident, team, desk) and checks on the server read
 * this one table. `said` is what the other side reads; `note` is for the desk and the team.
 */
export const orderMoves = {
  offer: { from: ['ordered', 'offered'], to: 'offered', by: ['staff'], demands: ['team'] },
  take_back: { from: ['offered', 'claimed', 'agreed'], to: 'ordered', by: ['staff'], demands: ['note'] },
  decline: { from: ['ordered', 'offered'], to: 'declined', by: ['staff'], demands: ['said'] },
  claim: { from: ['ordered', 'offered'], to: 'claimed', by: ['team'], demands: ['at'] },
  propose: { from: ['claimed', 'agreed'], to: 'claimed', by: ['team'], demands: ['at'] },
  serve: { from: ['agreed'], to: 'served', by: ['team'] },
  hand_back: { from: ['offered', 'claimed', 'agreed'], to: 'ordered', by: ['team'], demands: ['note'] },
  agree: { from: ['claimed'], to: 'agreed', by: ['resident'], demands: ['proposal'] },
  ask_time: { from: ['claimed', 'agreed'], to: 'claimed', by: ['resident'], demands: ['said'] },
  cancel: { from: ['ordered', 'offered', 'claimed', 'agreed'], to: 'cancelled', by: ['resident'] },
  review: { from: ['served'], to: 'reviewed', by: ['resident'], demands: ['rating'] },
  not_done: { from: ['served'], to: 'agreed', by: ['resident'], demands: ['said'] },
  close: { from: ['served'], to: 'reviewed', by: ['system'] },
} as const satisfies Record<string, OrderMove>

export type OrderMoveName = keyof typeof orderMoves
const ORDER_MOVE_NAMES = Object.keys(orderMoves) as OrderMoveName[]
type MoveOf<A extends OrderActor> = {
  [M in OrderMoveName]: A extends (typeof orderMoves)[M]['by'][number] ? M : never
}[OrderMoveName]
export type DeskOrderMove = MoveOf<'staff'>

export const orderMove = (name: OrderMoveName): OrderMove => orderMoves[name]

/** How a resident found the service. */
export const ORDER_RATINGS = ['good', 'fair', 'poor'] as const
export type OrderRating = (typeof ORDER_RATINGS)[number]

/** What of an order a move looks at, and what it may change. `agreedAt`: the time proposed (claimed) or agreed. */
export type OrderCourse = {
  state: OrderState
  teamId: string | null
  agreedAt: number | null
  dueAt: number
  rating: OrderRating | null
  review: string | null
}
export type OrderToMove = OrderCourse & { wantedAt: number }

/** The moves this actor may make on the order now, whatever they still demand of their form. */
export const allowedOrderMoves = <A extends OrderActor>(order: OrderToMove, by: A): MoveOf<A>[] =>
  ORDER_MOVE_NAMES.filter((name) => {
    const { from, by: actors, demands = [] } = orderMove(name)
    const noProposal = demands.includes('proposal') && order.agreedAt === null
    return from.includes(order.state) && actors.includes(by) && !noProposal
  }) as MoveOf<A>[]

/** Lengths in code points after trimming and NFC. `days`: how far ahead a time may lie. */
export const ORDER = {
  need: { min: 4, max: 500 },
  address: { min: 4, max: 100 },
  name: { min: 2, max: 20 },
  people: { min: 1, max: 500 },
  said: { min: 2, max: 300 },
  days: 90,
  /** A served order nobody reviews is closed after so many days. */
  reviewDays: 14,
  /** Working days in which the desk finds a team, and a team a new time. */
  workDays: 2,
}
export const MENU_ITEM = {
  title: { min: 2, max: 30 },
  text: { min: 10, max: 500 },
  lasts: { min: 15, max: 1440 },
}
export const MENU_STATES = ['draft', 'open', 'ended'] as const
export type MenuState = (typeof MENU_STATES)[number]

/** Whether a text is the number of a menu item such as `M26-001`. It is public, as an order's `D26-0001`, and opens nothing. */
export const isItemNumber = (text: string): boolean => /^M\d{2}-\d{3,6}$/.test(text)
