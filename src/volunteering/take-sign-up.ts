import type { AstroGlobal } from 'astro'
import type { Issue } from '../../functions/domain/outcome.ts'
import { paths } from '../../functions/paths.ts'
import { callApi } from '../call-api.ts'
import { forForm } from './for-form.ts'
import { signedUpInHand, toHand, type InHand } from './sign-up-cookie.ts'
import { blankForm, readTyped, toInput, type Typed } from './typed.ts'
import type { ShiftOfActivity, SignedUp } from './views.ts'

/** What the sign-up page shows next; after `signed` the confirmation is shown. `none`: there is no such shift. */
export type Turn =
  | ({ screen: 'form'; typed: Typed; issues: Issue[] } & ShiftOfActivity)
  | ({ screen: 'shut' } & ShiftOfActivity)
  | { screen: 'signed'; inHand?: InHand }
  | { screen: 'none'; status: number }

const takes = ({ shift }: ShiftOfActivity) => shift.state === 'open' || shift.state === 'full'

/**
 * One turn of the sign-up form, by plain POST to its own URL. Whatever goes wrong, everything typed comes back. Sets the
 * answer's status.
 */
export const takeSignUp = async (astro: AstroGlobal, id: string): Promise<Turn> => {
  const look = () => callApi<ShiftOfActivity>(astro, paths.api.shift(id))
  const found = /^[0-9A-Za-z-]{1,40}$/.test(id) ? await look() : null
  if (!found?.ok) return { screen: 'none', status: found?.status ?? 404 }
  const posted = astro.request.method === 'POST'
  const form = posted ? await astro.request.formData().catch(() => null) : null
  const typed = form ? readTyped(form) : blankForm(crypto.randomUUID())
  if (form && signedUpInHand(astro)?.key === typed.key) return { screen: 'signed' }
  if (!takes(found.value)) return { screen: 'shut', ...found.value }
  if (!posted) return { screen: 'form', typed, issues: [], ...found.value }

  const { response } = astro
  if (!form) {
    response.status = 422
    return { screen: 'form', typed, issues: [{ code: 'request.malformed' }], ...found.value }
  }
  const signed = await callApi<SignedUp>(astro, paths.api.signUps(), {
    json: toInput(id, typed, astro.locals.locale),
  })
  if (signed.ok) return { screen: 'signed', inHand: toHand(typed.key, typed.phone, signed.value) }
  response.status = signed.status
  // Sent before with other content: a new key makes this a sign-up of its own, if the person wants one.
  if (signed.issues[0]?.code === 'submission.other_body') typed.key = crypto.randomUUID()
  const now = await look()
  if (now.ok && !takes(now.value)) return { screen: 'shut', ...now.value }
  return { screen: 'form', typed, issues: forForm(signed.issues), ...(now.ok ? now.value : found.value) }
}
