import { SYNC_MAX } from '../../functions/domain/interview-input.ts'
import type { Issue } from '../../functions/domain/outcome.ts'
import type { OpenedInterviews } from '../../functions/interviews/open-interviews.ts'
import type { SyncedInterviews } from '../../functions/interviews/take-interviews.ts'
import { paths } from '../../functions/paths.ts'
import {
  dropWaiting,
  keepSession,
  keepWaiting,
  keptDeclined,
  keptDrafts,
  keptSession,
  keptWaiting,
  type Session,
  type Waiting,
} from './interview-store.ts'

/** How a try to reach the portal ended; `code`: why it refused all of it. */
export type Reached = { online: boolean; code: string | null }

/** Far below what the portal takes in one body, whatever people wrote (a character is up to three bytes). */
const MOST_CHARACTERS = 60_000

type Asked<T> = { status: number; value: T | null; issues: Issue[] }
const ask = async <T>(path: string, body: unknown): Promise<Asked<T> | null> => {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  const answer = await fetch(path, { ...init, cache: 'no-store' }).catch(() => null)
  if (!answer || answer.status >= 500) return null
  const said = (await answer.json().catch(() => null)) as (T & { issues?: Issue[] }) | null
  return { status: answer.status, value: answer.ok ? said : null, issues: said?.issues ?? [] }
}

/** The questions as the server writes them for this phone; null when it was not reached. */
const fetchForm = async (page: string, code: string): Promise<Pick<Session, 'form' | 'own'> | null> => {
  const answer = await fetch(page, { method: 'POST', body: new URLSearchParams({ code }), cache: 'no-store' }).catch(
    () => null,
  )
  if (!answer?.ok) return null
  const written = new DOMParser().parseFromString(await answer.text(), 'text/html')
  const template = written.querySelector<HTMLTemplateElement>('#interview-form')
  return template && { form: template.innerHTML, own: JSON.parse(template.dataset['own'] ?? '{}') as Session['own'] }
}

/**
 * Opens the survey with a code, or brings what the phone keeps of it up to date. The questions stay as they are while
 * somebody is half-way through them.
 */
export const openSurvey = async (code: string, locale: string): Promise<Reached> => {
  const asked = await ask<OpenedInterviews>(paths.api.interviewOpen(), { code })
  if (!asked) return { online: false, code: null }
  const opened = asked.value
  if (!opened) return { online: true, code: asked.issues[0]?.code ?? 'interviewer.unknown_code' }
  const kept = await keptSession()
  const same =
    kept?.locale === locale &&
    kept.opened.survey.slug === opened.survey.slug &&
    kept.opened.edition === opened.edition &&
    kept.opened.editionVersion === opened.editionVersion
  const ahead = opened.serverNow - Date.now()
  if (kept && (same || (await keptDrafts()).length > 0)) {
    const { form, edition, editionVersion, meaning } = kept.opened
    const questions = same ? {} : { form, edition, editionVersion, meaning }
    await keepSession({ ...kept, code, ahead, opened: { ...opened, ...questions } })
    return { online: true, code: null }
  }
  const page = await fetchForm(paths.interviews(locale === 'en' ? 'en' : 'zh-CN'), code)
  if (!page) return { online: false, code: null }
  await keepSession({ id: 'session', code, locale, opened, ahead, ...page })
  return { online: true, code: null }
}

const wire = ({ key, survey, edition, editionVersion, mode, community, answers, seconds, takenAt }: Waiting) => ({
  ...{ key, survey, edition, editionVersion, mode, community, answers, seconds, takenAt },
})

/** As many as go into one call. */
const chunksOf = (waiting: Waiting[]): Waiting[][] => {
  const chunks: Waiting[][] = []
  let room = 0
  for (const one of waiting) {
    const size = JSON.stringify(wire(one)).length
    const last = chunks[chunks.length - 1]
    if (last && last.length < SYNC_MAX && size <= room) last.push(one)
    else chunks.push([one])
    room = (last && last === chunks[chunks.length - 1] ? room : MOST_CHARACTERS) - size
  }
  return chunks
}

const settle = async (chunk: Waiting[], { results, quotas, serverNow }: SyncedInterviews): Promise<void> => {
  for (const one of chunk) {
    const result = results.find(({ key }) => key === one.key)
    if (result?.state === 'refused') await keepWaiting({ ...one, issues: result.issues })
    else if (result) await dropWaiting(one.key)
  }
  const session = await keptSession()
  if (session) await keepSession({ ...session, ahead: serverNow - Date.now(), opened: { ...session.opened, quotas } })
}

const send = async ({ code }: Session, chunk: Waiting[]): Promise<Reached> => {
  const { phone, days } = await keptDeclined()
  const declined = Object.entries(days).map(([day, n]) => ({ phone, day, n }))
  const body = { code, sentAt: Date.now(), responses: chunk.map(wire), declined }
  const asked = await ask<SyncedInterviews>(paths.api.interviewResponses(), body)
  if (!asked) return { online: false, code: null }
  if (asked.value) {
    await settle(chunk, asked.value)
    return { online: true, code: null }
  }
  // Something in it cannot even be read: each alone, so that the others get through.
  const unreadable = asked.status === 400 || asked.status === 413 || asked.status === 422
  if (unreadable && chunk.length > 1) {
    for (const one of chunk) {
      const reached = await send({ code } as Session, [one])
      if (!reached.online || reached.code) return reached
    }
    return { online: true, code: null }
  }
  if (unreadable && chunk[0]) {
    await keepWaiting({ ...chunk[0], issues: asked.issues })
    return { online: true, code: null }
  }
  return { online: true, code: asked.issues[0]?.code ?? 'request.unavailable' }
}

/**
 * Sends everything that waits. An interview leaves the phone when the portal has answered for it, never before: the same
 * one sent twice is stored once. What is refused stays, with the reason.
 */
export const syncInterviews = async (): Promise<Reached> => {
  const session = await keptSession()
  if (!session) return { online: true, code: null }
  const waiting = (await keptWaiting()).filter(({ issues }) => issues === undefined)
  const chunks = waiting.length > 0 ? chunksOf(waiting) : [[]]
  for (const chunk of chunks) {
    const reached = await send(session, chunk)
    if (!reached.online || reached.code) return reached
  }
  return { online: true, code: null }
}
