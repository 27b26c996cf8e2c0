import { done, refused, type Outcome } from './outcome.ts'
import { addWorkingHours, type WorkCalendar } from './work-days.ts'

/** Supervision slips (督办单) in the order they grow graver. */
export const COLOURS = ['white', 'yellow', 'red'] as const
export type Colour = (typeof COLOURS)[number]

/** How many deadlines after the deadline a yellow and a red slip fall due (content/district/district.json). */
export type SlipRule = { yellow_after_deadlines: number; red_after_deadlines: number }

export const rankOf = (colour: Colour): number => COLOURS.indexOf(colour)
/** The colour after this one; null after red. */
export const graver = (colour: Colour): Colour | null => COLOURS[rankOf(colour) + 1] ?? null

/**
 * The moment at which a slip of this colour falls due: white as the deadline passes, yellow and red after so many
 * deadlines more, in working hours (domain.md). `hours` is the deadline's length.
 */
export const slipMoment = (
  colour: Colour,
  { dueAt, hours }: { dueAt: number; hours: number },
  rule: SlipRule,
  calendar: WorkCalendar,
): number => {
  if (colour === 'white') return dueAt
  const deadlines = colour === 'yellow' ? rule.yellow_after_deadlines : rule.red_after_deadlines
  return addWorkingHours(dueAt, deadlines * hours, calendar)
}

export type StandingSlip = { colour: Colour; withdrawn: boolean }

/**
 * Whether a slip of this colour may be issued beside those of the same unit and term: never the same colour twice, even
 * after it was withdrawn (`slip.same_again`), and nothing milder than what stands (`slip.not_back`).
 */
export const checkColour = (colour: Colour, before: readonly StandingSlip[]): Outcome<null> => {
  if (before.some((slip) => slip.colour === colour)) return refused('slip.same_again', 'colour')
  const graverStands = before.some((slip) => !slip.withdrawn && rankOf(slip.colour) > rankOf(colour))
  return graverStands ? refused('slip.not_back', 'colour') : done(null)
}

export const SLIP_STATES = ['issued', 'acknowledged', 'answered', 'withdrawn'] as const
export type SlipState = (typeof SLIP_STATES)[number]
/** What a list may ask of the state; `open`: neither answered nor withdrawn. */
export const ASKED_STATES = ['open', ...SLIP_STATES] as const

/** What may be done with a slip: from which state, and by whom. */
export const slipMoves = {
  note: { from: ['issued', 'acknowledged', 'answered'], by: 'moderator' },
  withdraw: { from: ['issued', 'acknowledged', 'answered'], by: 'moderator' },
  acknowledge: { from: ['issued'], by: 'handler' },
  answer: { from: ['issued', 'acknowledged', 'answered'], by: 'handler' },
} as const satisfies Record<string, { from: readonly SlipState[]; by: 'moderator' | 'handler' }>
export type SlipMove = keyof typeof slipMoves
export const SLIP_MOVES = Object.keys(slipMoves) as SlipMove[]

/** The moves somebody of this role may make on a slip in this state: the buttons and the check read the same table. */
export const allowedSlipMoves = (state: SlipState, role: string): SlipMove[] =>
  SLIP_MOVES.filter(
    (name) => (slipMoves[name].from as readonly SlipState[]).includes(state) && slipMoves[name].by === role,
  )
