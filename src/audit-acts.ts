import type { AuditFilter } from '../functions/domain/audit-filter.ts'
import { writeAuditFilter } from '../functions/domain/audit-filter.ts'
import { paths } from '../functions/paths.ts'
import { wordKeys, type Words } from '../functions/words.ts'

const GROUPS = {
  case: ['tip_off', 'photo', 'contact', 'saved_view'],
  supervision: ['slip', 'look_back', 'routing', 'calendar'],
  account: ['staff', 'account', 'passkey', 'session', 'audit'],
  volunteer: ['activity', 'shift', 'sign_up', 'volunteer', 'team', 'attendance', 'record', 'certificate'],
  order: ['order', 'menu'],
  survey: ['survey', 'survey_text', 'code_sheet', 'interviewer'],
  message: ['outbox', 'channel', 'subscription'],
} as const
type Group = keyof typeof GROUPS | 'other'
const groupOf = (noun: string): Group =>
  (Object.keys(GROUPS) as (keyof typeof GROUPS)[]).find((group) => GROUPS[group].some((one) => one === noun)) ?? 'other'

/** Every act the log has a sentence for, as one can be asked for: its code and the sentence without who and on what. */
export const actsToAskFor = (t: Words): { group: Group; acts: { code: string; label: string }[] }[] => {
  const all = wordKeys('desk.act.').flatMap((key) => {
    const code = key.slice('desk.act.'.length)
    return code.includes(':') ? [{ code, label: t(key, { who: '', object: '…', team: '…' }) }] : []
  })
  const groups = [...Object.keys(GROUPS), 'other'] as Group[]
  return groups
    .map((group) => ({ group, acts: all.filter(({ code }) => groupOf(code.split(':')[0]!) === group) }))
    .filter(({ acts }) => acts.length > 0)
}

/** The audit log with this filter; `after` goes on from a page's end. */
export const toAudit = (filter: AuditFilter, after?: string | null): string => {
  const query = [writeAuditFilter(filter), after && `after=${after}`].filter(Boolean).join('&')
  return query === '' ? paths.deskAudit() : `${paths.deskAudit()}?${query}`
}
