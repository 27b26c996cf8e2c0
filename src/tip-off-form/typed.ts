import type { Door } from '../../functions/domain/tip-off.ts'
import { findCategory, findCategoryGroup, findPraiseKind } from '../../functions/district.ts'

/** What stands in the form, right or wrong, exactly as it was typed. `photos` are tokens of shelved photos. */
export type Typed = {
  key: string
  group: string
  category: string
  placeKind: string
  community: string
  landmark: string
  text: string
  contact: string
  name: string
  phone: string
  lng: string
  lat: string
  accuracy: string
  solution: string
  website: string
  photos: string[]
}

export const TYPED_NAMES = [
  'key',
  'group',
  'category',
  'placeKind',
  'community',
  'landmark',
  'text',
  'contact',
  'name',
  'phone',
  'lng',
  'lat',
  'accuracy',
  'solution',
  'website',
] as const satisfies (keyof Typed)[]

/** Longer than any right answer, so that what was typed comes back whole, yet no one is sent megabytes of echo. */
const ECHO = 4000

/** An empty form with a fresh submission key. */
export const blankForm = (key: string): Typed => ({
  ...(Object.fromEntries(TYPED_NAMES.map((name) => [name, ''])) as Omit<Typed, 'photos'>),
  key,
  photos: [],
})

/** Reads the posted form; photos ticked for removal are gone, and a token counts once. */
export const readTyped = (form: FormData): Typed => {
  const text = (name: string) => {
    const value = form.get(name)
    return typeof value === 'string' ? value.slice(0, ECHO).replaceAll('\r\n', '\n') : ''
  }
  const all = (name: string) => form.getAll(name).filter((value) => typeof value === 'string')
  const removed = new Set(all('remove'))
  return {
    ...(Object.fromEntries(TYPED_NAMES.map((name) => [name, text(name)])) as Omit<Typed, 'photos'>),
    photos: [...new Set(all('token'))].filter((token) => !removed.has(token)).slice(0, 20),
  }
}

/** The chosen category, or '' when it hangs below another group than the one now chosen (it is hidden there). */
export const chosenCategory = (door: Door, { group, category }: Typed): string => {
  if (door === 'praise') return findPraiseKind(category) ? category : ''
  if (!findCategory(category)) return ''
  return group === '' || findCategoryGroup(category)?.id === group ? category : ''
}

const readJson = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}

/** What the typed form asks the API to file; values are checked by its schema, not here. */
export const toInput = (door: Door, typed: Typed, locale: string) => {
  const { key, placeKind, community, landmark, text, photos, website } = typed
  const [lng, lat, accuracy] = [typed.lng, typed.lat, typed.accuracy].map(Number) as [number, number, number]
  return {
    key,
    door,
    category: chosenCategory(door, typed),
    community,
    landmark,
    text,
    photos,
    website,
    locale,
    solution: typed.solution ? readJson(typed.solution) : null,
    ...(placeKind && { placeKind }),
    ...(typed.lng && typed.lat && { position: { lng, lat, accuracy: Math.round(accuracy) } }),
    ...(typed.contact === 'phone' && {
      contact: { phone: typed.phone, ...(typed.name.trim() && { name: typed.name }) },
    }),
  }
}
