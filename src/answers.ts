/** What GET /api/tip-offs/board answers for each case; `before` and `after` are keys of small public pictures. */
export type PublicCase = {
  number: string
  category: string
  street: string
  community: string | null
  before: string | null
  after: string | null
}

/** What GET /api/figures answers; `onTime30` is a share from 0 to 1, or null for fewer than five cases. */
export type Figures = {
  received30: number
  closed30: number
  onTime30: number | null
  open: number
  closedTotal: number
}

/** What GET /api/figures/volunteers answers: `null` where there are too few to publish. */
export type VolunteerFigures = {
  registered: number
  active: number | null
  hours: number
  noShowRate: number | null
  centres: { centre: string; activities: number; served: number | null; hours: number | null }[]
}
