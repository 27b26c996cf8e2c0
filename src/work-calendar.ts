import type { AstroGlobal } from 'astro'
import { shippedCalendar } from '../functions/district.ts'
import type { WorkCalendar } from '../functions/domain/work-days.ts'
import { paths } from '../functions/paths.ts'
import { callApi } from './call-api.ts'

const asked = new WeakMap<Request, Promise<WorkCalendar>>()

/** The office's calendar for whoever is signed in, asked once for a page however many deadlines stand on it. */
export const calendarOf = (astro: Pick<AstroGlobal, 'request' | 'url' | 'locals'>): Promise<WorkCalendar> => {
  const known = asked.get(astro.request)
  if (known) return known
  const asking = ask(astro)
  asked.set(astro.request, asking)
  return asking
}

const ask = async (astro: Pick<AstroGlobal, 'request' | 'url' | 'locals'>): Promise<WorkCalendar> => {
  const answer = await callApi<Record<'holidays' | 'workdays', string[]>>(astro, paths.api.calendarDays())
  if (!answer.ok) return shippedCalendar
  return { holidays: new Set(answer.value.holidays), workdays: new Set(answer.value.workdays) }
}
