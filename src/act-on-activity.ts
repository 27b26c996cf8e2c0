import type { AstroGlobal } from 'astro'
import type { Issue } from '../functions/domain/outcome.ts'
import { paths } from '../functions/paths.ts'
import { callApi } from './call-api.ts'
import { activityJson, SHIFT_FIELDS, typedActivity, typedFields, type TypedForm } from './desk-activities.ts'
import { fieldOf } from './desk.ts'

/** What became of a posted form of an activity's page: where to go on, or what was typed and why it was refused. */
export type Acted = { act: string; shift: string; typed: TypedForm; issues: Issue[]; status: number; to: string | null }

const MOVES = ['publish', 'cancel', 'copy', 'repeat', 'delete'] as const
const MOVE_FIELDS = ['said', 'days', 'weeks', 'shift'] as const

type Sent = { path: string; method: string; json: Record<string, unknown>; typed: TypedForm }

const sentBy = (id: string, act: string, form: FormData): Sent | null => {
  const version = Number(form.get('version'))
  const shift = fieldOf(form, 'shift')
  if (act === 'change') {
    const typed = typedActivity(form)
    return { path: paths.api.deskActivity(id), method: 'PUT', json: { ...activityJson(typed), version }, typed }
  }
  if (act === 'add_shift' || act === 'change_shift') {
    const typed = typedFields(form, SHIFT_FIELDS)
    const path = act === 'add_shift' ? paths.api.deskShifts(id) : paths.api.deskShift(shift)
    return { path, method: act === 'add_shift' ? 'POST' : 'PUT', json: { ...typed, version }, typed }
  }
  if (act === 'cancel_shift') {
    const typed = typedFields(form, ['said'])
    const json = { move: 'cancel', version, ...typed }
    return { path: paths.api.deskShiftMoves(shift), method: 'POST', json, typed }
  }
  if (!MOVES.some((move) => move === act)) return null
  const typed = typedFields(
    form,
    MOVE_FIELDS.filter((name) => form.has(name)),
  )
  return { path: paths.api.deskActivityMoves(id), method: 'POST', json: { move: act, version, ...typed }, typed }
}

/** Does what a form of an activity's page asks for; null when it asks for nothing the page knows. */
export const actOnActivity = async (astro: AstroGlobal, id: string, form: FormData): Promise<Acted | null> => {
  const act = fieldOf(form, 'act')
  const sent = sentBy(id, act, form)
  if (!sent) return null
  const { path, method, json, typed } = sent
  const answer = await callApi<{ id: string; n?: number; moved?: boolean }>(astro, path, { method, json })
  const shift = fieldOf(form, 'shift')
  if (!answer.ok) return { act, shift, typed, issues: answer.issues, status: answer.status, to: null }
  const { id: made, n = 0, moved = false } = answer.value
  const done = new URLSearchParams({ done: moved ? 'move_shift' : act, ...(n > 0 && { n: String(n) }) })
  const page = act === 'delete' ? paths.deskActivities() : paths.deskActivity(act === 'copy' ? made : id)
  return { act, shift, typed, issues: [], status: 200, to: `${page}?${done}#done` }
}
