export const ROLES = ['moderator', 'handler', 'supervisor', 'editor', 'auditor', 'administrator'] as const
export type Role = (typeof ROLES)[number]

/** A signed-in member of staff, as every route sees them. `unit` binds a handler to the one unit whose cases they see. */
export type Staff = { id: string; name: string; role: Role; unit: string | null }

/** Who may do what: the only table of rights. A handler's rights reach only the cases of their own unit and the
 * activities, people and orders of the practice centres that unit runs. */
export const permissions = {
  'tip_off:list': ['moderator', 'handler', 'supervisor', 'administrator'],
  'tip_off:read': ['moderator', 'handler', 'supervisor', 'administrator'],
  'tip_off:move': ['moderator', 'handler'],
  'exposure:read': ['moderator', 'supervisor', 'administrator'],
  'exposure:propose': ['moderator'],
  'exposure:decide': ['moderator', 'administrator'],
  'exposure:take_down': ['moderator', 'administrator'],
  'appeal:read': ['moderator', 'supervisor', 'administrator'],
  'appeal:answer': ['moderator', 'administrator'],
  'photo:redact': ['moderator'],
  'saved_view:share': ['moderator'],
  'contact:unseal': ['moderator'],
  'activity:read': ['moderator', 'handler', 'supervisor', 'editor', 'administrator'],
  'activity:manage': ['moderator', 'handler'],
  'attendance:read': ['moderator', 'handler', 'supervisor', 'administrator'],
  'attendance:mark': ['moderator', 'handler'],
  'record:correct': ['moderator', 'handler'],
  'volunteer:read': ['moderator', 'supervisor', 'administrator'],
  'volunteer:unseal': ['moderator'],
  'volunteer:export': ['moderator', 'administrator'],
  'volunteer:import': ['moderator', 'administrator'],
  'team:read': ['moderator', 'handler', 'supervisor', 'administrator'],
  'team:manage': ['moderator'],
  'certificate:read': ['moderator', 'supervisor', 'administrator'],
  'certificate:revoke': ['moderator'],
  'order:read': ['moderator', 'handler', 'supervisor', 'administrator'],
  'order:move': ['moderator', 'handler'],
  'menu:manage': ['moderator', 'handler'],
  'survey:read': ['moderator', 'supervisor', 'editor', 'administrator'],
  'survey:manage': ['moderator', 'editor', 'administrator'],
  'survey:sample': ['moderator', 'administrator'],
  'survey:enter': ['moderator', 'editor', 'administrator'],
  'survey:publish': ['moderator', 'administrator'],
  'survey:export': ['moderator', 'supervisor', 'administrator'],
  'account:read': ['supervisor', 'auditor', 'administrator'],
  'account:manage': ['administrator'],
  'routing:read': ['moderator', 'supervisor', 'administrator'],
  'routing:manage': ['administrator'],
  'calendar:read': ['moderator', 'handler', 'supervisor', 'administrator'],
  'calendar:manage': ['administrator'],
  'slip:read': ['moderator', 'handler', 'supervisor', 'administrator'],
  'slip:issue': ['moderator'],
  'slip:move': ['moderator', 'handler'],
  'tip_off:mark': ['moderator'],
  'look_back:read': ['moderator', 'handler', 'supervisor', 'administrator'],
  'look_back:do': ['moderator'],
  'figures:read': ['moderator', 'handler', 'supervisor', 'administrator'],
  'audit:read': ['supervisor', 'auditor', 'administrator'],
  'outbox:read': ['moderator', 'supervisor', 'administrator'],
  'outbox:test': ['moderator', 'administrator'],
  'outbox:manage': ['administrator'],
  'outbox:subscribe': ['moderator', 'handler', 'supervisor', 'administrator'],
} as const satisfies Record<string, readonly Role[]>

export type Permission = keyof typeof permissions

/** Whether the role holds the permission; the unit of a handler is checked where the case is read. */
export const may = (role: Role, permission: Permission): boolean =>
  (permissions[permission] as readonly Role[]).includes(role)

/** The unit a member of staff is bound to; null for those who see every case. */
export const scopeOf = ({ role, unit }: Staff): string | null => (role === 'handler' ? (unit ?? '') : null)
