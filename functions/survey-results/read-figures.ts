import { done, refused, type Outcome } from '../domain/outcome.ts'
import { figuresOf, type Figures } from '../domain/survey-figures/figures.ts'
import { FEWEST } from '../domain/survey-figures/suppress.ts'
import type { Form } from '../domain/survey/form.ts'
import type { Margins, Meaning, Mode } from '../domain/survey/meaning.ts'
import type { Env } from '../http/app-types.ts'
import { findSurveyById } from '../surveys/find-survey.ts'
import { findBesides, findSlices, listEditions } from './figures-rows.ts'
import { findResult, type ResultRow } from './results-rows.ts'
import type { Snapshot } from './snapshot.ts'

export type DeskResults = {
  slug: string
  title: string
  version: number
  modes: Mode[]
  edition: number
  form: Form
  meaning: Meaning
  margins: Margins
  figures: Figures
  /** Responses to earlier or later editions, which have other questions. */
  otherEditions: { number: number; n: number }[]
  inBox: number
  codes: { printed: number; used: number }
  textsWaiting: number
  /** What was published last; `version` 0: nothing yet. `mayPublish`: enough came since, or nothing did. */
  published: {
    version: number
    state: ResultRow['state'] | null
    n: number
    madeAt: number | null
    mayPublish: boolean
  }
}

/** Between two publications at least five responses come, or none: what few added would show by difference. */
export const mayFollow = (
  now: { edition: number; n: number },
  before: { edition: number; n: number } | null,
): boolean =>
  now.n >= FEWEST &&
  (before === null || before.edition !== now.edition || now.n === before.n || Math.abs(now.n - before.n) >= FEWEST)

/** The edition and number of responses of what was published last. */
export const lastOf = (row: ResultRow | null) =>
  row && { edition: (JSON.parse(row.figures) as Snapshot).edition, n: row.n }

/** A survey's live figures with everything the desk sees beside them. `survey.not_found`. */
export async function readFigures(env: Env, id: string): Promise<Outcome<DeskResults>> {
  const survey = await findSurveyById(env, id)
  if (!survey) return refused('survey.not_found')
  const { edition } = survey
  const [slices, editions, besides, result] = await Promise.all([
    edition ? findSlices(env.DB, edition.id) : new Map(),
    listEditions(env.DB, id),
    findBesides(env.DB, id),
    findResult(env.DB, id),
  ])
  const form = edition?.form ?? { pages: [], questions: [] }
  const meaning = edition?.meaning ?? {}
  const figures = figuresOf(form, meaning, slices, survey.margins)
  const number = edition?.number ?? 0
  return done({
    ...{ slug: survey.slug, title: survey.title, version: survey.version, edition: number, form, meaning },
    ...{ modes: survey.modes, margins: survey.margins, figures, ...besides },
    otherEditions: editions.flatMap((one) =>
      one.number !== number && one.n > 0 ? [{ number: one.number, n: one.n }] : [],
    ),
    published: {
      version: result?.version ?? 0,
      state: result?.state ?? null,
      n: result?.n ?? 0,
      madeAt: result?.made_at ?? null,
      mayPublish: mayFollow({ edition: number, n: figures.n }, lastOf(result)),
    },
  })
}
