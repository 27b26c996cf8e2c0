import type { Env } from '../http/app-types.ts'
import { findClosedAt, findNewestNumber } from './edition-rows.ts'
import { findEdition, type Edition, type Survey } from './find-survey.ts'

/** The editions of these numbers that were ever answered, by number: one may have been replaced while a phone was away. */
export const editionsOf = async (env: Env, survey: Survey, numbers: number[]): Promise<Map<number, Edition>> => {
  const live = survey.edition
  const earlier = [...new Set(numbers)].filter((one) => live !== null && one > 0 && one < live.number)
  const found = await Promise.all(earlier.map((one) => findEdition(env, survey.id, one)))
  return new Map([...found, live].flatMap((one) => (one ? [[one.number, one]] : [])))
}

/** The edition that is answered, or that will be first: what a sample is planned by before the survey opens. */
export const plannedEdition = async (env: Env, survey: Survey): Promise<Edition | null> => {
  if (survey.edition) return survey.edition
  const newest = await findNewestNumber(env, survey.id)
  return newest === null ? null : findEdition(env, survey.id, newest)
}

/** When it closed or will close (epoch ms), by date or by hand, whichever came first; null while no end is set. */
export const closingOf = (env: Env, survey: Survey): Promise<number | null> => findClosedAt(env, survey.id)
