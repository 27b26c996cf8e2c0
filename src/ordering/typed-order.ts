const NAMES = [
  'key',
  'wantedDay',
  'wantedTime',
  'community',
  'address',
  'people',
  'text',
  'name',
  'phone',
  'consent',
  'solution',
  'website',
] as const

/** What stands in the order form, right or wrong, exactly as it was typed. */
export type TypedOrder = Record<(typeof NAMES)[number], string>

/** Longer than any right answer, so that what was typed comes back whole, yet no one is sent megabytes of echo. */
const ECHO = 4000

const formOf = (valueOf: (name: string) => string): TypedOrder =>
  Object.fromEntries(NAMES.map((name) => [name, valueOf(name)])) as TypedOrder

/** An empty form with a fresh submission key. */
export const blankOrder = (key: string): TypedOrder => ({ ...formOf(() => ''), key })

export const readOrderForm = (form: FormData): TypedOrder =>
  formOf((name) => {
    const value = form.get(name)
    return typeof value === 'string' ? value.slice(0, ECHO).replaceAll('\r\n', '\n') : ''
  })

const readJson = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}

/** A whole number as people type it (full-width digits, `2人`), null for nothing, 0 for what is no number. */
const readCount = (typed: string): number | null => {
  const plain = typed.normalize('NFKC').trim()
  if (plain === '') return null
  return Number(/^(\d{1,6})\s*(人|个人|位|名)?$/.exec(plain)?.[1] ?? 0)
}

/** What the typed form asks the API to do; values are checked by its schema, not here. */
export const toOrderInput = (item: string, typed: TypedOrder, locale: string) => ({
  item,
  key: typed.key,
  wantedDay: typed.wantedDay.slice(0, 60),
  wantedTime: typed.wantedTime.slice(0, 60),
  community: typed.community.slice(0, 64),
  address: typed.address,
  people: readCount(typed.people),
  text: typed.text,
  name: typed.name,
  phone: typed.phone,
  consent: typed.consent === 'yes',
  solution: typed.solution ? readJson(typed.solution) : null,
  website: typed.website,
  locale,
})
