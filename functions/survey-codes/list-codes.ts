import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Mode } from '../domain/survey/meaning.ts'
import type { Env } from '../http/app-types.ts'
import { boxOf } from '../responses/open-boxes.ts'
import { findSurveyById } from '../surveys/find-survey.ts'
import { listSheets } from './rows.ts'
import { sheetView, type SheetView } from './sheet-view.ts'

/** A survey's sheets; `waiting` answers lie in the box, `never` of them are too few to be opened. */
export type CodesView = {
  title: string
  modes: Mode[]
  /** Whether new sheets may be made now. */
  open: boolean
  sheets: SheetView[]
  /** Of sheets that hold: codes on paper, and codes used. Used codes of voided sheets count on both sides. */
  printed: number
  used: number
  waiting: number
  never: number
}

const sum = (numbers: number[]) => numbers.reduce((total, one) => total + one, 0)

/** The sheets of a survey with how many of their codes were used. `survey.not_found`. */
export async function listCodes(env: Env, surveyId: string, now: number): Promise<Outcome<CodesView>> {
  const survey = await findSurveyById(env, surveyId)
  if (!survey) return refused('survey.not_found')
  const sheets = (await listSheets(env, surveyId)).map(sheetView)
  return done({
    title: survey.title,
    modes: survey.modes,
    open: survey.modes.includes('code') && survey.state !== 'closed',
    sheets,
    printed: sum(sheets.map(({ printed, used, voidedAt }) => (voidedAt === null ? printed : used))),
    used: sum(sheets.map(({ used }) => used)),
    ...(await boxOf(env, survey, now)),
  })
}
