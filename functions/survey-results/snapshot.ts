import type { Headlines, Score } from '../domain/survey-figures/score.ts'
import { type PublicFigures, publicFigures } from '../domain/survey-figures/public-figures.ts'
import type { Slices } from '../domain/survey-figures/tallies.ts'
import type { Mode } from '../domain/survey/meaning.ts'
import type { Edition, Survey } from '../surveys/find-survey.ts'

/** What is kept as published: the figures with the words of the questions as they were asked. */
export type Snapshot = { edition: number; modes: Mode[]; figures: PublicFigures }
/** What a trend needs of a round. */
export type Headline = { n: number; headlines: Headlines; score: Pick<Score, 'value'> | null }

/** The snapshot of an edition's figures as they may be published now; null below five responses. */
export const snapshotOf = (survey: Survey, edition: Edition, slices: Slices): Snapshot | null => {
  const figures = publicFigures(edition.form, edition.meaning, slices, survey.margins, survey.kind)
  return figures && { edition: edition.number, modes: survey.modes, figures }
}

export const headlineOf = ({ figures: { n, headlines, score } }: Snapshot): Headline => ({
  n,
  headlines,
  score: score && { value: score.value },
})
