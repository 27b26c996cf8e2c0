import { DAY, shanghaiMidnight } from './shanghai-day.ts'
import { DOORS, type Door, OPEN_STATUSES, type Status } from './tip-off.ts'

/** The tabs of the queue; `any` is for search, which also finds what was rejected, merged or withdrawn. */
export const QUEUE_TABS = [
  'open',
  'received',
  'accepted',
  'assigned',
  'rectified',
  'verified',
  'closed',
  'any',
] as const
export type QueueTab = (typeof QUEUE_TABS)[number]
export const DUE = ['overdue', 'today', 'week'] as const
export const SORTS = ['due', 'urgent', 'newest', 'me_too'] as const
export const FLAGS = ['urgent', 'rebound', 'backlog', 'question', 'photo'] as const
export type Flag = (typeof FLAGS)[number]

/** What somebody wants to see of the queue, as it stands in the page's address; what was not asked is ''. */
export type QueueFilter = {
  status: QueueTab
  group: string
  category: string
  street: string
  community: string
  unit: string
  door: Door | ''
  due: (typeof DUE)[number] | ''
  from: string
  to: string
  sort: (typeof SORTS)[number]
  q: string
} & Record<Flag, boolean>

type Read = (name: string) => string | null | undefined

const oneOf = <T extends string, F extends string>(list: readonly T[], value: string | null | undefined, other: F) =>
  list.find((one) => one === value) ?? other
/** An id of this district's lists; what cannot be one is as good as nothing. */
const idIn = (value: string | null | undefined) => (/^[a-z0-9-]{1,64}$/.test(value ?? '') ? value! : '')
/** A day of the calendar as an address has it; '' for anything else. */
export const dayIn = (value: string | null | undefined) =>
  /^20\d\d-\d\d-\d\d$/.test(value ?? '') && !Number.isNaN(Date.parse(value + 'T00:00:00+08:00')) ? value! : ''

/** The filter in an address. Values no form of ours sends are left out, as if they had not been asked for. */
export const readQueueFilter = (read: Read): QueueFilter => {
  const q = (read('q') ?? '').normalize('NFC').trim().slice(0, 200)
  return {
    status: oneOf(QUEUE_TABS, read('status'), q === '' ? 'open' : 'any'),
    group: idIn(read('group')),
    category: idIn(read('category')),
    street: idIn(read('street')),
    community: idIn(read('community')),
    unit: idIn(read('unit')),
    door: oneOf(DOORS, read('door'), ''),
    due: oneOf(DUE, read('due'), ''),
    from: dayIn(read('from')),
    to: dayIn(read('to')),
    sort: oneOf(SORTS, read('sort'), 'due'),
    q,
    urgent: read('urgent') === '1',
    rebound: read('rebound') === '1',
    backlog: read('backlog') === '1',
    question: read('question') === '1',
    photo: read('photo') === '1',
  }
}

/** The filter as an address: only what differs from the plain queue, always in one order. */
export const writeQueueFilter = (filter: QueueFilter): string => {
  const plain = filter.q === '' ? 'open' : 'any'
  const entries = Object.entries({ ...filter, q: filter.q })
    .filter(([name, value]) => {
      if (value === '' || value === false) return false
      return !(name === 'status' && value === plain) && !(name === 'sort' && value === 'due')
    })
    .map(([name, value]): [string, string] => [name, value === true ? '1' : String(value)])
  return new URLSearchParams(entries).toString()
}

/** Whether anything but the tab and the order was asked for: then the tab's count is not this list's. */
export const isNarrowed = (filter: QueueFilter): boolean =>
  writeQueueFilter({ ...filter, status: 'open', sort: 'due' }) !== ''

export const isOpenTab = (status: QueueTab): boolean =>
  status === 'open' || (OPEN_STATUSES as readonly (Status | QueueTab)[]).includes(status)

/** From when (included) to when (not included) a deadline lies. Weeks begin on Monday, in China's time. */
export const dueSpan = (due: QueueFilter['due'], now: number): { from: number; to: number | null } => {
  if (due === 'overdue') return { from: 0, to: now }
  if (due === '') return { from: 0, to: null }
  const tomorrow = shanghaiMidnight(now) + DAY
  if (due === 'today') return { from: now, to: tomorrow }
  // The epoch was a Thursday: Monday is day 4 of its week.
  const weekday = (Math.floor((now + 8 * 3_600_000) / DAY) + 3) % 7
  return { from: now, to: tomorrow + (6 - weekday) * DAY }
}

/** From when (included) to when (not included) a case was received, as the days of an address say. */
export const receivedSpan = ({
  from,
  to,
}: Pick<QueueFilter, 'from' | 'to'>): { from: number | null; to: number | null } => ({
  from: from === '' ? null : Date.parse(from + 'T00:00:00+08:00'),
  to: to === '' ? null : Date.parse(to + 'T00:00:00+08:00') + DAY,
})
