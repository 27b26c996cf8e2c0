import { findCategory, findCommunity, findPlaceKind, findPraiseKind } from '../district.ts'
import type { Spot } from '../domain/check-move.ts'
import type { DeskMove } from '../domain/desk-move.ts'
import { done, type Issue, type Outcome } from '../domain/outcome.ts'
import type { Door } from '../domain/tip-off.ts'
import { gridOfPosition } from '../routing/grids.ts'
import type { TipOffRow } from './row.ts'

type About = { door: Door; category: string; community: string; placeKind: string | null }

/** What is wrong with a kind of problem or praise: `category.missing`, `category.wrong`, `category.stopper`. */
export const categoryIssue = (door: Door, category: string): Issue | null => {
  if (category === '') return { code: 'category.missing', field: 'category' }
  const found = door === 'problem' ? findCategory(category) : findPraiseKind(category)
  if (!found) return { code: 'category.wrong', field: 'category' }
  // Some kinds are no matter for this office: the form says whom to ask, and nothing is taken in vain.
  return 'stopper' in found ? { code: 'category.stopper', field: 'category', detail: { category } } : null
}

/** What is wrong with category and place as ids of this district: `category.*`, `community.wrong`, `place_kind.wrong`. */
export const placeIssues = ({ door, category, community, placeKind }: About): Issue[] => {
  const wrong = categoryIssue(door, category)
  return [
    ...(wrong ? [wrong] : []),
    ...(findCommunity(community) ? [] : [{ code: 'community.wrong', field: 'community' }]),
    ...(placeKind && !findPlaceKind(placeKind) ? [{ code: 'place_kind.wrong', field: 'placeKind' }] : []),
  ]
}

/** Degrees as a person writes them; null when it is no number or lies off the globe. */
const degrees = (typed: string, max: number): number | null => {
  const plain = typed.normalize('NFKC').trim()
  return /^-?\d{1,3}(\.\d{1,15})?$/.test(plain) && Math.abs(Number(plain)) <= max ? Number(plain) : null
}

type Position = { lng: number; lat: number; accuracyM: number | null } | null

const readPosition = ({ lng, lat }: DeskMove, row: TipOffRow): Outcome<Position> => {
  if (lng.trim() === '' && lat.trim() === '') return done(null)
  const [east, north] = [degrees(lng, 180), degrees(lat, 90)]
  if (east === null || north === null) return { ok: false, issues: [{ code: 'position.wrong', field: 'lng' }] }
  // A phone knew its place so well; what somebody set by hand is meant.
  return done({ lng: east, lat: north, accuracyM: east === row.lng && north === row.lat ? row.accuracy_m : null })
}

/**
 * What a case is about and where, as the desk sets it right, with the grid it then lies in.
 * `category.*`, `community.missing`, `community.wrong`, `place_kind.wrong`, `landmark.missing`, `position.wrong`.
 */
export const readSpot = (input: DeskMove, row: TipOffRow): Outcome<Spot> => {
  const { category, community, landmark } = input
  const placeKind = input.placeKind || null
  const issues = placeIssues({ door: row.door, category, community, placeKind }).map((one) =>
    one.code === 'community.wrong' && community === '' ? { ...one, code: 'community.missing' } : one,
  )
  if (landmark === '') issues.push({ code: 'landmark.missing', field: 'landmark' })
  const position = readPosition(input, row)
  if (!position.ok) return { ok: false, issues: [...issues, ...position.issues] }
  if (issues.length > 0) return { ok: false, issues }
  const at = position.value
  return done({
    ...{ category, placeKind, community, landmark, street: findCommunity(community)!.street.id },
    ...{ lng: at?.lng ?? null, lat: at?.lat ?? null, accuracyM: at?.accuracyM ?? null },
    grid: gridOfPosition(at && { ...at, accuracy: at.accuracyM }),
  })
}
