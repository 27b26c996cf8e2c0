import type { AstroGlobal } from 'astro'
import type { Issue } from '../../functions/domain/outcome.ts'
import { paths } from '../../functions/paths.ts'
import { callApi } from '../call-api.ts'
import { fieldOf } from '../desk.ts'

export type Acted = { act: string; id: string; typed: Record<string, string>; issues: Issue[]; status: number }

/** Does what a form of the page of rules asks for: a rule added or changed, or a case given to where it would go now. */
export const actOnRules = async (astro: AstroGlobal, form: FormData): Promise<Acted> => {
  const [act, id, version] = [fieldOf(form, 'act'), fieldOf(form, 'id'), Number(fieldOf(form, 'version'))]
  const typed = { matter: fieldOf(form, 'matter'), place: fieldOf(form, 'place'), unit: fieldOf(form, 'unit') }
  const ask = () => {
    if (act === 'add') return callApi(astro, paths.api.routing(), { json: { ...typed, version } })
    if (act === 'transfer') {
      const json = { move: 'transfer', unit: typed.unit, note: fieldOf(form, 'note'), version }
      return callApi(astro, paths.api.deskMoves(encodeURIComponent(id)), { json })
    }
    const json = { move: act, version, ...(act === 'change' && typed) }
    return callApi(astro, paths.api.routingMoves(encodeURIComponent(id)), { json })
  }
  const answer = await ask()
  return { act, id, typed, issues: answer.ok ? [] : answer.issues, status: answer.status }
}
