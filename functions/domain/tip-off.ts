import type { Role } from './staff.ts'

/** The two doors: a problem (不文明随手拍) and praise for something done well (文明随手拍). */
export const DOORS = ['problem', 'praise'] as const
export type Door = (typeof DOORS)[number]

export const STATUSES = [
  'received',
  'accepted',
  'assigned',
  'rectified',
  'verified',
  'closed',
  'rejected',
  'merged',
  'withdrawn',
] as const
export type Status = (typeof STATUSES)[number]

/** States in which the office still owes something; the queue holds exactly these. */
export const OPEN_STATUSES = ['received', 'accepted', 'assigned', 'rectified', 'verified'] as const satisfies Status[]

/** What a move asks for before it is made. */
export type Demand =
  | 'said'
  | 'note'
  | 'unit'
  | 'other_unit'
  | 'joint_unit'
  | 'into'
  | 'spot'
  | 'matter'
  | 'longer'
  | 'review_day'
  | 'extension'
  | 'after_photo'
  | 'not_the_doer'

export type Move = {
  from: readonly Status[]
  /** The state after, or 'stay' where the move changes something else. */
  to: Status | 'stay'
  by: readonly (Role | 'reporter')[]
  demands?: readonly Demand[]
  door?: Door
  /** Handlers of a unit that only helps (协办) may make it as well. */
  joint?: true
}

/**
 * The course of a tip-off (domain.md): buttons at the desk and checks on the server read this one table.
 * `said` is what the reporter reads, `note` stays inside. Publishing is no move: it takes two (domain/exposure.ts).
 */
export const moves = {
  ask: { from: ['received', 'accepted', 'assigned'], to: 'stay', by: ['moderator'], demands: ['said'] },
  accept: { from: ['received'], to: 'accepted', by: ['moderator'], door: 'problem' },
  reject: { from: ['received', 'accepted'], to: 'rejected', by: ['moderator'], demands: ['said'] },
  merge: { from: ['received', 'accepted'], to: 'merged', by: ['moderator'], demands: ['into'] },
  correct: { from: ['received', 'accepted', 'assigned'], to: 'stay', by: ['moderator'], demands: ['spot'] },
  split: {
    from: ['received', 'accepted', 'assigned'],
    to: 'stay',
    by: ['moderator'],
    demands: ['matter', 'note'],
    door: 'problem',
  },
  assign: { from: ['accepted'], to: 'assigned', by: ['moderator'], demands: ['unit'], door: 'problem' },
  transfer: { from: ['assigned'], to: 'assigned', by: ['moderator'], demands: ['unit', 'other_unit', 'note'] },
  hand_back: { from: ['assigned'], to: 'accepted', by: ['handler', 'moderator'], demands: ['note'] },
  joint: { from: ['accepted', 'assigned'], to: 'stay', by: ['moderator'], demands: ['unit', 'other_unit'] },
  unjoint: {
    from: ['accepted', 'assigned', 'rectified', 'verified'],
    to: 'stay',
    by: ['moderator'],
    demands: ['joint_unit'],
  },
  add_note: {
    from: ['accepted', 'assigned', 'rectified', 'verified'],
    to: 'stay',
    by: ['handler', 'moderator'],
    demands: ['note'],
    joint: true,
  },
  ask_extension: { from: ['assigned'], to: 'stay', by: ['handler'], demands: ['longer', 'note'] },
  grant_extension: { from: ['assigned'], to: 'stay', by: ['moderator'], demands: ['extension', 'said'] },
  refuse_extension: { from: ['assigned'], to: 'stay', by: ['moderator'], demands: ['note'] },
  backlog: {
    from: ['accepted', 'assigned'],
    to: 'stay',
    by: ['moderator'],
    demands: ['review_day', 'said'],
    door: 'problem',
  },
  unbacklog: { from: ['accepted', 'assigned'], to: 'stay', by: ['moderator'], demands: ['note'] },
  rectify: { from: ['assigned'], to: 'rectified', by: ['handler', 'moderator'], demands: ['after_photo'] },
  send_back: { from: ['rectified', 'verified'], to: 'assigned', by: ['moderator'], demands: ['note'] },
  verify: { from: ['rectified'], to: 'verified', by: ['moderator'], demands: ['not_the_doer'] },
  close: { from: ['verified'], to: 'closed', by: ['moderator'], demands: ['after_photo', 'said'] },
  thank: { from: ['received', 'accepted'], to: 'closed', by: ['moderator'], demands: ['said'], door: 'praise' },
  reopen: { from: ['closed', 'rejected', 'merged'], to: 'accepted', by: ['moderator'], demands: ['note'] },
  answer: { from: ['received', 'accepted', 'assigned'], to: 'stay', by: ['reporter'], demands: ['said'] },
  rate: { from: ['closed'], to: 'stay', by: ['reporter'] },
  withdraw: { from: ['received', 'accepted'], to: 'withdrawn', by: ['reporter'] },
} as const satisfies Record<string, Move>

export type MoveName = keyof typeof moves
export const MOVE_NAMES = Object.keys(moves) as MoveName[]

/** Whether the table lets this actor make the move on a case in this state, whatever the move still demands. */
export const allows = (name: MoveName, status: Status, door: Door, by: Role | 'reporter'): boolean => {
  const move: Move = moves[name]
  return move.from.includes(status) && move.by.includes(by) && (move.door === undefined || move.door === door)
}

/** What the reporter says of the result; `not_mended` reopens the case, once. */
export const RATINGS = ['mended', 'partly', 'not_mended'] as const
export type Rating = (typeof RATINGS)[number]

/** Lengths in code points after trimming and NFC. */
export const TEXT = { min: 10, max: 500 }
export const LANDMARK = { min: 2, max: 60 }
export const NAME = { min: 2, max: 30 }
export const SAID = { min: 2, max: 500 }
export const PHOTOS = { max: 6 }
/** How often a deadline may be put off, each time by no more than the category's own. */
export const EXTENSIONS = { max: 2 }
/** The longest that a case may rest in the backlog (挂账) before somebody looks at it again, in days. */
export const BACKLOG = { maxDays: 366 }
/** How often a case may leave a unit before the desk is warned that it is passed round. */
export const TRANSFERS = { warnAt: 3 }
