import type { AstroGlobal } from 'astro'
import type { Issue } from '../functions/domain/outcome.ts'
import { paths } from '../functions/paths.ts'
import { fromField } from './attendance.ts'
import { callApi } from './call-api.ts'
import { fieldOf } from './desk.ts'

export type Correction = { ok: boolean; status: number; issues: Issue[]; typed: Record<string, string> }

const FIELDS = ['record', 'how', 'inAt', 'outAt', 'minutes', 'reason', 'answer']

/** Sends what somebody put into the correction form (components/attendance/CorrectForm.astro). */
export const sendCorrection = async (astro: AstroGlobal, form: FormData): Promise<Correction> => {
  const typed = Object.fromEntries(FIELDS.map((name) => [name, fieldOf(form, name)]))
  const { how = '', inAt = '', outAt = '', minutes = '', reason = '', answer = '' } = typed
  const whole = /^\d{1,6}$/.test(minutes.trim()) ? Number(minutes) : -1
  // A field left empty is sent as null would be: the API says what is missing.
  const what = {
    times: { ...(fromField(inAt) !== undefined && { inAt: fromField(inAt) }), outAt: fromField(outAt) ?? 0 },
    minutes: { minutes: whole },
    no_show: { noShow: true },
  }[how]
  const asked = await callApi(astro, paths.api.record(encodeURIComponent(typed['record'] ?? '')), {
    json: { version: Number(fieldOf(form, 'version')) || 0, ...what, ...(what && { reason }), answer },
  })
  return { ok: asked.ok, status: asked.status, issues: asked.ok ? [] : asked.issues, typed }
}
