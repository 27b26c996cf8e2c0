import type { ShiftState, SignUpState } from '../../functions/domain/volunteer.ts'

/** A shift as the public sees it (GET /api/activities); times are epoch ms. */
export type ShiftView = {
  id: string
  startsAt: number
  endsAt: number
  capacity: number
  free: number
  waiting: number
  state: ShiftState
  opensAt: number
  closesAt: number
  cancelUntil: number
  movedAt: number | null
  cancelledSaid: string | null
}

/** What the shifts of one activity share. */
export type ActivityView = {
  number: string
  state: 'open' | 'cancelled'
  title: string
  kind: string
  text: string
  centre: string
  team: { name: string } | null
  street: string
  community: string
  place: string
  contactName: string
  contactPhone: string
  bring: string
  minAge: number
  skills: string[]
}

export type ShiftOfActivity = { shift: ShiftView; activity: ActivityView }

/** Somebody's place, or their place in the queue. `place` counts from 1 on the waiting list. */
export type SignUpView = {
  id: string
  name: string
  state: SignUpState
  place: number | null
  checkCode: string
  offerUntil: number | null
}

/** What POST /api/volunteers/sign-ups answers; `code` is null where the sign-up joined a book that was there. */
export type SignedUp = ShiftOfActivity & { code: string | null; number: string; signUps: SignUpView[] }

/** Service that counts, or would: one for each time somebody was expected. */
export type RecordView = {
  id: string
  title: string
  centre: string
  servedOn: string
  inAt: number | null
  outAt: number | null
  minutes: number
  noShow: boolean
  corrected: boolean
  reason: string | null
  disputedAt: number | null
  disputeAnswer: string | null
}

export type MySignUp = Omit<SignUpView, 'name'> &
  ShiftOfActivity & { name?: string; canCancel: boolean; record: RecordView | null }

/** One volunteer's book (POST /api/volunteers/me). */
export type MyRecord = {
  number: string
  name: string
  community: string
  minutes: number
  signUps: MySignUp[]
  records: RecordView[]
  certificates: {
    number: string
    key: string
    issuedAt: number
    minutes: number
    state: 'valid' | 'changed' | 'revoked'
  }[]
}
