import type { Form } from '../survey/form.ts'
import { HEADLINES, type Margins, type Meaning, type Measure, type SurveyKind } from '../survey/meaning.ts'
import { classesOf, measuresOn, type Classes } from './classes.ts'
import { figuresOf, type Figures, type Group } from './figures.ts'
import { groupsToShow, hideInGroups, type Part, type SizedGroup } from './hide-groups.ts'
import { hiddenIn, hideQuestion } from './hide-line.ts'
import type { Line } from './question-figures.ts'
import { headlineOf, type Headlines, scoreOf } from './score.ts'
import { FEWEST } from './suppress.ts'
import { NO_TALLY, slicesOf, type Slices, type Tally } from './tallies.ts'

/** Respondents by how, where or at which window they answered; `rest`: how many are in none of the groups shown. */
export type Grouping = { by: 'mode' | 'community' | 'window'; groups: Group[]; rest: number }
/** The figures as anyone may see them. */
export type PublicFigures = Omit<Figures, 'modes' | 'communities' | 'windows' | 'flags' | 'weighting'> & {
  weighting: Pick<NonNullable<Figures['weighting']>, 'by' | 'effective' | 'empty'> | null
  groupings: Grouping[]
}

/** Headline figures of what `partOf` finds for each measure; null as soon as one of them stays unsaid. */
const headlinesOfParts = (meaning: Meaning, partOf: (measure: Measure) => Part, effective = 1): Headlines => {
  const found: Headlines = {}
  for (const headline of HEADLINES) {
    const measures = meaning.headline?.[headline] ?? []
    if (measures.length === 0) continue
    const parts = measures.map(partOf)
    found[headline] = parts.some((part) => part === null)
      ? null
      : headlineOf(
          parts.map((part) => part!),
          effective,
        )
  }
  return found
}

/** The lines that headline figures are made of, each sorted into what they make of it. */
const sortedLines = (figures: Figures, meaning: Meaning): Map<string, Classes> => {
  const lines = figures.questions
    .flatMap((question) => question.lines)
    .filter((line) => !line.many && (line.n ?? 0) >= FEWEST)
  return new Map(
    lines.flatMap((line): [string, Classes][] => {
      const measures = measuresOn(meaning, line.name)
      return measures.length > 0 ? [[line.name, classesOf(line, measures)]] : []
    }),
  )
}

const groupingOf = (
  by: Grouping['by'],
  groups: readonly SizedGroup[],
  meaning: Meaning,
  sorted: Map<string, Classes>,
  all: Tally,
): Grouping => {
  const found = new Map([...sorted].map(([line, classes]) => [line, hideInGroups(line, classes, groups, all)]))
  const shown = groups.map(({ value, tally }): Group => {
    const headlines = headlinesOfParts(meaning, (measure) => found.get(measure.question)?.(value, measure) ?? null)
    return { value, n: tally.n, headlines }
  })
  shown.sort((a, b) => b.n - a.n || (a.value < b.value ? -1 : 1))
  return { by, groups: shown, rest: all.n - shown.reduce((total, { n }) => total + n, 0) }
}

/** The population's shares without those of answers that stay unsaid: a weight would tell how many gave them. */
const marginsToShow = (
  margins: Margins,
  { meaning, figures, communities }: { meaning: Meaning; figures: Figures; communities: readonly SizedGroup[] },
): Margins => {
  const lineOf = (name: string | undefined): Line | undefined =>
    figures.questions.flatMap(({ lines }) => lines).find((line) => line.name === name)
  const without = (shares: Readonly<Record<string, number>> | undefined, isShown: (value: string) => boolean) =>
    Object.fromEntries(Object.entries(shares ?? {}).filter(([value]) => isShown(value)))
  const shownIn = (name: string | undefined) => {
    const line = lineOf(name)
    const hidden = line && (line.n ?? 0) >= FEWEST ? hiddenIn(line, meaning) : null
    return (value: string) => hidden !== null && !hidden.has(value)
  }
  return {
    community: without(margins.community, (value) => communities.some((one) => one.value === value)),
    age: without(margins.age, shownIn(meaning.age)),
    sex: without(margins.sex, shownIn(meaning.sex)),
  }
}

/**
 * What may be published of an edition's figures: whatever one to four people stand behind is unsaid, and whatever would let it
 * be computed. Null below five responses. A window stands in a community and brings answers of one mode, so a window survey is
 * grouped by window only; where the community was a question, the grouping takes that question's place.
 */
export const publicFigures = (
  form: Form,
  meaning: Meaning,
  slices: Slices,
  margins: Margins,
  kind: SurveyKind,
): PublicFigures | null => {
  const all = slices.get('all') ?? NO_TALLY
  if (all.n < FEWEST) return null
  const sizedBy = (by: string) =>
    groupsToShow(
      slicesOf(slices, by).map(([value, tally]) => ({ value, tally })),
      all.n,
    )
  const plain = figuresOf(form, meaning, slices, {})
  const communities = sizedBy('community')
  const shares = marginsToShow(margins, { meaning, figures: plain, communities })
  const { n, questions, weightedHeadlines, weighting } = figuresOf(form, meaning, slices, shares)
  const sorted = sortedLines(plain, meaning)
  /** The whole as a group of its own, in which what stays unsaid of a line is unsaid. */
  const wholePart = (measure: Measure): Part => {
    const classes = sorted.get(measure.question)
    return classes ? hideInGroups(measure.question, classes, [{ value: 'all', tally: all }], all)('all', measure) : null
  }
  const headlines = headlinesOfParts(meaning, wholePart)
  const isComparable = (headline: string) => {
    const found = headlines[headline as keyof Headlines]
    return !!found && !found.kept
  }
  const weighted: Headlines | null =
    weightedHeadlines &&
    Object.fromEntries(
      Object.entries(weightedHeadlines).map(([headline, found]) => [headline, isComparable(headline) ? found : null]),
    )
  const by: Grouping['by'][] = kind === 'window' ? ['window'] : ['mode', 'community']
  return {
    n,
    headlines,
    weightedHeadlines: weighted,
    score: scoreOf(meaning, headlines),
    weightedScore: weighted && scoreOf(meaning, weighted),
    weighting: weighting && {
      by: weighting.by,
      effective: Math.round(weighting.effective),
      empty: weighting.empty,
    },
    questions: questions
      .filter(({ name }) => kind === 'window' || name !== meaning.community)
      .map((question) => hideQuestion(question, meaning)),
    groupings: by.map((one) => groupingOf(one, one === 'community' ? communities : sizedBy(one), meaning, sorted, all)),
  }
}
