import type { AstroGlobal } from 'astro'
import type { Issue } from '../functions/domain/outcome.ts'
import { paths } from '../functions/paths.ts'
import { callApi } from './call-api.ts'
import { fieldOf } from './desk.ts'

type Acted = {
  status: number
  issues: Issue[]
  typed: { kind: string; note: string }
  /** What to say of it once it is done, as the address of the page that says it. */
  done: Record<string, string>
}

/** What a posted form of the calendar asks for: a day changed, or the deadlines counted anew. */
export const actOnCalendar = async (astro: AstroGlobal, form: FormData, day: string): Promise<Acted> => {
  const typed = { kind: fieldOf(form, 'kind'), note: fieldOf(form, 'note') }
  if (fieldOf(form, 'act') === 'recount') {
    const answer = await callApi<{ moved: number; left: number }>(astro, paths.api.calendarRecounts(), { json: {} })
    if (!answer.ok) return { status: answer.status, issues: answer.issues, typed, done: {} }
    const { moved, left } = answer.value
    return { status: 200, issues: [], typed, done: { done: 'recount', moved: String(moved), left: String(left) } }
  }
  if (typed.kind === '') return { status: 422, issues: [{ code: 'day_kind.missing', field: 'kind' }], typed, done: {} }
  const json = { ...typed, version: Number(form.get('version')) }
  const answer = await callApi(astro, paths.api.calendarDay(day), { json })
  return { status: answer.status, issues: answer.ok ? [] : answer.issues, typed, done: { done: 'change', day } }
}
