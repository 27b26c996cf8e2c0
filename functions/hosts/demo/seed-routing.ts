import type { NewRule } from '../../routing/rows.ts'
import type { Staff } from '../../domain/staff.ts'
import type { Env } from '../../http/app-types.ts'
import { addRule } from '../../routing/change-rules.ts'
import { readRouting } from '../../routing/read-routing.ts'

/** What an office begins with: markets, the town's greenery, and fire lanes that one community keeps clear itself. */
const DEMO_RULES: NewRule[] = [
  {
    matter: { kind: 'group', id: 'stalls' },
    place: { kind: 'place_kind', id: 'market' },
    unit: 'market-regulation',
  },
  { matter: { kind: 'group', id: 'green' }, place: { kind: 'street', id: 'jingtang-town' }, unit: 'jingtang-town' },
  { matter: { kind: 'category', id: 'parking-fire-lane' }, place: { kind: 'anywhere' }, unit: 'fire-rescue' },
]

/** Lays out the rules of the demo district; again, where it was cut short, it goes on behind those there are. */
export const seedRouting = async (env: Env, administrator: Staff, now: number): Promise<void> => {
  for (const rule of DEMO_RULES) {
    const { version } = await readRouting(env)
    // A rule that is there already is refused, as anywhere.
    await addRule(env, { ...rule, version }, administrator, { requestId: 'demo', now })
  }
}
