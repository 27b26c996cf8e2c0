import type { SurveyState } from './survey/meaning.ts'

export const SURVEY_MOVES = [
  'edit',
  'open',
  'close',
  'reopen',
  'take_back',
  'new_edition',
  'use_edition',
  'drop_edition',
] as const
export type SurveyMoveName = (typeof SURVEY_MOVES)[number]

/** What of a survey its moves look at. `edition`: the one that is answered, 0 before the first opening. */
export type SurveyCourse = {
  state: SurveyState
  edition: number
  /** Whether anything was answered, sealed answers included. */
  touched: boolean
  /** The newest edition; above `edition` there is one that waits to be used. */
  newest: number
}

const FROM: Record<SurveyMoveName, readonly SurveyState[]> = {
  edit: ['draft', 'open', 'closed'],
  open: ['draft'],
  close: ['open'],
  reopen: ['closed'],
  take_back: ['open', 'closed'],
  new_edition: ['open', 'closed'],
  use_edition: ['open', 'closed'],
  drop_edition: ['open', 'closed'],
}

/** The moves that can be made with a survey now: the buttons of its page, and what the API lets through. */
export const allowedSurveyMoves = ({ state, edition, touched, newest }: SurveyCourse): SurveyMoveName[] =>
  SURVEY_MOVES.filter((move) => {
    if (!FROM[move].includes(state)) return false
    if (move === 'take_back') return !touched
    if (move === 'new_edition') return newest === edition
    return move === 'use_edition' || move === 'drop_edition' ? newest > edition : true
  })
