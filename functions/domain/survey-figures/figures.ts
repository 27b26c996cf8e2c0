import type { Form } from '../survey/form.ts'
import { FLAGS, type Flag, type Margins, type Meaning } from '../survey/meaning.ts'
import { questionFigures, type QuestionFigures } from './question-figures.ts'
import { headlinesOf, type Headlines, type Score, scoreOf } from './score.ts'
import { type Dimension, NO_TALLY, slicesOf, type Slices, type Tally, type Weighted, weightedTally } from './tallies.ts'

/** Part of the respondents: those of one mode, community or window, with the headline figures among them. */
export type Group = { value: string; n: number; headlines: Headlines }
/** How the weighted figures were made, in numbers. */
export type Weighting = {
  by: Dimension[]
  effective: number
  largest: number
  rounds: number
  empty: { dimension: Dimension; value: string }[]
}
export type Figures = {
  n: number
  headlines: Headlines
  weightedHeadlines: Headlines | null
  score: Score | null
  weightedScore: Score | null
  weighting: Weighting | null
  questions: QuestionFigures[]
  modes: Group[]
  communities: Group[]
  windows: Group[]
  flags: Record<Flag, number>
}

const NAMES: Dimension[] = ['community', 'age', 'sex']

const weightingOf = ({ raked, by }: Weighted): Weighting => ({
  by,
  effective: raked.effective,
  largest: raked.largest,
  rounds: raked.rounds,
  empty: raked.empty.map(({ dimension, value }) => ({ dimension: NAMES[dimension]!, value })),
})

/** Everything that can be told of an edition's responses from its kept tallies, for those who may see all of it. */
export const figuresOf = (form: Form, meaning: Meaning, slices: Slices, margins: Margins): Figures => {
  const all = slices.get('all') ?? NO_TALLY
  const weighted = weightedTally(slices, margins)
  const headlines = headlinesOf(meaning, all)
  const thinned = weighted && all.n > 0 ? weighted.raked.effective / all.n : 1
  const weightedHeadlines = weighted && headlinesOf(meaning, weighted.tally, thinned)
  const groupsOf = (kind: string): Group[] =>
    slicesOf(slices, kind)
      .filter(([, tally]) => tally.n > 0)
      .map(([value, tally]: [string, Tally]) => ({ value, n: tally.n, headlines: headlinesOf(meaning, tally) }))
      .sort((a, b) => b.n - a.n || (a.value < b.value ? -1 : 1))
  return {
    n: all.n,
    headlines,
    weightedHeadlines,
    score: scoreOf(meaning, headlines),
    weightedScore: weightedHeadlines && scoreOf(meaning, weightedHeadlines),
    weighting: weighted && weightingOf(weighted),
    questions: form.questions.map((question) => questionFigures(question, all, weighted)),
    modes: groupsOf('mode'),
    communities: groupsOf('community'),
    windows: groupsOf('window'),
    flags: Object.fromEntries(FLAGS.map((flag) => [flag, all.counts[`#${flag}`] ?? 0])) as Record<Flag, number>,
  }
}
