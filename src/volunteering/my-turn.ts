import type { AstroGlobal } from 'astro'
import type { Issue } from '../../functions/domain/outcome.ts'
import { paths } from '../../functions/paths.ts'
import { callApi } from '../call-api.ts'
import type { ActivityView, MyRecord, ShiftView } from './views.ts'

/** What somebody can do on their own page, each a button of a form that carries mobile and code along. */
const ACTS = ['confirm', 'decline', 'cancel', 'swap', 'dispute', 'certificate', 'join', 'erase'] as const
export type Act = (typeof ACTS)[number]
type Typed = Record<
  'phone' | 'code' | 'signUp' | 'record' | 'said' | 'to' | 'otherPhone' | 'otherCode' | 'sure',
  string
>

/** `book`: whom the page shows; `others`: further shifts of an activity, by its number, to swap to. */
export type MyTurn = {
  typed: Typed
  act: Act | null
  done: Act | null
  book: MyRecord | null
  others: Map<string, ShiftView[]>
  issues: Issue[]
}

const LONGEST = 2000
const NAMES = ['phone', 'code', 'signUp', 'record', 'said', 'to', 'otherPhone', 'otherCode', 'sure'] as const

const readTyped = (form: FormData | null): Typed =>
  Object.fromEntries(
    NAMES.map((name) => {
      const value = form?.get(name)
      return [name, typeof value === 'string' ? value.slice(0, LONGEST).replaceAll('\r\n', '\n') : '']
    }),
  ) as Typed

const isAct = (value: unknown): value is Act => ACTS.some((act) => act === value)

/** Asks the API to do it; the answers differ, so the book is read again afterwards. */
const carryOut = (astro: AstroGlobal, act: Act, typed: Typed) => {
  const { phone, code, signUp, said } = typed
  const ask = (path: string, what: Record<string, unknown>) =>
    callApi<unknown>(astro, path, { json: { phone, code, ...what } })
  if (act === 'dispute') return ask(paths.api.disputes(), { record: typed.record, said })
  if (act === 'certificate') return ask(paths.api.certificates(), {})
  if (act === 'join') return ask(paths.api.joinBooks(), { otherPhone: typed.otherPhone, otherCode: typed.otherCode })
  if (act === 'erase') return ask(paths.api.eraseMe(), {})
  return ask(paths.api.myMoves(), {
    signUp,
    move: act,
    ...((act === 'cancel' || act === 'swap') && said.trim() && { said }),
    ...(act === 'swap' && { to: typed.to }),
  })
}

/** What can be seen to be missing before the API is asked. */
const lookOver = (act: Act, typed: Typed): Issue[] => {
  if (act === 'erase' && typed.sure !== 'yes') return [{ code: 'erase.not_sure', field: 'sure' }]
  if (act === 'swap' && !typed.to) return [{ code: 'swap.missing', field: 'to' }]
  return []
}

/** The same code says something else of a book to be joined than of one to sign up with. */
const inJoin = (issue: Issue): Issue =>
  issue.code === 'volunteer.other_name' ? { ...issue, code: 'join.other_name' } : issue

/** The other shifts that take people, of each activity that somebody still comes to. */
const listOthers = async (astro: AstroGlobal, book: MyRecord): Promise<Map<string, ShiftView[]>> => {
  const numbers = new Set(book.signUps.filter(({ canCancel }) => canCancel).map(({ activity }) => activity.number))
  const found = await Promise.all(
    [...numbers].slice(0, 10).map(async (number): Promise<[string, ShiftView[]]> => {
      const answer = await callApi<{ activity: ActivityView; shifts: ShiftView[] }>(astro, paths.api.activity(number))
      const shifts = answer.ok ? answer.value.shifts : []
      return [number, shifts.filter(({ state }) => state === 'open' || state === 'full')]
    }),
  )
  return new Map(found)
}

/** One turn of 我的志愿记录, by plain POST to its own URL: look, or do something and look again. Sets the answer's status. */
export const takeMyTurn = async (astro: AstroGlobal): Promise<MyTurn> => {
  const { response } = astro
  const posted = astro.request.method === 'POST'
  const form = posted ? await astro.request.formData().catch(() => null) : null
  const typed = readTyped(form)
  const act = isAct(form?.get('act')) ? (form?.get('act') as Act) : null
  const turn: MyTurn = { typed, act, done: null, book: null, others: new Map(), issues: [] }
  if (!posted) return turn
  const missing: Issue[] = [
    ...(typed.phone.trim() ? [] : [{ code: 'mobile.missing', field: 'phone' }]),
    ...(typed.code.trim() ? [] : [{ code: 'query_code.missing', field: 'code' }]),
  ]
  if (missing.length > 0) {
    response.status = 422
    return { ...turn, act: null, issues: missing }
  }

  const issues = act ? lookOver(act, typed) : []
  const acted = act && issues.length === 0 ? await carryOut(astro, act, typed) : null
  if (acted && !acted.ok) {
    issues.push(...acted.issues.map(inJoin))
    response.status = acted.status
  } else if (issues.length > 0) response.status = 422
  const done = acted?.ok ? act : null
  if (done === 'erase') return { ...turn, done }

  const found = await callApi<MyRecord>(astro, paths.api.myRecord(), {
    json: { phone: typed.phone, code: typed.code },
  })
  if (!found.ok) {
    response.status = found.status
    return { ...turn, act: null, issues: found.issues.map(({ code, detail }) => ({ code, ...(detail && { detail }) })) }
  }
  return { ...turn, done, book: found.value, others: await listOthers(astro, found.value), issues }
}
