import type { Text } from './form.ts'

/** The four headline figures of the assessment: 满意度, 知晓率, 支持率, 参与率. */
export const HEADLINES = ['satisfaction', 'awareness', 'support', 'participation'] as const
export type Headline = (typeof HEADLINES)[number]

/** How a headline figure is made: the share, among answers that are not left out, whose choice counts. Several are averaged. */
export type Measure = { question: string; counts: readonly string[]; leavesOut?: readonly string[] }

/**
 * What the questions of an edition mean for the figures, by question name. Kept beside the definition, which stays
 * pure SurveyJS. A matrix row is named `question.row`.
 */
export type Meaning = {
  /** Who answered: the questions for community, age and sex; what the sample, the slices and the weights go by. */
  community?: string
  age?: string
  sex?: string
  headline?: Partial<Record<Headline, readonly Measure[]>>
  /** What each headline weighs in the score of 0 to 100; equal weights where it is absent. */
  weights?: Partial<Record<Headline, number>>
  /** Quiz: why an answer is right, and the conduct rule (slug of content/rules) behind it. */
  because?: Readonly<Record<string, { text: Text; rule?: string }>>
}

/** Ways answers are taken: 网络链接, 一次性答题码, 街访, 入户, 窗口评价, 纸质录入. */
export const MODES = ['link', 'code', 'street', 'household', 'window', 'paper'] as const
export type Mode = (typeof MODES)[number]

export const SURVEY_KINDS = ['opinion', 'quiz', 'window'] as const
export type SurveyKind = (typeof SURVEY_KINDS)[number]
export const SURVEY_STATES = ['draft', 'open', 'closed'] as const
export type SurveyState = (typeof SURVEY_STATES)[number]

/** Shares of the population that answers are weighted to, by choice value; each adds up to 1. */
export type Margins = Partial<Record<'community' | 'age' | 'sex', Readonly<Record<string, number>>>>

/** What makes a response one to look at again; flagged, never deleted. */
export const FLAGS = ['fast', 'straight', 'double', 'again', 'over_quota'] as const
export type Flag = (typeof FLAGS)[number]
