import type { AstroGlobal } from 'astro'
import { hasNumbers } from '../../functions/domain/mask-numbers.ts'
import type { Issue } from '../../functions/domain/outcome.ts'
import type { Door } from '../../functions/domain/tip-off.ts'
import { paths } from '../../functions/paths.ts'
import { callApi } from '../call-api.ts'
import { receiptInHand, type Filed, type InHand } from './receipt-cookie.ts'
import { forForm, lookOver } from './look-over.ts'
import { shelvePhotos } from './shelve-photos.ts'
import { blankForm, chosenCategory, readTyped, toInput, type Typed } from './typed.ts'

export type NearbyCase = { number: string; status: string; landmark: string | null; receivedOn: string; meToo: number }

/** Whether somebody's number stands in the description, and whether it was said that it stays. */
export type Numbers = 'none' | 'found' | 'kept'

/** Which screen the form shows next; after `filed` the receipt is shown. */
export type Turn =
  | { screen: 'form'; typed: Typed; issues: Issue[]; fresh: boolean }
  | { screen: 'check'; typed: Typed; issues: Issue[]; nearby: NearbyCase[]; counted: string | null; numbers: Numbers }
  | { screen: 'filed'; inHand?: InHand }

const freshForm = (issues: Issue[] = []): Turn => ({
  screen: 'form',
  typed: blankForm(crypto.randomUUID()),
  issues,
  fresh: true,
})

const findNearby = async (astro: AstroGlobal, door: Door, typed: Typed): Promise<NearbyCase[]> => {
  if (door === 'praise') return []
  const asked = new URLSearchParams({ category: chosenCategory(door, typed), community: typed.community })
  const answer = await callApi<{ cases: NearbyCase[] }>(astro, `${paths.api.nearby()}?${asked}`)
  return answer.ok ? answer.value.cases : []
}

/**
 * One turn of the form: start → form → check → filed, all by plain POST to the same URL.
 * Whatever goes wrong, everything typed and every shelved photo comes back. Sets the answer's status.
 */
export const takeTurn = async (astro: AstroGlobal, door: Door): Promise<Turn> => {
  const { response } = astro
  if (astro.request.method !== 'POST') {
    const tooLarge = astro.url.searchParams.has('too-large')
    if (tooLarge) response.status = 413
    return freshForm(tooLarge ? [{ code: 'request.too_large' }] : [])
  }
  const form = await astro.request.formData().catch(() => null)
  if (!form) {
    response.status = 422
    return freshForm([{ code: 'request.malformed' }])
  }
  const typed = readTyped(form)
  if (receiptInHand(astro)?.key === typed.key) return { screen: 'filed' }

  const photoIssues = await shelvePhotos(astro, form, typed)
  const step = form.get('step')
  if (step === 'edit') return { screen: 'form', typed, issues: photoIssues, fresh: false }

  const issues = [...lookOver(door, typed, astro.locals.locale), ...photoIssues]
  if (issues.length > 0) {
    response.status = 422
    return { screen: 'form', typed, issues, fresh: false }
  }
  const numbers: Numbers = !hasNumbers(typed.text) ? 'none' : form.get('numbers') === 'keep' ? 'kept' : 'found'
  const check = async (said: Issue[] = [], counted: string | null = null): Promise<Turn> => {
    const nearby = await findNearby(astro, door, typed)
    return { screen: 'check', typed, issues: said, nearby, counted, numbers }
  }
  const same = form.get('me_too')
  if (typeof same === 'string') {
    const counted = await callApi(astro, paths.api.meToo(same), { method: 'POST' })
    return counted.ok ? check([], same) : check(counted.issues)
  }
  if (step !== 'send') return check()
  if (numbers === 'found') {
    response.status = 422
    return check([{ code: 'text.number', field: 'numbers' }])
  }

  const filed = await callApi<Filed>(astro, paths.api.tipOffs(), { json: toInput(door, typed, astro.locals.locale) })
  if (filed.ok) {
    return { screen: 'filed', inHand: { ...filed.value, key: typed.key, door } }
  }
  response.status = filed.status
  // Sent before with other content: a new key makes this a case of its own, if the person wants one.
  if (filed.issues[0]?.code === 'submission.other_body') typed.key = crypto.randomUUID()
  const toCorrect = forForm(filed.issues).filter(({ field }) => field !== undefined)
  return toCorrect.length > 0 ? { screen: 'form', typed, issues: toCorrect, fresh: false } : check(filed.issues)
}
