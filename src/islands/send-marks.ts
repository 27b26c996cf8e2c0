import type { MarkResult } from '../../functions/attendance/apply-marks.ts'
import type { Roster } from '../../functions/attendance/read-roster.ts'
import { paths } from '../../functions/paths.ts'
import { dropMark, keepMark, keepRoster, keptMarks, type KeptMark } from './check-in-store.ts'

/** How a try to reach the portal ended. */
export type Reached = 'online' | 'offline' | 'signed_out'

type Sent = { results: MarkResult[]; roster: Roster }

const ask = async <T>(
  path: string,
  body?: unknown,
): Promise<{ reached: Reached; value: T | null; code: string | null }> => {
  const init =
    body === undefined
      ? {}
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  const answer = await fetch(path, { ...init, cache: 'no-store' }).catch(() => null)
  if (!answer || answer.status >= 500) return { reached: 'offline', value: null, code: null }
  const said = (await answer.json().catch(() => null)) as (T & { issues?: { code: string }[] }) | null
  if (answer.ok && said) return { reached: 'online', value: said, code: null }
  const code = said?.issues?.[0]?.code ?? null
  // A stranger finds nothing at the desk: the session is over.
  return { reached: code === 'request.not_found' || said === null ? 'signed_out' : 'online', value: null, code }
}

/** The roster as it stands now, kept on the phone; null when the portal was not reached or has none. */
export const loadRoster = async (shift: string): Promise<{ reached: Reached; roster: Roster | null }> => {
  const { reached, value } = await ask<Roster>(paths.api.roster(shift))
  if (value) await keepRoster(value)
  return { reached, roster: value }
}

const wire = ({ id, signUp, checkCode, kind, how, at }: KeptMark) => ({
  ...{ id, kind, how, at },
  ...(signUp ? { signUp } : { checkCode }),
})

/**
 * Sends every waiting mark, shift by shift. A mark leaves the phone when the portal has answered for it, never before:
 * the same one sent twice is taken once. Answers the newest roster of `shift`, if one came back.
 */
export const sendMarks = async (shift: string): Promise<{ reached: Reached; roster: Roster | null }> => {
  const waiting = (await keptMarks()).filter(({ refused }) => refused === undefined)
  let roster: Roster | null = null
  for (const one of new Set(waiting.map((mark) => mark.shift))) {
    const marks = waiting.filter((mark) => mark.shift === one).slice(0, 200)
    const { reached, value, code } = await ask<Sent>(paths.api.marks(one), { marks: marks.map(wire) })
    if (reached !== 'online') return { reached, roster }
    for (const mark of marks) {
      const result = value?.results.find(({ id }) => id === mark.id)
      if (result?.ok) await dropMark(mark.id)
      else await keepMark({ ...mark, refused: result?.code ?? code ?? 'mark.unknown_person' })
    }
    if (value) await keepRoster(value.roster)
    if (value && one === shift) roster = value.roster
  }
  return { reached: 'online', roster }
}
