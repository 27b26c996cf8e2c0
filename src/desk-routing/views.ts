import type { Elsewhere } from '../../functions/routing/list-elsewhere.ts'
import type { RulesView } from '../../functions/routing/rules-view.ts'
import type { RoutingTried } from '../../functions/routing/try-routing.ts'

/** What the desk's API answers about routing. */
export type { Elsewhere, RoutingTried, RulesView }
export type Rule = RulesView['rules'][number]
