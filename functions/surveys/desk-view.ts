import { allowedSurveyMoves, type SurveyCourse } from '../domain/survey-course.ts'
import type { Finding } from '../domain/survey/finding.ts'
import { lintForm } from '../domain/survey/lint.ts'
import type { Meaning, Mode, SurveyKind, SurveyState } from '../domain/survey/meaning.ts'
import type { DeskSurveyRow, EditionRow, RoundRow } from './desk-rows.ts'
import { formOf } from './find-survey.ts'

/** A survey in the desk's list. */
export const listedSurvey = (row: DeskSurveyRow) => ({
  id: row.id,
  slug: row.slug,
  kind: row.kind as SurveyKind,
  series: row.series,
  state: row.state as SurveyState,
  title: row.title,
  modes: JSON.parse(row.modes) as Mode[],
  opensAt: row.opens_at,
  closesAt: row.closes_at,
  answered: row.answered,
})
export type ListedSurvey = ReturnType<typeof listedSurvey>

/** A survey as its page at the desk shows it. */
export const deskSurvey = (row: DeskSurveyRow) => ({
  ...listedSurvey(row),
  version: row.version,
  titleEn: row.title_en,
  lead: row.lead,
  leadEn: row.lead_en,
  edition: row.edition,
  touched: row.touched === 1,
  createdAt: row.created_at,
  changedAt: row.changed_at,
})

/** Whether an edition's questions stand: answers were given to them, or can be. */
export const isFixed = (survey: { edition: number }, edition: { number: number; frozen: number }): boolean =>
  edition.frozen === 1 || edition.number === survey.edition

/** An edition with its questions read and looked over. */
export const readEdition = ({ kind }: { kind: string }, row: EditionRow) => {
  const form = formOf(row.id, row.version, row.definition)
  const meaning = JSON.parse(row.meaning) as Meaning
  return { form, meaning, findings: lintForm(form, meaning, kind as SurveyKind) }
}

/** How many of the findings keep a survey from opening. */
export const errorsIn = (findings: readonly Finding[]): number =>
  findings.filter(({ severity }) => severity === 'error').length

/** An edition in the list of a survey's page. */
export const editionLine = (survey: DeskSurveyRow, row: EditionRow) => {
  const { form, findings } = readEdition(survey, row)
  const errors = errorsIn(findings)
  return {
    number: row.number,
    version: row.version,
    live: row.number === survey.edition,
    frozen: row.frozen === 1,
    editable: !isFixed(survey, row),
    questions: form.questions.length,
    pages: form.pages.length,
    answered: row.answered,
    changedAt: row.changed_at,
    errors,
    hints: findings.length - errors,
  }
}

export const roundLine = (row: RoundRow) => ({
  id: row.id,
  title: row.title,
  state: row.state as SurveyState,
  opensAt: row.opens_at,
  createdAt: row.created_at,
})

export const courseOf = (row: DeskSurveyRow, editions: readonly { number: number }[]): SurveyCourse => ({
  state: row.state as SurveyState,
  edition: row.edition,
  touched: row.touched === 1,
  newest: Math.max(0, ...editions.map(({ number }) => number)),
})

export const movesOf = (row: DeskSurveyRow, editions: readonly { number: number }[]) =>
  allowedSurveyMoves(courseOf(row, editions))
