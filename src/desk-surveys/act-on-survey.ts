import type { AstroGlobal } from 'astro'
import { writeLocalTime } from '../../functions/domain/local-time.ts'
import type { Issue } from '../../functions/domain/outcome.ts'
import { paths } from '../../functions/paths.ts'
import { callApi } from '../call-api.ts'
import { typedFields, type TypedForm } from '../desk-activities.ts'
import { fieldOf } from '../desk.ts'
import type { WholeSurvey } from './views.ts'

const FIELDS = ['slug', 'title', 'titleEn', 'lead', 'leadEn', 'kind', 'series', 'opensAt', 'closesAt'] as const

/** A survey's details as their form shows them. */
export const formOfSurvey = (survey: WholeSurvey['survey']): TypedForm => ({
  slug: survey.slug,
  title: survey.title,
  titleEn: survey.titleEn,
  lead: survey.lead,
  leadEn: survey.leadEn,
  kind: survey.kind,
  series: survey.series,
  modes: survey.modes.join(' '),
  opensAt: survey.opensAt === null ? '' : writeLocalTime(survey.opensAt),
  closesAt: survey.closesAt === null ? '' : writeLocalTime(survey.closesAt),
})

export type Acted = { move: string; typed: TypedForm; issues: Issue[]; status: number; to: string | null }

/** Does what a form of a survey's page asks for. */
export const actOnSurvey = async (astro: AstroGlobal, id: string, form: FormData): Promise<Acted> => {
  const [move, version] = [fieldOf(form, 'move'), Number(fieldOf(form, 'version'))]
  const typed = move === 'edit' ? { ...typedFields(form, FIELDS), modes: form.getAll('modes').join(' ') } : {}
  const edition = form.has('edition') ? { edition: Number(fieldOf(form, 'edition')) } : {}
  const details = move === 'edit' ? { ...typed, modes: form.getAll('modes') } : {}
  const answer = await callApi(astro, paths.api.deskSurveyMoves(id), {
    json: { move, version, ...edition, ...details },
  })
  if (!answer.ok) return { move, typed, issues: answer.issues, status: answer.status, to: null }
  return { move, typed, issues: [], status: 200, to: `${paths.deskSurvey(id)}?done=${encodeURIComponent(move)}#done` }
}
