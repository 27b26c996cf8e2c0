import type { Roster } from '../../functions/attendance/read-roster.ts'
import { ROSTER_KEPT, type MarkKind } from '../../functions/domain/attendance.ts'

/** A mark on its way: on this phone until the portal has answered for it. */
export type KeptMark = {
  id: string
  shift: string
  signUp?: string
  checkCode?: string
  kind: MarkKind
  how: 'scan' | 'list'
  at: number
  /** Why the portal did not take it; absent while it waits. */
  refused?: string
}

const NAME = 'check-in'
/** Marks the portal never heard of are given up after this long: their shift is long over. */
const GIVEN_UP = 14 * 86_400_000

const answerOf = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('storage'))
  })

const open = (): Promise<IDBDatabase> => {
  const request = indexedDB.open(NAME, 1)
  request.onupgradeneeded = () => {
    request.result.createObjectStore('rosters', { keyPath: 'shift.id' })
    request.result.createObjectStore('marks', { keyPath: 'id' })
  }
  return answerOf(request)
}
let opened: Promise<IDBDatabase> | null = null
const storeOf = async (name: 'rosters' | 'marks', mode: IDBTransactionMode): Promise<IDBObjectStore> => {
  opened ??= open()
  return (await opened).transaction(name, mode).objectStore(name)
}

export const keepRoster = async (roster: Roster): Promise<void> => {
  await answerOf((await storeOf('rosters', 'readwrite')).put(roster))
}
export const keptRoster = async (shift: string): Promise<Roster | null> =>
  (await answerOf<Roster | undefined>((await storeOf('rosters', 'readonly')).get(shift))) ?? null

export const keepMark = async (mark: KeptMark): Promise<void> => {
  await answerOf((await storeOf('marks', 'readwrite')).put(mark))
}
export const dropMark = async (id: string): Promise<void> => {
  await answerOf((await storeOf('marks', 'readwrite')).delete(id))
}
export const keptMarks = async (): Promise<KeptMark[]> =>
  (await answerOf<KeptMark[]>((await storeOf('marks', 'readonly')).getAll())).sort((a, b) => a.at - b.at)

/** Removes what this phone has no business to keep: rosters a day after their shift, marks after two weeks. */
export const forgetOld = async (now: number): Promise<void> => {
  const rosters = await answerOf<Roster[]>((await storeOf('rosters', 'readonly')).getAll())
  for (const { shift } of rosters) {
    if (shift.endsAt + ROSTER_KEPT < now) await answerOf((await storeOf('rosters', 'readwrite')).delete(shift.id))
  }
  for (const mark of await keptMarks()) if (mark.at + GIVEN_UP < now) await dropMark(mark.id)
}

/** Removes everything: somebody signs out on this phone. */
export const forgetAll = async (): Promise<void> => {
  for (const name of ['rosters', 'marks'] as const) await answerOf((await storeOf(name, 'readwrite')).clear())
}
