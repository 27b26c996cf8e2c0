import { findUnit, nameIn } from '../functions/district.ts'
import type { Role } from '../functions/domain/staff.ts'
import { isWordKey, type Words } from '../functions/words.ts'

export type AuditPage = {
  acts: {
    id: string
    at: number
    by: string | null
    role: Role | null
    action: string
    object: { kind: string; id: string; number?: string | null }
    /** The unit the case went to with it. */
    unit: string | null
    result: string
    detail: string | null
  }[]
  next: string | null
  people: { id: string; name: string; role: Role; disabled: boolean }[]
  chain: { at: number; linked: number; finding: string | null; seq: number } | null
}

/** Acts whose detail is the reason that was given; other details are ids. */
const REASONED =
  /:(unseal|export)$|^volunteer:(new_code|merge)$|^slip:(issue|withdraw)$|^tip_off:(un)?mark_|^calendar:change$/

/** One act as a sentence: who (of which role) did what to what, and how it ended. */
export const auditSentence = (t: Words, act: AuditPage['acts'][number]): string => {
  const who = act.by
    ? t('desk.act.who', { name: act.by, role: act.role ? t(`desk.role.${act.role}`) : '' })
    : t('desk.act.stranger')
  const object = objectOf(t, act.object)
  const to = `desk.act_to.${act.action}`
  const unit = act.unit === null ? '' : nameIn('zh-CN', findUnit(act.unit))
  const key = unit !== '' && isWordKey(to) ? to : `desk.act.${act.action}`
  const sentence = isWordKey(key)
    ? t(key, { who, object, unit, team: act.detail ?? '' })
    : t('desk.act.other', { who, object, action: act.action })
  if (act.result === 'ok') {
    const reason = REASONED.test(act.action) ? act.detail : null
    return reason ? t('desk.act.ok_reason', { sentence, reason }) : t('desk.act.ok', { sentence })
  }
  return t('desk.act.refused', { sentence, why: whyOf(t, act.result.replace(/^refused:/, '')) })
}

/** What it was done on, by its number where it has one. */
export const objectOf = (t: Words, { kind, number }: AuditPage['acts'][number]['object']): string => {
  const numbered = `desk.act.numbered.${kind}`
  if (number && isWordKey(numbered)) return t(numbered, { number })
  const some = `desk.act.kind.${kind}`
  return isWordKey(some) ? t(some) : kind
}

/** A refusal in few words: its own short ones, or the first sentence of what the person was told. */
const whyOf = (t: Words, code: string): string => {
  const short = `desk.why.${code}`
  if (isWordKey(short)) return t(short)
  const issue = `issue.${code}`
  return isWordKey(issue) ? (t(issue).split('。')[0] ?? code) : code
}
