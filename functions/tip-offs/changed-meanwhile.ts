import { refused } from '../domain/outcome.ts'
import type { Env } from '../http/app-types.ts'
import { wordsFor } from '../words.ts'
import { findLastEvent } from './desk-rows.ts'

/** Says who was faster, and how many minutes ago: `tip_off.changed_meanwhile`. */
export const changedMeanwhile = async (env: Env, id: string, now: number) => {
  const last = await findLastEvent(env.DB, id)
  const t = wordsFor('zh-CN')
  const by = last?.staff_name ?? t(last?.actor === 'reporter' ? 'desk.actor.reporter' : 'desk.actor.system')
  const minutes = last ? Math.max(0, Math.floor((now - last.happened_at) / 60_000)) : 0
  return refused('tip_off.changed_meanwhile', undefined, { by, minutes })
}
