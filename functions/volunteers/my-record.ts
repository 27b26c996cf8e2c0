import type { ShiftOfActivity } from '../activities/public-view.ts'
import { readShifts, shiftsIn } from '../activities/read-shifts.ts'
import { recordView, type RecordView } from '../attendance/record-view.ts'
import { district } from '../district.ts'
import { done, type Outcome } from '../domain/outcome.ts'
import { pointsOf, type Points } from '../domain/points.ts'
import { shanghaiDay } from '../domain/shanghai-day.ts'
import type { Env } from '../http/app-types.ts'
import { listMine, type MyCertificateRow } from './me-rows.ts'
import { openBook, type Book, type TypedCode } from './open-book.ts'
import { openContact } from './person.ts'
import { signUpViews, type SignUpView } from './sign-up-view.ts'

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
  /** Only where the district gives points (content/district/district.json). */
  points: Points | null
}

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
  const own = records.filter((row) => row.own === 1).map(recordView)
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
    records: own,
    certificates: certificates.map(certificateView),
    points: district.points.on ? pointsOf(own, 0, shanghaiDay(now), district.points) : null,
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
