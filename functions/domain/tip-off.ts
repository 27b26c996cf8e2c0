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
export type Demand = 'said' | 'note' | 'unit' | 'into' | 'after_photo' | 'not_the_doer' | 'redacted_photos'

export type Move = {
  from: readonly Status[]
  /** The state after, or 'stay' where the move changes something else. */
  to: Status | 'stay'
  by: readonly (Role | 'reporter')[]
  demands?: readonly Demand[]
  door?: Door
}

/**
 * The course of a tip-off (domain.md): buttons at the desk and checks on the server read this one table.
 * `said` is what the reporter reads, `note` stays inside.
 */
export const moves = {
  ask: { from: ['received', 'accepted', 'assigned'], to: 'stay', by: ['moderator'], demands: ['said'] },
  accept: { from: ['received'], to: 'accepted', by: ['moderator'], door: 'problem' },
  reject: { from: ['received', 'accepted'], to: 'rejected', by: ['moderator'], demands: ['said'] },
  merge: { from: ['received', 'accepted'], to: 'merged', by: ['moderator'], demands: ['into'] },
  assign: { from: ['accepted', 'assigned'], to: 'assigned', by: ['moderator'], demands: ['unit'], door: 'problem' },
  hand_back: { from: ['assigned'], to: 'accepted', by: ['handler', 'moderator'], demands: ['note'] },
  rectify: { from: ['assigned'], to: 'rectified', by: ['handler', 'moderator'], demands: ['after_photo'] },
  send_back: { from: ['rectified', 'verified'], to: 'assigned', by: ['moderator'], demands: ['note'] },
  verify: { from: ['rectified'], to: 'verified', by: ['moderator'], demands: ['not_the_doer'] },
  close: { from: ['verified'], to: 'closed', by: ['moderator'], demands: ['after_photo', 'said'] },
  thank: { from: ['received', 'accepted'], to: 'closed', by: ['moderator'], demands: ['said'], door: 'praise' },
  reopen: { from: ['closed', 'rejected', 'merged'], to: 'accepted', by: ['moderator'], demands: ['note'] },
  publish: { from: ['closed'], to: 'stay', by: ['moderator'], demands: ['redacted_photos'] },
  unpublish: { from: ['closed', 'accepted', 'assigned', 'rectified', 'verified'], to: 'stay', by: ['moderator'] },
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
