import { may, type Permission, type Role } from '../functions/domain/staff.ts'
import { paths } from '../functions/paths.ts'
import type { WordKey } from '../functions/words.ts'

/** A page of the desk that has a way of its own: its name, the key of its label, where it is, and who may go there. */
type Way = { name: string; label: WordKey; to: string; asks: Permission | null; notFor?: Role }
type Door = { name: string; label: WordKey; ways: readonly Way[] }

/** The desk's navigation: a few doors, and behind each what belongs together; the first way is where the door leads. */
const doors = [
  {
    name: 'cases',
    label: 'desk.door.cases',
    ways: [
      { name: 'queue', label: 'desk.queue', to: paths.desk(), asks: null },
      { name: 'slips', label: 'desk_slip.way', to: paths.deskSlips(), asks: 'slip:read' },
      { name: 'look-backs', label: 'look_back.way', to: paths.deskLookBacks(), asks: 'look_back:read' },
      { name: 'exposure', label: 'desk_exposure.way', to: paths.deskExposures(), asks: 'exposure:read' },
      { name: 'appeals', label: 'desk_appeal.way', to: paths.deskAppeals(), asks: 'appeal:read' },
    ],
  },
  {
    name: 'volunteer',
    label: 'desk_activity.way',
    ways: [
      {
        name: 'activities',
        label: 'desk_activity.part.activities',
        to: paths.deskActivities(),
        asks: 'activity:read',
      },
      { name: 'people', label: 'desk_activity.part.people', to: paths.deskVolunteers(), asks: 'volunteer:read' },
      { name: 'teams', label: 'desk_activity.part.teams', to: paths.deskTeams(), asks: 'team:read' },
      { name: 'orders', label: 'desk_activity.part.orders', to: paths.deskOrders(), asks: 'order:read' },
      { name: 'disputes', label: 'disputes.way', to: paths.deskDisputes(), asks: 'attendance:read' },
      {
        name: 'certificates',
        label: 'desk_activity.part.certificates',
        to: paths.deskCertificates(),
        asks: 'certificate:read',
      },
    ],
  },
  {
    name: 'surveys',
    label: 'desk_survey.way',
    ways: [{ name: 'surveys', label: 'desk_survey.way', to: paths.deskSurveys(), asks: 'survey:read' }],
  },
  {
    name: 'figures',
    label: 'desk_figures.way',
    ways: [{ name: 'figures', label: 'desk_figures.way', to: paths.deskFigures(), asks: 'figures:read' }],
  },
  {
    name: 'settings',
    label: 'desk.door.settings',
    ways: [
      { name: 'routing', label: 'desk_routing.way', to: paths.deskRouting(), asks: 'routing:read' },
      {
        name: 'calendar',
        label: 'desk_calendar.way',
        to: paths.deskCalendar(),
        asks: 'calendar:read',
        notFor: 'handler',
      },
      { name: 'accounts', label: 'desk_account.way', to: paths.deskAccounts(), asks: 'account:read' },
      { name: 'outbox', label: 'desk.outbox', to: paths.deskOutbox(), asks: 'outbox:read' },
      { name: 'audit', label: 'desk.audit', to: paths.deskAudit(), asks: 'audit:read' },
    ],
  },
] as const satisfies readonly Door[]

/** The name of a way; a page says which one it belongs to. */
export type WayName = (typeof doors)[number]['ways'][number]['name']

/** The doors that somebody of this role finds, each with the ways open to them. */
export const doorsFor = (role: Role): Door[] =>
  (doors as readonly Door[])
    .map((door) => ({
      ...door,
      ways: door.ways.filter(({ asks, notFor }) => (asks === null || may(role, asks)) && notFor !== role),
    }))
    .filter(({ ways }) => ways.length > 0)
