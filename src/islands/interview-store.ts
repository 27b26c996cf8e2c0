import type { InterviewMode } from '../../functions/domain/interview-input.ts'
import type { Issue } from '../../functions/domain/outcome.ts'
import type { Answers } from '../../functions/domain/survey/form.ts'
import type { OpenedInterviews } from '../../functions/interviews/open-interviews.ts'

/** The survey on this phone: as it was opened, and the questions as the server wrote them (InterviewForm.astro). */
export type Session = {
  id: 'session'
  code: string
  locale: string
  opened: OpenedInterviews
  form: string
  /** The questions' own sentences for what is wrong with an answer, by question (scripts/survey/sentences.ts). */
  own: Record<string, string[]>
  /** How far the portal's clock is ahead of this phone's (ms). */
  ahead: number
}
/** Who is being asked: what was chosen before the first question, and when it began. */
export type Draft = {
  key: string
  survey: string
  edition: number
  editionVersion: number
  mode: InterviewMode
  community: string | null
  /** Answers that were given by choosing whom to ask, by question. */
  given: Record<string, string>
  /** The same as people read it, for what the questions repeat of it. */
  labels: Record<string, string>
  /** `community|age|sex`, for the quotas, and the same as people read it. */
  cell: string
  who: string
  startedAt: number
}
/** A finished interview on its way: on this phone until the portal has answered for it. */
export type Waiting = Draft & {
  answers: Answers
  seconds: number
  takenAt: number
  /** Why the portal did not take it; absent while it waits. */
  issues?: Issue[]
}
/** What was done on one day, and how many people were asked who did not want to. */
export type Tally = { id: 'today'; day: string; n: number }
export type Declined = { id: 'declined'; phone: string; days: Record<string, number> }

const NAME = 'interviews'
const STORES = ['kept', 'drafts', 'waiting'] as const
type Store = (typeof STORES)[number]

const answerOf = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('storage'))
  })

const open = (): Promise<IDBDatabase> => {
  const request = indexedDB.open(NAME, 1)
  request.onupgradeneeded = () => {
    for (const store of STORES) request.result.createObjectStore(store, { keyPath: store === 'kept' ? 'id' : 'key' })
  }
  return answerOf(request)
}
let opened: Promise<IDBDatabase> | null = null
/** Does several things in one transaction, which is kept whole or not at all. */
const within = async <T>(mode: IDBTransactionMode, work: (of: (store: Store) => IDBObjectStore) => Promise<T>) => {
  opened ??= open()
  const transaction = (await opened).transaction([...STORES], mode)
  const ended = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error('storage'))
  })
  const value = await work((store) => transaction.objectStore(store))
  await ended
  return value
}

export const keptSession = (): Promise<Session | null> =>
  within('readonly', async (of) => (await answerOf<Session | undefined>(of('kept').get('session'))) ?? null)
export const keepSession = (session: Session): Promise<unknown> =>
  within('readwrite', (of) => answerOf(of('kept').put(session)))

export const keptDrafts = (): Promise<Draft[]> => within('readonly', (of) => answerOf<Draft[]>(of('drafts').getAll()))
export const keepDraft = (draft: Draft): Promise<unknown> =>
  within('readwrite', (of) => answerOf(of('drafts').put(draft)))
export const dropDraft = (key: string): Promise<unknown> =>
  within('readwrite', (of) => answerOf(of('drafts').delete(key)))

export const keptWaiting = async (): Promise<Waiting[]> =>
  (await within('readonly', (of) => answerOf<Waiting[]>(of('waiting').getAll()))).sort((a, b) => a.takenAt - b.takenAt)
export const keepWaiting = (one: Waiting): Promise<unknown> =>
  within('readwrite', (of) => answerOf(of('waiting').put(one)))
export const dropWaiting = (key: string): Promise<unknown> =>
  within('readwrite', (of) => answerOf(of('waiting').delete(key)))

/** The interview is over: it waits to be sent, its draft is gone, and the day has one more. Once, however often it is said. */
export const finishDraft = (one: Waiting, day: string): Promise<unknown> =>
  within('readwrite', async (of) => {
    if (!(await answerOf(of('drafts').get(one.key)))) return
    const today = await answerOf<Tally | undefined>(of('kept').get('today'))
    await answerOf(of('waiting').put(one))
    await answerOf(of('drafts').delete(one.key))
    await answerOf(of('kept').put({ id: 'today', day, n: (today?.day === day ? today.n : 0) + 1 } satisfies Tally))
  })
export const doneOn = async (day: string): Promise<number> => {
  const today = await within('readonly', (of) => answerOf<Tally | undefined>(of('kept').get('today')))
  return today?.day === day ? today.n : 0
}

const noneDeclined = (): Declined => ({ id: 'declined', phone: crypto.randomUUID(), days: {} })
export const keptDeclined = (): Promise<Declined> =>
  within('readonly', async (of) => (await answerOf<Declined | undefined>(of('kept').get('declined'))) ?? noneDeclined())
/** Counts one more (or one fewer) who did not want to be asked; days of last week are forgotten. */
export const countDeclined = (day: string, one: 1 | -1): Promise<Declined> =>
  within('readwrite', async (of) => {
    const known = (await answerOf<Declined | undefined>(of('kept').get('declined'))) ?? noneDeclined()
    const recent = Object.entries(known.days)
      .filter(([other]) => other !== day)
      .slice(-6)
    const n = Math.max((known.days[day] ?? 0) + one, 0)
    const declined = { ...known, days: { ...Object.fromEntries(recent), [day]: n } }
    await answerOf(of('kept').put(declined))
    return declined
  })

/** Removes everything: the interviewer is done with this phone. */
export const forgetInterviews = async (): Promise<void> => {
  await within('readwrite', async (of) => {
    for (const store of STORES) await answerOf(of(store).clear())
  })
  for (const name of Object.keys(localStorage)) if (name.startsWith('interview-')) localStorage.removeItem(name)
}
