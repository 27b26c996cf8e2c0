import type { Form } from '../domain/survey/form.ts'
import type { Margins, Meaning, Mode, SurveyKind, SurveyState } from '../domain/survey/meaning.ts'
import { readDefinition } from '../domain/survey/read-definition.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env } from '../http/app-types.ts'
import { findById, findBySlug, findEditionRow, type SurveyRow } from './rows.ts'

/** An edition's questions, read and ready. `version` changes whenever they do; `definition` is the SurveyJS JSON. */
export type Edition = { id: string; number: number; version: number; definition: string; form: Form; meaning: Meaning }

/** A survey as every room works with it; `edition` is the one that is answered, null before the first opening. */
export type Survey = {
  id: string
  slug: string
  kind: SurveyKind
  series: string
  state: SurveyState
  version: number
  title: string
  titleEn: string
  lead: string
  leadEn: string
  modes: Mode[]
  margins: Margins
  opensAt: number | null
  closesAt: number | null
  edition: Edition | null
}

export const SLUG = /^[a-z0-9][a-z0-9-]{1,47}$/

const surveyOf = (row: SurveyRow): Survey => ({
  id: row.id,
  slug: row.slug,
  kind: row.kind as SurveyKind,
  series: row.series,
  state: row.state as SurveyState,
  version: row.version,
  title: row.title,
  titleEn: row.title_en,
  lead: row.lead,
  leadEn: row.lead_en,
  modes: JSON.parse(row.modes) as Mode[],
  margins: JSON.parse(row.margins) as Margins,
  opensAt: row.opens_at,
  closesAt: row.closes_at,
  edition: row.edition_id === null ? null : editionOf(row),
})

/** Editions that were read lately: a form of a hundred questions is not read anew for every answer. */
const kept = new Map<string, Form>()
const KEPT = 50

/** The form of an edition whose definition was accepted when it was saved. Throws where it no longer can be read. */
export const formOf = (editionId: string, version: number, definition: string): Form => {
  const key = `${editionId}.${version}`
  const known = kept.get(key)
  if (known) return known
  const read = readDefinition(JSON.parse(definition))
  if (!read.ok) throw Object.assign(new Error(`edition ${editionId}`), { name: 'UnreadableEdition' })
  if (kept.size >= KEPT) kept.clear()
  kept.set(key, read.value)
  return read.value
}

const editionOf = (row: SurveyRow): Edition => {
  const [id, version, definition] = [row.edition_id!, row.edition_version!, row.definition!]
  return {
    ...{ id, version, definition, number: row.edition },
    form: formOf(id, version, definition),
    meaning: JSON.parse(row.meaning!) as Meaning,
  }
}

/** The survey at this public address, or null. */
export const findSurvey = async (env: Env, slug: string): Promise<Survey | null> => {
  const row = SLUG.test(slug) ? await findBySlug(env, slug) : null
  return row && surveyOf(row)
}

/** The survey with this id, or null. */
export const findSurveyById = async (env: Env, id: string): Promise<Survey | null> => {
  const row = isUuid(id) ? await findById(env, id) : null
  return row && surveyOf(row)
}

/** This edition of the survey, whether it is answered now or was before; null when there is none. */
export const findEdition = async (env: Env, surveyId: string, number: number): Promise<Edition | null> => {
  const row = await findEditionRow(env, surveyId, number)
  return (
    row && { ...row, form: formOf(row.id, row.version, row.definition), meaning: JSON.parse(row.meaning) as Meaning }
  )
}

/** Whether answers are taken now: it is open, and the moment lies between its dates. */
export const isTaking = ({ state, opensAt, closesAt }: Survey, now: number): boolean =>
  state === 'open' && (opensAt === null || opensAt <= now) && (closesAt === null || now < closesAt)
