import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { NewSurveyInput } from '../domain/survey-input.ts'
import { newQuestion } from '../domain/survey/new-question.ts'
import { enOf, zhOf } from '../domain/survey/texts.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env } from '../http/app-types.ts'
import type { NewSurvey } from './change-rows.ts'
import { findDeskSurvey, listEditions } from './desk-rows.ts'
import { findTemplate } from './templates.ts'

/** What a new survey begins with; `stem`: what its address is made of; `of`: the survey it is another round of. */
type Source = Omit<NewSurvey, 'id' | 'slug'> & { stem: string; of?: string }

const BLANK: Source = {
  stem: 'survey',
  kind: 'opinion',
  series: '',
  title: '',
  titleEn: '',
  lead: '',
  leadEn: '',
  modes: ['link'],
  definition: JSON.stringify({ pages: [{ name: 'page1', elements: [newQuestion('radiogroup', 'q1')] }] }),
  meaning: '{}',
}

const ofTemplate = (id: string): Outcome<Source> => {
  const found = findTemplate(id)
  if (!found) return refused('template.unknown', 'template')
  const { kind, modes, title, lead, definition, meaning } = found
  const texts = { title: zhOf(title), titleEn: enOf(title), lead: zhOf(lead), leadEn: enOf(lead) }
  const questions = { definition: JSON.stringify(definition), meaning: JSON.stringify(meaning) }
  return done({ ...BLANK, ...texts, ...questions, kind, modes, stem: id })
}

/** The title a SurveyJS definition has, as far as it can be read before the definition is. */
const titleIn = (definition: string, of: (text: unknown) => string): string => {
  try {
    return of((JSON.parse(definition) as { title?: unknown } | null)?.title)
      .trim()
      .slice(0, 60)
  } catch {
    return ''
  }
}

const ofDefinition = (definition: string): Outcome<Source> => {
  if (definition.trim() === '') return refused('definition.nothing', 'definition')
  return done({ ...BLANK, definition, title: titleIn(definition, zhOf), titleEn: titleIn(definition, enOf) })
}

const ofRound = async (env: Env, id: string): Promise<Outcome<Source>> => {
  const survey = isUuid(id) ? await findDeskSurvey(env.DB, id) : null
  if (!survey) return refused('round.unknown', 'of')
  const editions = await listEditions(env.DB, id)
  const edition = editions.find(({ number }) => number === survey.edition) ?? editions[0]
  if (!edition) return refused('round.unknown', 'of')
  const { slug, kind, title, lead, title_en: titleEn, lead_en: leadEn } = survey
  const { definition, meaning } = edition
  const texts = { title, titleEn, lead, leadEn, definition, meaning }
  const series = survey.series || slug
  return done({ ...texts, kind, series, stem: slug, modes: JSON.parse(survey.modes) as string[], of: id })
}

/** Where a new survey begins: `template.unknown`, `definition.nothing`, `round.unknown`. */
export const sourceOf = async (env: Env, input: NewSurveyInput): Promise<Outcome<Source>> => {
  if (input.from === 'template') return ofTemplate(input.template)
  if (input.from === 'definition') return ofDefinition(input.definition)
  return input.from === 'round' ? ofRound(env, input.of) : done(BLANK)
}
