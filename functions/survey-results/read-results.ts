import { done, refused, type Outcome } from '../domain/outcome.ts'
import { maskNumbers } from '../domain/mask-numbers.ts'
import { type Change, changeOf } from '../domain/survey-figures/compare.ts'
import type { Headlines } from '../domain/survey-figures/score.ts'
import { HEADLINES, type Headline as HeadlineName, type SurveyKind } from '../domain/survey/meaning.ts'
import type { Env } from '../http/app-types.ts'
import { SLUG } from '../surveys/find-survey.ts'
import { findPublic, type RoundRow } from './results-rows.ts'
import type { Headline, Snapshot } from './snapshot.ts'

/** One round of a series; `changes` says of each headline figure how it compares with the round before. */
export type Round = {
  slug: string
  title: string
  titleEn: string
  opensAt: number | null
  n: number
  headlines: Headlines
  score: number | null
  changes: Partial<Record<HeadlineName, Change>>
}
export type PublicResults = Snapshot & {
  slug: string
  kind: SurveyKind
  title: string
  titleEn: string
  opensAt: number | null
  closesAt: number | null
  closed: boolean
  madeAt: number
  /** Rounds of the series, oldest first; this one among them. Empty where the survey stands alone. */
  rounds: Round[]
  /** What residents wrote, read and approved by staff, by question. */
  texts: { question: string; text: string }[]
}

const roundOf = (row: RoundRow, before: RoundRow | undefined): Round => {
  const { n, headlines, score } = JSON.parse(row.headline) as Headline
  const earlier = before ? (JSON.parse(before.headline) as Headline).headlines : {}
  const changes = HEADLINES.flatMap((headline): [HeadlineName, Change][] => {
    const [then, now] = [earlier[headline], headlines[headline]]
    return then && now ? [[headline, changeOf(then, now)]] : []
  })
  return {
    ...{ slug: row.slug, title: row.title, titleEn: row.title_en, opensAt: row.opens_at, n, headlines },
    ...{ score: score?.value ?? null, changes: Object.fromEntries(changes) },
  }
}

/** What is public of a survey's results: read from what was published, never from responses. `survey.no_results`. */
export async function readResults(env: Env, slug: string): Promise<Outcome<PublicResults>> {
  if (!SLUG.test(slug)) return refused('survey.no_results')
  const { row, rounds, texts } = await findPublic(env.DB, slug)
  if (!row) return refused('survey.no_results')
  const inOrder = rounds.toReversed()
  return done({
    ...(JSON.parse(row.figures) as Snapshot),
    ...{ slug: row.slug, kind: row.kind as SurveyKind, title: row.title, titleEn: row.title_en },
    ...{ opensAt: row.opens_at, closesAt: row.closes_at, closed: row.survey_state === 'closed', madeAt: row.made_at },
    rounds: inOrder.length > 1 ? inOrder.map((one, at) => roundOf(one, inOrder[at - 1])) : [],
    texts: texts.map(({ question, text }) => ({ question, text: maskNumbers(text) })),
  })
}
