import type { DeskActivity, DeskShift, ListedActivity } from '../functions/activities/desk-view.ts'
import { writeLocalTime } from '../functions/domain/local-time.ts'
import type { Issue } from '../functions/domain/outcome.ts'
import type { Words } from '../functions/words.ts'
import type { TeamView } from '../functions/teams/desk.ts'
import { fieldOf, issueText } from './desk.ts'

/** What the desk's API answers about activities and teams, as far as its pages read it. */
export type { DeskActivity, DeskShift, ListedActivity, TeamView }
export type WholeActivity = { activity: DeskActivity; shifts: DeskShift[] }
export type ActivityPage = { activities: ListedActivity[]; next: string | null }
export type TeamChoice = { id: string; name: string; centre: string }

export const SHOWN = ['coming', 'drafts', 'past', 'cancelled'] as const

/** What somebody typed into a form, kept whatever the answer was. */
export type TypedForm = Record<string, string>

export const ACTIVITY_FIELDS = [
  'title',
  'kind',
  'text',
  'centre',
  'team',
  'community',
  'place',
  'contactName',
  'contactPhone',
  'bring',
  'minAge',
] as const
export const SHIFT_FIELDS = [
  'startsAt',
  'endsAt',
  'capacity',
  'reserved',
  'opensAt',
  'closesAt',
  'cancelUntil',
] as const

/** The named fields of a form as they were typed, cut far beyond any right answer. */
export const typedFields = (form: FormData, names: readonly string[]): TypedForm =>
  Object.fromEntries(names.map((name) => [name, fieldOf(form, name).slice(0, 6000)]))

export const typedActivity = (form: FormData): TypedForm => ({
  ...typedFields(form, ACTIVITY_FIELDS),
  skills: form.getAll('skills').join(' '),
})

/** What is sent of a typed activity. */
export const activityJson = ({ skills = '', ...typed }: TypedForm) => ({
  ...typed,
  skills: skills.split(' ').filter(Boolean),
})

/** An activity as its form shows it. */
export const formOfActivity = (activity: DeskActivity): TypedForm => ({
  title: activity.title,
  kind: activity.kind,
  text: activity.text,
  centre: activity.centre,
  team: activity.team?.id ?? '',
  community: activity.community,
  place: activity.place,
  contactName: activity.contactName,
  contactPhone: activity.contactPhone,
  bring: activity.bring,
  minAge: String(activity.minAge),
  skills: activity.skills.join(' '),
})

/** A shift as its form shows it. */
export const formOfShift = (shift: DeskShift): TypedForm => ({
  startsAt: writeLocalTime(shift.startsAt),
  endsAt: writeLocalTime(shift.endsAt),
  capacity: String(shift.capacity),
  reserved: String(shift.reserved),
  opensAt: writeLocalTime(shift.opensAt),
  closesAt: writeLocalTime(shift.closesAt),
  cancelUntil: writeLocalTime(shift.cancelUntil),
})

/** The sentences of a refusal: each for the summary with the field it leads to, and by field. */
export const told = (t: Words, issues: Issue[], prefix = '') => ({
  problems: issues.map((issue) => ({
    text: issueText(t, issue),
    href: issue.field ? `#${prefix}${issue.field}` : undefined,
  })),
  wrong: Object.fromEntries(issues.flatMap((one) => (one.field ? [[one.field, issueText(t, one)]] : []))) as Record<
    string,
    string
  >,
})
