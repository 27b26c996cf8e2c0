import type { Door, Status } from '../../functions/domain/tip-off.ts'

/** A published case as the board shows it (GET /api/tip-offs/board). Days are 2026-11-22. */
export type BoardCase = {
  number: string
  door: Door
  category: string
  street: string
  community: string | null
  landmark: string | null
  text: string
  status: Status
  receivedOn: string
  closedOn: string | null
  before: string | null
  after: string | null
}

type PublicPhoto = { key: string; thumb: string; width: number; height: number }

/** A published case on its own page (GET /api/tip-offs/board/<number>). */
export type PublicCase = Omit<BoardCase, 'before' | 'after'> & {
  meToo: number
  photos: { before: PublicPhoto[]; after: PublicPhoto[] }
  timeline: { kind: string; on: string; unit: string | null }[]
}
