import type { AstroGlobal } from 'astro'
import type { Issue } from '../../functions/domain/outcome.ts'
import { courseOf } from '../../functions/domain/survey/course.ts'
import { findWindow } from '../../functions/district.ts'
import { paths } from '../../functions/paths.ts'
import { callApi } from '../call-api.ts'
import { checked, moveBack, moveOn, whereWrong } from './move-on.ts'
import { wasAnswered } from './on-device.ts'
import { blankTyped, readTyped, type Typed } from './typed.ts'
import type { PublicSurvey, Score, Stored } from './views.ts'

/** What the page of a survey shows next; after `sent` it thanks. `none`: there is no such survey. */
export type Turn =
  | {
      screen: 'form'
      survey: PublicSurvey
      typed: Typed
      issues: Issue[]
      grown: boolean
      fresh: boolean
      again: boolean
    }
  | { screen: 'shut'; survey: PublicSurvey }
  | { screen: 'sent'; survey: PublicSurvey; score: Score | null }
  | { screen: 'none'; status: number }

/** In which of its ways a survey is answered here: at a window, with a code, or by the link alone. */
export const modeOf = ({ modes }: PublicSurvey, { window, code }: Pick<Typed, 'window' | 'code'>) =>
  modes.includes('window') && window
    ? 'window'
    : modes.includes('code') && (code.trim() || !modes.includes('link'))
      ? 'code'
      : 'link'

/** A window survey is one screen with one button: no start, nothing to check. */
export const isOneScreen = ({ kind }: PublicSurvey): boolean => kind === 'window'

const readJson = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}

/** What the typed form asks the API to store; values are checked there. */
const toInput = (survey: PublicSurvey, typed: Typed, again: boolean, locale: string) => {
  const seconds = Math.round((Date.now() - typed.started) / 1000)
  const mode = modeOf(survey, typed)
  return {
    ...{ key: typed.key, edition: typed.edition, mode, again, locale, website: typed.website },
    answers: courseOf(survey.form, typed.answers).answers,
    seconds: typed.started > 0 && seconds >= 0 ? Math.min(seconds, 86_400) : null,
    solution: typed.solution ? readJson(typed.solution) : null,
    ...(mode === 'code' && { code: typed.code }),
    ...(mode === 'window' && { window: typed.window }),
  }
}

const sendAnswers = async (astro: AstroGlobal, survey: PublicSurvey, typed: Typed, again: boolean): Promise<Turn> => {
  const json = toInput(survey, typed, again, astro.locals.locale)
  const stored = await callApi<Stored>(astro, paths.api.surveyResponses(survey.slug), { json })
  if (stored.ok) return { screen: 'sent', survey, score: stored.value.score }
  const { issues, status } = stored
  astro.response.status = status
  const code = issues[0]?.code ?? ''
  if (code === 'survey.not_open') return { screen: 'shut', survey: { ...survey, taking: false } }
  // Sent before with other content: a new key makes this an answer of its own, if the person wants one.
  if (code === 'submission.other_body') typed.key = crypto.randomUUID()
  const wrong = whereWrong(survey.form, issues)
  const ofCode = /^survey\.(unknown_code|code_used|code_missing)$/.test(code)
  typed.here = wrong?.here ?? (ofCode && !survey.modes.includes('link') ? 'start' : 'check')
  const said = wrong?.issues ?? issues.map((issue) => (ofCode ? { ...issue, field: 'code' } : issue))
  return { screen: 'form', survey, typed, issues: said, grown: false, fresh: false, again }
}

/**
 * One turn of a survey, by plain POST to its own URL: start → its pages → check → sent. Whatever goes wrong, everything
 * typed comes back. Sets the answer's status.
 */
export const takeSurvey = async (astro: AstroGlobal, slug: string): Promise<Turn> => {
  const { response } = astro
  const found = /^[a-z0-9-]{2,48}$/.test(slug) ? await callApi<PublicSurvey>(astro, paths.api.survey(slug)) : null
  if (!found?.ok) {
    response.status = found?.status ?? 404
    return { screen: 'none', status: response.status }
  }
  const survey = found.value
  const again = wasAnswered(astro, slug)
  const form = astro.request.method === 'POST' ? await astro.request.formData().catch(() => null) : null
  const isOnWeb = survey.modes.some((mode) => mode === 'link' || mode === 'code' || mode === 'window')
  if (!survey.taking || !isOnWeb) return { screen: 'shut', survey }
  const window = astro.url.searchParams.get('w') ?? ''
  const showForm = (typed: Typed, issues: Issue[] = [], more: { grown?: boolean; fresh?: boolean } = {}): Turn => {
    if (issues.length > 0 && response.status === 200) response.status = 422
    return { screen: 'form', survey, typed, issues, again, grown: more.grown ?? false, fresh: more.fresh ?? false }
  }
  if (!form) {
    const typed = blankTyped(survey.edition, window)
    if (astro.request.method === 'POST') return showForm(typed, [{ code: 'request.malformed' }], { fresh: true })
    if (astro.url.searchParams.has('too-large'))
      return showForm(typed, [{ code: 'request.too_large' }], { fresh: true })
    return showForm(typed, [], { fresh: true })
  }

  const typed = readTyped(form, survey.form)
  if (typed.edition !== survey.edition) {
    response.status = 409
    typed.edition = survey.edition
    typed.here = 'start'
    typed.checked = false
    return showForm(typed, [{ code: 'survey.changed_meanwhile' }])
  }
  const step = form.get('step')
  const lacksCode = modeOf(survey, typed) === 'code' && typed.code.trim() === ''
  if (lacksCode && step !== 'back') {
    typed.here = 'start'
    return showForm(typed, [{ code: 'survey.code_missing', field: 'code' }])
  }
  if (typed.window && !findWindow(typed.window)) return showForm(typed, [{ code: 'window.unknown' }])
  if (step === 'send') {
    const moved = checked(survey.form, typed)
    if (moved.issues.length > 0) {
      typed.here = moved.here
      return showForm(typed, moved.issues)
    }
    return sendAnswers(astro, survey, typed, again)
  }
  const asked = form.get('to')
  if (typeof asked === 'string' && /^\d{1,3}$/.test(asked)) {
    typed.here = Number(asked)
    return showForm(typed)
  }
  // In a quiz the right answers of a page are told before the next page comes.
  const moved = step === 'back' ? moveBack(survey.form, typed) : moveOn(survey.form, typed)
  const tells =
    survey.kind === 'quiz' &&
    typeof typed.here === 'number' &&
    moved.issues.length === 0 &&
    !moved.grown &&
    step !== 'back'
  if (tells && !typed.told.includes(typed.here as number)) {
    typed.told.push(typed.here as number)
    return showForm(typed)
  }
  typed.here = moved.here
  typed.checked ||= moved.here === 'check'
  return showForm(typed, moved.issues, { grown: moved.grown })
}
