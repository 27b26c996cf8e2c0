import type { AstroGlobal } from 'astro'
import type { Issue } from '../../functions/domain/outcome.ts'
import type { FiledAppeal } from '../../functions/exposure/file-appeal.ts'
import { paths } from '../../functions/paths.ts'
import { callApi } from '../call-api.ts'
import type { PublicCase } from '../tip-off-form/public-view.ts'
import { blankAppeal, readAppealForm, toAppealInput, type TypedAppeal } from './typed-appeal.ts'

/** What the appeal's page shows next. `filed`: the code, on the answer to the form itself, so it is in no URL (G26). */
export type AppealTurn =
  | { screen: 'form'; tipOff: PublicCase; typed: TypedAppeal; issues: Issue[] }
  | { screen: 'filed'; filed: FiledAppeal }
  | { screen: 'none' }

/** One turn of the appeal's form, by plain POST to its own URL; sent again (reload), it shows the same code. */
export const takeAppeal = async (astro: AstroGlobal, number: string): Promise<AppealTurn> => {
  const { response } = astro
  const posted = astro.request.method === 'POST'
  const form = posted ? await astro.request.formData().catch(() => null) : null
  const typed = form ? readAppealForm(form) : blankAppeal(crypto.randomUUID())
  const isNumber = /^[0-9A-Za-z-]{1,40}$/.test(number)
  const json = toAppealInput(number, typed, astro.locals.locale)
  const filed = form && isNumber ? await callApi<FiledAppeal>(astro, paths.api.appeals(), { json }) : null
  if (filed?.ok) return { screen: 'filed', filed: filed.value }
  const found = isNumber ? await callApi<PublicCase>(astro, paths.api.publicTipOff(number)) : null
  if (!found?.ok) {
    response.status = found?.status ?? 404
    return { screen: 'none' }
  }
  const tipOff = found.value
  if (!posted) return { screen: 'form', tipOff, typed, issues: [] }
  response.status = filed?.status ?? 422
  const issues = filed?.issues ?? [{ code: 'request.malformed' }]
  // Sent before with other words: a new key makes this an appeal of its own, if the person wants one.
  if (issues[0]?.code === 'submission.other_body') typed.key = crypto.randomUUID()
  return { screen: 'form', tipOff, typed, issues }
}
