import type { AstroGlobal } from 'astro'
import { paths } from '../functions/paths.ts'
import { callApi } from './call-api.ts'
import { fieldOf } from './desk.ts'

export const OWN_ACTS = ['proof', 'password', 'totp', 'recovery', 'rename', 'remove', 'end', 'end_others'] as const
export type OwnAct = (typeof OWN_ACTS)[number]
export type OwnAnswer = { recoveryCodes?: string[] }

/** What the form of one's own account sends where; null for none of its buttons. */
const sentBy = (form: FormData): { path: string; json: Record<string, unknown> } | null => {
  const field = (name: string) => fieldOf(form, name)
  const act = field('act') as OwnAct
  const id = field('id')
  if (act === 'proof') return { path: paths.api.myProof(), json: { code: field('proof') } }
  if (act === 'password') {
    return { path: paths.api.myPassword(), json: { current: field('current'), password: field('password') } }
  }
  if (act === 'totp') {
    const password = field('password')
    return { path: paths.api.myTotp(), json: { code: field('code'), ...(password && { password }) } }
  }
  if (act === 'recovery') return { path: paths.api.myRecoveryCodes(), json: {} }
  if (act === 'rename') return { path: paths.api.myPasskey(id), json: { move: act, name: field('name') } }
  if (act === 'remove') return { path: paths.api.myPasskey(id), json: { move: act } }
  if (act === 'end') return { path: paths.api.mySessions(), json: { move: act, id } }
  return act === 'end_others' ? { path: paths.api.mySessions(), json: { move: act } } : null
}

/** Sends what was posted; null where nothing was. */
export const actOnOwnAccount = async (astro: AstroGlobal, form: FormData | null) => {
  const sent = form && sentBy(form)
  return sent && callApi<OwnAnswer>(astro, sent.path, { json: sent.json })
}
