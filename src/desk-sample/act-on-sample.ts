import type { AstroGlobal } from 'astro'
import type { Issue } from '../../functions/domain/outcome.ts'
import type { Margins } from '../../functions/domain/survey/meaning.ts'
import { cellName, PARTS, spreadQuotas, TARGET_MAX, type Quota } from '../../functions/domain/survey/quota.ts'
import { paths } from '../../functions/paths.ts'
import { callApi } from '../call-api.ts'
import { fieldOf } from '../desk.ts'
import { optionsOf, type Sample } from './cells.ts'

export const ACTS = ['make', 'new_code', 'end', 'spread', 'targets', 'add', 'clear'] as const
export type SampleAct = (typeof ACTS)[number]
export type Acted = {
  act: SampleAct
  /** A code to be shown this once, and whose it is. */
  code: string | null
  of: string
  issues: Issue[]
  status: number
}

/** A whole number as somebody typed it, full-width digits included; NaN where it is none. */
const numberIn = (text: string): number => {
  const plain = text.normalize('NFKC').trim()
  return /^\d{1,7}$/.test(plain) ? Number(plain) : NaN
}

/** Only those margins whose choices the survey knows: others could have no quota. */
const usable = (sample: Sample): Margins => {
  const { margins } = sample.survey
  return Object.fromEntries(
    PARTS.flatMap((part) => {
      const known = new Set(optionsOf(sample, part).map(({ value }) => value))
      const shares = Object.entries(margins[part] ?? {}).filter(([choice]) => known.has(choice))
      return shares.length > 0 ? [[part, Object.fromEntries(shares)]] : []
    }),
  )
}

/** The quotas that a form of the sample's page asks for, or what is wrong with it. */
const quotasIn = (form: FormData, act: SampleAct, sample: Sample): Quota[] | Issue => {
  const kept = sample.quotas.map(({ cell, target }) => ({ cell, target }))
  if (act === 'clear') return []
  if (act === 'spread') {
    const total = numberIn(fieldOf(form, 'total'))
    if (!(total >= 1 && total <= TARGET_MAX)) return { code: 'quota.wrong_total', field: 'total' }
    return spreadQuotas(total, usable(sample))
  }
  if (act === 'add') {
    const target = numberIn(fieldOf(form, 'target'))
    if (Number.isNaN(target)) return { code: 'quota.wrong_target', field: 'target' }
    const cell = cellName({
      ...{ community: fieldOf(form, 'community'), age: fieldOf(form, 'age'), sex: fieldOf(form, 'sex') },
    })
    return [...kept.filter((one) => one.cell !== cell), { cell, target }]
  }
  const typed = kept.map(({ cell, target }, at) => {
    const text = form.get(`target.${at}`)
    return { cell, target: typeof text === 'string' && fieldOf(form, `cell.${at}`) === cell ? numberIn(text) : target }
  })
  const wrong = typed.findIndex(({ target }) => Number.isNaN(target))
  return wrong < 0 ? typed : { code: 'quota.wrong_target', field: `target.${wrong}` }
}

/** Does what a form of the sample's page asks for; null where it asks for nothing we know. */
export const actOnSample = async (
  astro: AstroGlobal,
  id: string,
  form: FormData,
  sample: Sample,
): Promise<Acted | null> => {
  const act = ACTS.find((one) => one === fieldOf(form, 'act'))
  if (!act) return null
  const version = Number(fieldOf(form, 'version'))
  const outcome = { act, code: null, of: fieldOf(form, 'name'), issues: [] as Issue[] }
  if (act === 'make' || act === 'new_code' || act === 'end') {
    const path =
      act === 'make'
        ? paths.api.deskInterviewers(id)
        : paths.api.deskInterviewerMoves(id, encodeURIComponent(fieldOf(form, 'interviewer')))
    const json = act === 'make' ? { name: fieldOf(form, 'name') } : { move: act, version }
    const answer = await callApi<{ code: string | null }>(astro, path, { json })
    return answer.ok
      ? { ...outcome, code: answer.value.code, status: 200 }
      : { ...outcome, issues: answer.issues, status: answer.status }
  }
  const quotas = quotasIn(form, act, sample)
  if (!Array.isArray(quotas)) return { ...outcome, issues: [quotas], status: 422 }
  const answer = await callApi(astro, paths.api.deskQuotas(id), { json: { quotas, version } })
  return answer.ok ? { ...outcome, status: 200 } : { ...outcome, issues: answer.issues, status: answer.status }
}
