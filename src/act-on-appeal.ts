import type { AstroGlobal } from 'astro'
import { paths } from '../functions/paths.ts'
import { wordsFor } from '../functions/words.ts'
import { callApi } from './call-api.ts'
import { fieldOf, type SealedContact } from './desk.ts'
import type { DeskAppeal } from './exposure.ts'

/** Answers the appeal, or hides what it is about until it is answered; null where the posted form asks for neither. */
export const actOnAppeal = async (astro: AstroGlobal, { id, tipOff, version }: DeskAppeal, form: FormData) => {
  const act = fieldOf(form, 'act')
  if (act === 'hide' && tipOff) {
    const json = { reason: wordsFor('zh-CN')('desk_appeal.hide_reason') }
    return { act, answer: await callApi(astro, paths.api.exposureTakeDowns(tipOff.id), { json }) }
  }
  if (act !== 'upheld' && act !== 'not_upheld') return null
  const seen = Number(fieldOf(form, 'version')) || version
  const json = { decision: act, said: fieldOf(form, 'said'), version: seen }
  return { act, answer: await callApi(astro, paths.api.appealAnswers(id), { json }) }
}

/** Opens the contact of whoever appealed, where the posted form gives a reason. */
export const unsealAppeal = async (astro: AstroGlobal, id: string, form: FormData) =>
  form.has('reason')
    ? callApi<SealedContact>(astro, paths.api.appealContact(id), { json: { reason: fieldOf(form, 'reason') } })
    : null
