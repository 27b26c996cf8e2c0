import type { AstroGlobal } from 'astro'
import type { Issue } from '../functions/domain/outcome.ts'
import { ownPath } from '../functions/domain/own-path.ts'
import type { Colour, SlipState } from '../functions/domain/slip.ts'
import type { Staff } from '../functions/domain/staff.ts'
import type { Door, MoveName, Rating, Status } from '../functions/domain/tip-off.ts'
import { paths } from '../functions/paths.ts'
import { isWordKey, type Words } from '../functions/words.ts'
import { callApi } from './call-api.ts'

/** What the desk's API answers, as far as its pages read it. */
export type Me = { staff: Staff; demo: boolean; passwordDue?: true }

export type QueueCase = {
  id: string
  number: string
  door: Door
  status: Status
  category: string
  community: string
  landmark: string
  dueAt: number
  receivedAt: number
  unit: string | null
  photoCount: number
  meToo: number
  questionOpen: boolean
  urgent: boolean
  rebound: boolean
  backlog: boolean
  extension: boolean
  slip: Colour | null
  version: number
}
export const TABS = ['open', 'received', 'accepted', 'assigned', 'rectified', 'verified', 'closed'] as const
export type Tab = (typeof TABS)[number]
export type Tallies = Record<Exclude<Tab, 'open'>, number>

export type DeskPhoto = {
  id: string
  kind: 'before' | 'after'
  url: string
  width: number
  height: number
  redacted: boolean
  publicKey: string | null
  publicThumbKey: string | null
}
export type DeskEvent = {
  kind: string
  actor: 'reporter' | 'staff' | 'system'
  staff: string | null
  unit: string | null
  said: string | null
  note: string | null
  at: number
}
/** A move that staff make; the reporter's own have no button here. */
export type StaffMove = Exclude<MoveName, 'answer' | 'rate' | 'withdraw'>

/** How a reporter can be reached, once it was unsealed for a reason. */
export type SealedContact = { name: string | null; phone: string | null }

export type DeskCase = {
  tipOff: {
    id: string
    number: string
    door: Door
    status: Status
    version: number
    category: string
    placeKind: string | null
    street: string
    community: string
    landmark: string
    lng: number | null
    lat: number | null
    accuracyM: number | null
    text: string
    questionOpen: boolean
    meToo: number
    unit: string | null
    jointUnits: string[]
    dueAt: number
    grid: string | null
    assignedAt: number | null
    transfers: number
    extensionUntil: number | null
    extendedCount: number
    backlogUntil: number | null
    urgentAt: number | null
    isRebound: boolean
    reboundCount: number
    receivedAt: number
    closedAt: number | null
    rectifiedBy: string | null
    rating: Rating | null
    reopenedCount: number
    mergedInto: string | null
    publishedAt: number | null
    publicText: string | null
  }
  photos: DeskPhoto[]
  events: DeskEvent[]
  allowedMoves: StaffMove[]
  nearby: { id: string; number: string; status: Status; landmark: string; receivedAt: number }[]
  place: {
    grid: { id: string; name: string; keeper: string } | null
    gridGone: string | null
    otherCommunity: string | null
    posts: { name: string; keeper: string }[]
    keepers: { name: string; keeper: string }[]
  }
  related: {
    way: 'split_from' | 'split_off' | 'merged_into' | 'merged' | 'rebound_of' | 'rebound'
    id: string
    number: string
    status: Status
    category: string
  }[]
  slips: { id: string; number: string; colour: Colour; state: SlipState; unit: string; dueAt: number }[]
  latestExtension: number
  /** The unit the rules as they are now would give it to; by no rule, by its category. Not told to handlers. */
  proposal?: { unit: string; rule: number | null } | null
  /** Not told to handlers. */
  hasContact?: boolean
}

export type { Beside } from '../functions/tip-offs/read-beside.ts'

export type OutboxPage = {
  messages: {
    id: string
    topic: string
    audience: string
    number: string
    state: 'waiting' | 'sent' | 'not_sent' | 'failed'
    attempts: number
    lastError: string | null
    createdAt: number
  }[]
  next: string | null
  channel: 'webhook' | 'own' | 'none'
}

/** What somebody typed into a move's form, kept whatever the answer was. */
export type Typed = Record<(typeof TYPED)[number], string>
const TYPED = [
  ...(['move', 'template', 'said', 'note', 'unit', 'into', 'reason', 'until'] as const),
  ...(['category', 'placeKind', 'community', 'landmark', 'lng', 'lat'] as const),
] as const

export const typedIn = (form: FormData): Typed =>
  Object.fromEntries(TYPED.map((name) => [name, fieldOf(form, name)])) as Typed

/** A path of the desk, or the queue: a link from elsewhere can never send a signed-in person away. */
export const deskPath = (to: string | null): string => {
  const own = ownPath(to)
  return own.startsWith(paths.desk()) ? own : paths.desk()
}

/** Who is signed in, or the way to the sign-in page and back again. */
export const whoIsHere = async (astro: AstroGlobal): Promise<Me | Response> => {
  const asked = await callApi<Me>(astro, paths.api.me())
  const isOwnAccount = astro.url.pathname.startsWith(paths.deskMyAccount())
  if (asked.ok) {
    return asked.value.passwordDue && !isOwnAccount ? astro.redirect(paths.deskMyAccount(), 303) : asked.value
  }
  if (asked.status >= 500) return new Response(null, { status: 503, headers: { 'retry-after': '5' } })
  const here = astro.request.method === 'GET' ? astro.url.pathname + astro.url.search : astro.url.pathname
  return astro.redirect(`${paths.deskSignIn()}?to=${encodeURIComponent(deskPath(here))}`, 303)
}

/** The sentence of an issue; a code without words is shown as it is rather than hidden. */
export const issueText = (t: Words, issue: Issue): string => {
  const key = `issue.${issue.code}`
  return isWordKey(key) ? t(key, issue.detail) : t('desk.issue_unknown', { code: issue.code })
}

/** One text field of a posted form; files and missing fields are empty. */
export const fieldOf = (form: FormData | null, name: string): string => {
  const value = form?.get(name)
  return typeof value === 'string' ? value : ''
}

/** The posted form, or null where the request is none or could not be read. */
export const postedForm = async (astro: AstroGlobal): Promise<FormData | null> =>
  astro.request.method === 'POST' ? astro.request.formData().catch(() => null) : null
