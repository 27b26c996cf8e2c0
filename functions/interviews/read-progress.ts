import { progressOf, type QuotaProgress } from '../domain/survey/quota.ts'
import type { Env } from '../http/app-types.ts'
import { listQuotas, listSlices } from './rows.ts'

/** How far every quota of the survey is, from the kept figures of all its editions. */
export const readProgress = async (env: Env, survey: string): Promise<QuotaProgress[]> => {
  const quotas = await listQuotas(env, survey)
  if (quotas.length === 0) return []
  const counted = await listSlices(env, survey, 'quota')
  return progressOf(
    quotas,
    counted.map(({ name, n }) => ({ cell: name, n })),
  )
}
