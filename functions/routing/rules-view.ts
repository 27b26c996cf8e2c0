import { findUnit } from '../district.ts'
import { knowsMatter, knowsPlace } from './check-rule.ts'
import type { RuleList } from './rows.ts'

/** The list as the desk sees it: each rule with its number, and why it is passed over where the district has changed. */
export const rulesView = ({ version, changedAt, rules }: RuleList) => ({
  version,
  changedAt,
  rules: rules.map(({ id, matter, place, unit }, at) => ({
    id,
    number: at + 1,
    matter,
    place,
    unit,
    unitGone: findUnit(unit) === null,
    neverFits: !knowsMatter(matter) || !knowsPlace(place),
  })),
})
export type RulesView = ReturnType<typeof rulesView>
