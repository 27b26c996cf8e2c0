import type { SheetRow } from './rows.ts'

/** A sheet as the desk sees it; `used` is how many of its codes were used, never which or when. */
export type SheetView = {
  id: string
  community: string
  printed: number
  used: number
  version: number
  madeAt: number
  voidedAt: number | null
}

export const sheetView = ({ id, community, printed, used, version, made_at, voided_at }: SheetRow): SheetView => ({
  ...{ id, community, printed, used, version },
  madeAt: made_at,
  voidedAt: voided_at,
})
