import type { Door, Rating, Status } from '../domain/tip-off.ts'

/** A case as its table holds it, without the receipt's hash and the sealed contact, which no list or view ever needs. */
export type TipOffRow = {
  id: string
  number: string
  door: Door
  status: Status
  version: number
  category: string
  place_kind: string | null
  street: string
  community: string
  landmark: string
  lng: number | null
  lat: number | null
  accuracy_m: number | null
  text: string
  solved: number
  photo_count: number
  me_too_count: number
  question_open: number
  unit: string | null
  due_at: number
  grid: string | null
  assigned_at: number | null
  transfers: number
  extension_until: number | null
  extended_count: number
  backlogged_at: number | null
  backlog_until: number | null
  due_before_backlog: number | null
  split_from: string | null
  urgent_at: number | null
  rebound_of: string | null
  rebound_count: number
  received_at: number
  changed_at: number
  rectified_by: string | null
  closed_at: number | null
  closed_days: number | null
  rating: Rating | null
  reopened_count: number
  merged_into: string | null
  published_at: number | null
  public_text: string | null
  public_before_key: string | null
  public_after_key: string | null
}
