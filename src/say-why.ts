import type { Words } from '../functions/words.ts'

/** Why a case goes to a unit, in two words: by which rule, or by its category. */
export const sayWhy = (t: Words, rule: number | null): string =>
  rule === null ? t('desk_routing.by_category') : t('desk_routing.by_rule', { n: rule })
