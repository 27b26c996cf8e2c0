import { readDay } from './read-day.ts'

/** How many more people the plain form has rows for; a class goes into the text box. */
export const ROWS = 5
const rows = Array.from({ length: ROWS }, (_, at) => at + 1)
/** Longer than any right answer, so that what was typed comes back whole, yet no one is sent megabytes of echo. */
const ECHO = 4000

const NAMES = [
  'key',
  'name',
  'phone',
  'age',
  'born',
  'guardianName',
  'guardianPhone',
  'guardianConsent',
  'community',
  'code',
  'partyLines',
  'partyConsent',
  'solution',
  'website',
] as const

/** What stands in the sign-up form, right or wrong, exactly as it was typed. `with`: name and birthday of each more. */
export type Typed = Record<(typeof NAMES)[number], string> & {
  skills: string[]
  with: { name: string; born: string }[]
}

/** An empty form with a fresh submission key. */
export const blankForm = (key: string): Typed => ({
  ...(Object.fromEntries(NAMES.map((name) => [name, ''])) as Record<(typeof NAMES)[number], string>),
  key,
  skills: [],
  with: rows.map(() => ({ name: '', born: '' })),
})

/** Reads the posted form. */
export const readTyped = (form: FormData): Typed => {
  const text = (name: string) => {
    const value = form.get(name)
    return typeof value === 'string' ? value.slice(0, ECHO).replaceAll('\r\n', '\n') : ''
  }
  return {
    ...(Object.fromEntries(NAMES.map((name) => [name, text(name)])) as Record<(typeof NAMES)[number], string>),
    skills: form
      .getAll('skills')
      .filter((one) => typeof one === 'string')
      .slice(0, 20),
    with: rows.map((at) => ({ name: text(`withName${at}`), born: text(`withBorn${at}`) })),
  }
}

const LINE = /^(.*?)[\s,，、;；:：]*((?:19|20)\d{2}\D{0,2}\d{1,2}\D{0,2}\d{1,2}\D?)?$/

/** Each line a name, and for whoever is under 18 a birthday behind it: `李小禾 20120508`. */
const readLines = (lines: string): { name: string; born: string }[] =>
  lines.split('\n').map((line) => {
    const [, name = line, born = ''] = LINE.exec(line.normalize('NFKC').trim()) ?? []
    return { name, born }
  })

/** Everybody who comes along, rows first. */
export const partyOf = (typed: Typed): { name: string; born: string }[] =>
  [...typed.with, ...readLines(typed.partyLines)].filter(({ name, born }) => name.trim() || born.trim())

const readJson = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}

/** What the typed form asks the API to do; values are checked by its schema, not here. */
export const toInput = (shift: string, typed: Typed, locale: string) => {
  const minor = typed.age === 'minor'
  const party = partyOf(typed).map(({ name, born }) =>
    born.trim() ? { name, age: 'minor', born: readDay(born) } : { name, age: 'adult' },
  )
  return {
    key: typed.key,
    shift,
    name: typed.name,
    phone: typed.phone,
    ...(typed.age && { age: typed.age }),
    ...(minor && {
      born: readDay(typed.born),
      guardian: { name: typed.guardianName, phone: typed.guardianPhone, consent: typed.guardianConsent === 'yes' },
    }),
    community: typed.community,
    skills: typed.skills,
    ...(typed.code.trim() && { code: typed.code }),
    ...(party.length > 0 && { party, partyConsent: typed.partyConsent === 'yes' }),
    solution: typed.solution ? readJson(typed.solution) : null,
    website: typed.website,
    locale,
  }
}
