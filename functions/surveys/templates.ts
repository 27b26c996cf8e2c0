import awareness from '../../content/surveys/awareness.json' with { type: 'json' }
import quiz from '../../content/surveys/quiz.json' with { type: 'json' }
import satisfaction from '../../content/surveys/satisfaction.json' with { type: 'json' }
import windowRating from '../../content/surveys/window-rating.json' with { type: 'json' }
import { streets } from '../district.ts'
import type { Meaning, Mode, SurveyKind } from '../domain/survey/meaning.ts'

/** A ready questionnaire of content/surveys: its questions as SurveyJS JSON, and what they mean for the figures. */
export type Template = {
  id: string
  kind: SurveyKind
  title: { default: string; en: string }
  lead: { default: string; en: string }
  minutes: number
  modes: Mode[]
  meaning: Meaning
  definition: Definition
}
type Definition = { pages: { name: string; elements: Record<string, unknown>[] }[] }

const communities = streets.flatMap((street) =>
  street.communities.map(({ id, name, name_en }) => ({ value: id, text: { default: name, en: name_en } })),
)

/** The district's own communities stand in for those the template was written with; what is no community stays. */
const inThisDistrict = (template: Template): Template => {
  const { definition, meaning } = template
  const known = new Set(communities.map(({ value }) => value))
  const pages = definition.pages.map((page) => ({
    ...page,
    elements: page.elements.map((element) => {
      if (element['name'] !== meaning.community) return element
      const others = (element['choices'] as { value: string }[]).filter(({ value }) => value === 'unsaid')
      return { ...element, choices: [...communities, ...others.filter(({ value }) => !known.has(value))] }
    }),
  }))
  return { ...template, definition: { ...definition, pages } }
}

export const templates: readonly Template[] = ([satisfaction, awareness, windowRating, quiz] as Template[]).map(
  inThisDistrict,
)

export const findTemplate = (id: string): Template | null => templates.find((one) => one.id === id) ?? null

/** What the desk reads of a template before it takes it. */
export const templateCard = ({ id, kind, title, lead, minutes, modes, definition }: Template) => ({
  id,
  kind,
  title: title.default,
  lead: lead.default,
  minutes,
  modes,
  questions: definition.pages.reduce((n, { elements }) => n + elements.length, 0),
})
export type TemplateCard = ReturnType<typeof templateCard>
