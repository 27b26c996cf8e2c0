import { env } from '#test-host'
import { forgetTipOffs } from '../../../functions/tip-offs/forget-tip-offs.ts'
import { aCase } from '../../fixtures/cases.ts'
import { moved } from '../../fixtures/desk.ts'
import { asks } from '../../fixtures/staff.ts'
import {
  staff,
  WHO,
  type Ask,
  type Asked,
  type Case,
  type Fields,
  type State,
  type Statuses,
  type Who,
} from './rows.ts'
import { shapeOf } from './shape.ts'

/** Who reported, as it stands in the case: what no handler ever reads, nor the receipts added to it. */
export const CONTACT = { name: '欧阳拾柒', phone: '19900005678' }
const NUMBERS = ['13900006789', '110101199001011237']
const traces: string[] = [CONTACT.name, CONTACT.phone, ...NUMBERS]

/** A case with a contact and a photo, numbers in its description, assigned to the unit of one of the handlers. */
export const assigned = async (unit = 'sanitation'): Promise<Case> => {
  const text = `垃圾桶满了三天没有人来收。打 ${NUMBERS[0]} 找我，身份证 ${NUMBERS[1]}。`
  const filed = await aCase({ contact: CONTACT, text })
  traces.push(filed.receipt, filed.receipt.replaceAll('-', ''))
  await moved(staff.moderator!, filed.id, { move: 'accept' })
  const { photos } = await moved(staff.moderator!, filed.id, { move: 'assign', unit })
  return { ...filed, photo: photos[0]!.id }
}
const withdrawn = async () => {
  const filed = await assigned()
  const { id, receipt } = filed
  await moved(staff.moderator!, id, { move: 'hand_back', note: '不在这个路段' })
  const answer = await asks(null, '/api/tip-offs/track/moves', { json: { receipt, move: 'withdraw' } })
  if (answer.status !== 200) throw new Error('withdraw: ' + (await answer.text()))
  return filed
}
const forgotten = async () => {
  const filed = await withdrawn()
  await env.DB.prepare('UPDATE tip_offs SET changed_at = 0 WHERE id = ?').bind(filed.id).run()
  await forgetTipOffs(env, Date.now())
  return filed
}
const makers: Record<State, () => Promise<Case>> = {
  own: assigned,
  others: () => assigned('parks'),
  hidden: withdrawn,
  deleted: forgotten,
}
const kept: Partial<Record<State, Promise<Case>>> = {}
/** The case of this state, and whether anybody looked at it. */
const caseIn = async (state: State) => {
  const one = await (kept[state] ??= makers[state]())
  const seen = { used: false }
  const see = <K extends keyof Case>(key: K) => ({ enumerable: true, get: () => ((seen.used = true), one[key]) })
  const on = Object.defineProperties({} as Case, {
    ...{ id: see('id'), photo: see('photo'), number: see('number'), receipt: see('receipt') },
  })
  return { on, seen }
}

/**
 * What everybody was answered: their statuses, and the names they read, of those who were refused as well; and what a
 * handler was told of who reported, which is nothing (G25).
 */
export type Answered = { statuses: Statuses; shapes: Record<Who, string>; told: string[] }
/** What a handler's answer tells of who reported, by whom and what. */
const tellTales = async (who: Who, { path }: Asked, response: Response): Promise<string[]> => {
  if (!who.endsWith('handler') || !path.startsWith('/api/desk/')) return []
  const body = new TextDecoder('latin1').decode(await response.arrayBuffer())
  const bytesOf = (trace: string) => String.fromCharCode(...new TextEncoder().encode(trace))
  return traces.filter((trace) => body.includes(bytesOf(trace))).map((trace) => `${who}: ${trace}`)
}

/**
 * Asks as everybody in turn. The object is made once and again after an act on it that worked: who is refused, or only
 * reads, leaves it as it was for the next.
 */
export const askEverybody = async (
  ask: Ask,
  state: State = 'own',
  change: (asked: Asked) => Asked = (asked) => asked,
): Promise<Answered> => {
  const answered = { statuses: {}, shapes: {}, told: [] as string[] } as Answered
  let asked: Asked | null = null
  let usesCase = false
  for (const who of WHO) {
    if (asked === null) {
      const { on, seen } = await caseIn(state)
      asked = change(await ask(on, state))
      usesCase = seen.used
    }
    const response = await asks(staff[who] ?? null, asked.path, asked.init)
    answered.statuses[who] = response.status
    answered.told.push(...(await tellTales(who, asked, response.clone())))
    answered.shapes[who] = await shapeOf(response)
    if (asked.init === undefined || response.status >= 400) continue
    if (usesCase) delete kept[state]
    asked = null
  }
  return answered
}

/** The same fields of everybody who may read them, written as a row writes them. */
export const fieldsOf = ({ statuses, shapes }: Answered): Fields => {
  const readers = WHO.filter((who) => statuses[who] < 300)
  const shared = readers.map((who) => shapes[who])
  if (new Set(shared).size <= 1) return shared[0] ?? ''
  const most = shared.toSorted(
    (a, b) => shared.filter((one) => one === b).length - shared.filter((one) => one === a).length,
  )[0]!
  const apart = readers.filter((who) => shapes[who] !== most).map((who) => [who, shapes[who]])
  return { ...Object.fromEntries(apart), rest: most } as Fields
}

/**
 * As `found` is written where names in braces are data (`counts{*}`), or where a list may be empty by what other rows did
 * (`related[id way]?`).
 */
export const withWildcards = (found: Fields, expected: Fields): Fields => {
  const one = (shape: string, like: string) => {
    const named = [...like.matchAll(/(\w+)\{\*\}/g)].reduce(
      (text, [whole, name]) => text.replace(new RegExp(`\\b${name}(\\{[^}]*\\})?(?= |$)`), whole),
      shape,
    )
    return [...like.matchAll(/(\w+)\[([^\]]*)\]\?/g)].reduce(
      (text, [whole, name, fields]) => text.replace(new RegExp(`\\b${name}(\\[${fields}\\])?(?= |$)`), whole),
      named,
    )
  }
  if (typeof found === 'string') return one(found, typeof expected === 'string' ? expected : '')
  const like = (who: string) =>
    typeof expected === 'string' ? expected : (expected[who as Who] ?? expected.rest ?? '')
  return Object.fromEntries(Object.entries(found).map(([who, shape]) => [who, one(shape, like(who))]))
}

/** Whoever is refused reads why, and nothing of the object. */
export const refusalsOf = ({ statuses, shapes }: Answered): string[] => [
  ...new Set(WHO.filter((who) => statuses[who] >= 400).map((who) => shapes[who])),
]

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/
/** The same request about an object that nobody has: of the same form, in the place of the last `:name` of the route. */
export const ofNobody =
  (route: string) =>
  (asked: Asked): Asked => {
    const [path = '', query] = asked.path.split('?')
    const names = route.split(' ')[1]!.split('/')
    const at = names.findLastIndex((name) => name.startsWith(':'))
    const parts = path.split('/')
    const strange = UUID.test(parts[at]!)
      ? crypto.randomUUID()
      : parts[at]!.replace(/[0-9A-Za-z]/g, (one) => (/\d/.test(one) ? String((Number(one) + 5) % 10) : 'z'))
    const rest = [...parts.slice(0, at), strange, ...parts.slice(at + 1)].join('/')
    return { ...asked, path: query === undefined ? rest : `${rest}?${query}` }
  }
