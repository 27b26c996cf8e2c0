import activityKinds from '../content/district/activity-kinds.json' with { type: 'json' }
import categories from '../content/district/categories.json' with { type: 'json' }
import centres from '../content/district/centres.json' with { type: 'json' }
import district from '../content/district/district.json' with { type: 'json' }
import holidays from '../content/district/holidays.json' with { type: 'json' }
import placeKinds from '../content/district/place-kinds.json' with { type: 'json' }
import praiseKinds from '../content/district/praise-kinds.json' with { type: 'json' }
import skills from '../content/district/skills.json' with { type: 'json' }
import streets from '../content/district/streets.json' with { type: 'json' }
import units from '../content/district/units.json' with { type: 'json' }
import windows from '../content/district/windows.json' with { type: 'json' }
import { workCalendar, type Years } from './domain/work-days.ts'

/** This district as the office wrote it in content/district: names, places, units, categories with deadlines. */
export { activityKinds, categories, centres, district, placeKinds, praiseKinds, skills, streets, units, windows }

export type Category = (typeof categories)[number]['children'][number]
export type Unit = (typeof units)[number]
/** A practice centre, branch or station (新时代文明实践中心/所/站); `unit` runs it, null: the office itself. */
export type Centre = (typeof centres)[number]

/** Holidays and make-up working days as they are shipped; the office's own is read by work-calendar/read-calendar.ts. */
export const shippedCalendar = workCalendar(holidays)
/** The years whose arrangement the State Council has announced and we ship. */
export const shippedYears: Years = holidays

/** A service window (窗口单位) that people rate by the QR code on its counter. */
export type ServiceWindow = (typeof windows)[number]

const byId = <T extends { id: string }>(list: readonly T[]) => new Map(list.map((one) => [one.id, one]))
const categoryById = byId(categories.flatMap((group) => group.children as Category[]))
const groupByCategory = new Map(
  categories.flatMap((group) => group.children.map((child) => [child.id, group] as const)),
)
const praiseById = byId(praiseKinds)
const unitById = byId(units)
const centreById = byId<Centre>(centres)
const activityKindById = byId(activityKinds)
const skillById = byId(skills)
const windowById = byId<ServiceWindow>(windows)
const placeKindById = byId(placeKinds)
const communityById = new Map(
  streets.flatMap((street) => street.communities.map((community) => [community.id, { ...community, street }] as const)),
)

/** A second-level category by its id: unit, deadline in working hours, how precisely its place may be public. */
export const findCategory = (id: string): Category | null => categoryById.get(id) ?? null
export const findCategoryGroup = (categoryId: string) => groupByCategory.get(categoryId) ?? null
export const findPraiseKind = (id: string) => praiseById.get(id) ?? null
export const findUnit = (id: string): Unit | null => unitById.get(id) ?? null
export const findPlaceKind = (id: string) => placeKindById.get(id) ?? null
export const findCentre = (id: string): Centre | null => centreById.get(id) ?? null
export const findActivityKind = (id: string) => activityKindById.get(id) ?? null
export const findSkill = (id: string) => skillById.get(id) ?? null
export const findWindow = (id: string): ServiceWindow | null => windowById.get(id) ?? null
/** A community by its id, with the street it belongs to. */
export const findCommunity = (id: string) => communityById.get(id) ?? null

/** The name in the reader's language. */
export const nameIn = (locale: string, thing: { name: string; name_en: string } | null): string =>
  thing ? (locale === 'en' ? thing.name_en : thing.name) : ''

/** The name of a problem category or a praise kind, whichever the id is. */
export const kindName = (locale: string, id: string): string => nameIn(locale, findCategory(id) ?? findPraiseKind(id))
