import type { Door, Rating, Status } from '../../functions/domain/tip-off.ts'

/** A case as the person who sent it sees it (POST /api/tip-offs/track). */
export type ReportersView = {
  number: string
  door: Door
  status: Status
  category: string
  community: string
  landmark: string
  text: string
  receivedAt: number
  dueAt: number
  overdueWorkingDays: number
  unit: string | null
  question: string | null
  photos: { before: string[]; after: string[] }
  rating: Rating | null
  canRate: boolean
  canWithdraw: boolean
  canAnswer: boolean
  mergedInto: string | null
  /** When somebody looks again at what cannot be done for now. */
  backlogUntil: number | null
  /** Other matters of the same tip-off, each with the code that opens it; none for the one it was split off from. */
  parts: { number: string; status: Status; category: string; receipt: string | null }[]
  timeline: { kind: string; at: number; said: string | null; unit: string | null; rating: Rating | null }[]
  contact: 'none' | 'left'
  meToo: number
}
