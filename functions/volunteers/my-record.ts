import type { ShiftOfActivity } from '../activities/public-view.ts'
import { readShifts, shiftsIn } from '../activities/read-shifts.ts'
import { done, type Outcome } from '../domain/outcome.ts'
import type { Env } from '../http/app-types.ts'
import { listMine, type MyCertificateRow, type MyRecordRow } from './me-rows.ts'
import { openBook, type Book, type TypedCode } from './open-book.ts'
import { openContact } from './person.ts'
import { signUpViews, type SignUpView } from './sign-up-view.ts'

/** Service that counts, or would: one for each time somebody was expected, and those taken over from a list. */
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
/** `head`: who signed up; their moves are the whole party's. */
export type MySignUp = SignUpView & ShiftOfActivity & { head: boolean; canCancel: boolean; record: RecordView | null }
export type MyCertificate = {
  number: string
  key: string
  issuedAt: number
  minutes: number
  state: 'valid' | 'changed' | 'revoked'
}
export type MyRecord = {
  number: string
  name: string
  community: string
  minutes: number
  signUps: MySignUp[]
  records: RecordView[]
  certificates: MyCertificate[]
}

const recordView = (row: MyRecordRow): RecordView => ({
  id: row.id,
  title: row.title,
  centre: row.centre,
  servedOn: row.served_on,
  inAt: row.in_at,
  outAt: row.out_at,
  minutes: row.minutes,
  noShow: row.no_show === 1,
  corrected: row.corrected === 1,
  reason: row.reason,
  disputedAt: row.disputed_at,
  disputeAnswer: row.dispute_answer,
})

const certificateView = (row: MyCertificateRow): MyCertificate => ({
  number: row.number,
  key: row.verify_key,
  issuedAt: row.issued_at,
  minutes: row.minutes,
  state: row.revoked_at !== null ? 'revoked' : row.minutes_now === row.minutes ? 'valid' : 'changed',
})

/** What a volunteer reads in their own book; `minutes` counts their own service, not that of those they brought. */
export const readMyRecord = async (env: Env, book: Book, now: number): Promise<MyRecord> => {
  const [{ signUps, records, certificates }, contact] = await Promise.all([
    listMine(env, book.id),
    openContact(env, book.contactSealed, book.id),
  ])
  const ids = [...new Set(signUps.map(({ shift_id }) => shift_id))]
  const [views, read] = await Promise.all([
    signUpViews(env, signUps),
    ids.length === 0 ? undefined : readShifts(env, ids).all(),
  ])
  const shifts = shiftsIn(read, now)
  const own = records.filter((row) => row.own === 1)
  return {
    number: book.number,
    name: contact?.name ?? '',
    community: book.community,
    minutes: own.reduce((sum, { minutes }) => sum + minutes, 0),
    signUps: signUps.flatMap((row, place) => {
      const on = shifts.get(row.shift_id)
      const record = records.find(({ sign_up_id }) => sign_up_id === row.id)
      if (!on) return []
      const canCancel = ['confirmed', 'waiting', 'offered'].includes(row.state) && now < on.shift.startsAt
      return [
        { ...views[place]!, ...on, head: row.id === row.party, canCancel, record: record ? recordView(record) : null },
      ]
    }),
    records: own.map(recordView),
    certificates: certificates.map(certificateView),
  }
}

/** Opens a book with its mobile and query code. Refusals are those of `openBook`. */
export const myRecord = async (
  env: Env,
  typed: TypedCode,
  address: string,
  now: number,
): Promise<Outcome<MyRecord>> => {
  const opened = await openBook(env, typed, address, now)
  return opened.ok ? done(await readMyRecord(env, opened.value, now)) : opened
}
