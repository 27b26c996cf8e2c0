import { aCase } from '../../fixtures/cases.ts'
import { moved } from '../../fixtures/desk.ts'
import { asks } from '../../fixtures/staff.ts'
import { staff, WHO, type Ask, type Asked, type Fields, type Statuses, type Who } from './rows.ts'
import { shapeOf } from './shape.ts'

/** A case with a contact and a photo, assigned to the own handler's unit. */
export const assigned = async () => {
  const filed = await aCase({ contact: { name: '李梅', phone: '19900005678' } })
  await moved(staff.moderator!, filed.id, { move: 'accept' })
  const { photos } = await moved(staff.moderator!, filed.id, { move: 'assign', unit: 'sanitation' })
  return { ...filed, photo: photos[0]!.id }
}

let current: ReturnType<typeof assigned> | null = null

/** What everybody was answered: their statuses, and the names they read, of those who were refused as well. */
export type Answered = { statuses: Statuses; shapes: Record<Who, string> }

/**
 * Asks as everybody in turn. The object is made once and again after an act on it that worked: who is refused, or only
 * reads, leaves it as it was for the next.
 */
export const askEverybody = async (ask: Ask, change: (asked: Asked) => Asked = (asked) => asked): Promise<Answered> => {
  const answered = { statuses: {}, shapes: {} } as Answered
  let asked: Asked | null = null
  for (const who of WHO) {
    asked ??= change(await ask(ask.length > 0 ? await (current ??= assigned()) : (undefined as never)))
    const response = await asks(staff[who] ?? null, asked.path, asked.init)
    answered.statuses[who] = response.status
    answered.shapes[who] = await shapeOf(response)
    const changes = asked.init !== undefined && response.status < 400
    if (!changes) continue
    if (ask.length > 0) current = null
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
