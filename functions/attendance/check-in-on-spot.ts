import { MARKING, standingOf, type SpotInput } from '../domain/attendance.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import { toTheMinute } from '../domain/shanghai-day.ts'
import type { Env } from '../http/app-types.ts'
import { limits, withinLimit } from '../http/limits.ts'
import { openBook } from '../volunteers/open-book.ts'
import { markStatements } from './rows.ts'
import { spotCodeHolds } from './spot-code.ts'
import { listMarksOf, listMine } from './spot-rows.ts'

export type Spotted = { kind: 'in' | 'out'; at: number; shift: string; title: string }

/**
 * A volunteer checks themselves in, and later out, with the six digits shown at the place: mobile and query code say
 * who, the digits that they are there. The first time is in; later out, the last of several counts; pressing twice
 * within five minutes changes nothing. Refusals: those of `openBook`; `spot_code.no_shift_now` when nothing of theirs is on;
 * `spot_code.wrong`; `request.too_many` after five tries in ten minutes for one sign-up, right or wrong.
 */
export async function checkInOnSpot(
  env: Env,
  input: SpotInput,
  address: string,
  now: number,
): Promise<Outcome<Spotted>> {
  const book = await openBook(env, { phone: input.phone, code: input.code }, address, now)
  if (!book.ok) return book
  const window = { startsBefore: now + MARKING.before, endsAfter: now - MARKING.after, now }
  const mine = await listMine(env.DB, book.value.id, window, input)
  if (mine.length === 0) return refused('spot_code.no_shift_now')
  for (const one of mine) {
    const within = await withinLimit(env, limits.wrongSpotCode, one.id, now)
    if (!within.ok) return within
    if (!(await spotCodeHolds(env, one.shift_id, input.spotCode, now))) continue
    const marks = await listMarksOf(env.DB, one.id)
    const at = toTheMinute(now)
    const standing = standingOf(marks)
    const here = standing === 'in' || standing === 'out'
    const last = marks.at(-1)?.at ?? 0
    const again = here && now - last < MARKING.spotAgain
    const kind = again ? standing : here ? 'out' : 'in'
    if (!again) {
      // An undo of this very minute must not swallow who checks in after it.
      const mark = { id: crypto.randomUUID(), signUp: one.id, kind, how: 'spot_code' as const, staff: null }
      await env.DB.batch(markStatements(env.DB, [{ ...mark, at: Math.max(at, last + 1) }], at))
    }
    return done({ kind, at: again ? toTheMinute(last) : at, shift: one.shift_id, title: one.title })
  }
  return refused('spot_code.wrong', 'spotCode')
}
