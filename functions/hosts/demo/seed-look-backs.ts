import { LookBackMove, mondayOf } from '../../domain/look-back.ts'
import { NOTHING_TYPED } from '../../domain/desk-move.ts'
import { parse } from '../../domain/parse.ts'
import { DAY, HOUR } from '../../domain/shanghai-day.ts'
import type { Staff } from '../../domain/staff.ts'
import type { Env } from '../../http/app-types.ts'
import { addLookBackPhoto } from '../../look-backs/add-look-back-photo.ts'
import { drawLookBacks } from '../../look-backs/draw-look-backs.ts'
import { moveLookBack } from '../../look-backs/move-look-back.ts'
import { readLookBacks } from '../../look-backs/read-look-backs.ts'
import { moveTipOff } from '../../tip-offs/move-tip-off.ts'
import { encodeJpeg } from './jpeg-encoder.ts'
import { drawScene } from './scenes.ts'

type Drawn = { key: string; category: string; rebounds?: string }
const WEEKS = 8
const VERSION = 'SELECT version FROM tip_offs WHERE id = ?'

/**
 * What became of the demo district's closed cases: drawn week by week as the clock would have, those of earlier weeks
 * looked at by a colleague, one of them as bad as before; this week's are still to be looked at.
 */
export const seedLookBacks = async (
  env: Env,
  { moderator, second }: { moderator: Staff; second: Staff },
  caseOf: (number: string) => Drawn | undefined,
  now: number,
): Promise<void> => {
  for (let week = WEEKS; week >= 0; week -= 1)
    await drawLookBacks(env, Math.min(now, mondayOf(now - week * 7 * DAY) + HOUR))
  const drawn = await readLookBacks(env, { state: 'open', unit: null, due: null }, second, undefined, now)
  for (const { id, tipOff, unit, dueAt, version } of drawn.lookBacks) {
    const one = caseOf(tipOff.number)
    if (!one || dueAt >= mondayOf(now)) continue
    const asked = { requestId: 'demo', now: dueAt - 25 * HOUR }
    const photo = encodeJpeg(drawScene(one.key, one.category, one.rebounds === undefined), 0.5)
    await addLookBackPhoto(env, id, { bytes: photo, key: null }, second, asked)
    const note = one.rebounds ?? '和整改后一样，没有反弹。'
    const found = parse(LookBackMove, { move: one.rebounds === undefined ? 'hold' : 'rebound', note, version })
    const told = found.ok && (await moveLookBack(env, id, found.value, second, asked))
    if (!told || !told.ok || one.rebounds === undefined) continue
    // Whoever let it come back gets it back.
    const open = await env.DB.prepare(VERSION).bind(tipOff.id).first<{ version: number }>()
    const again = { ...NOTHING_TYPED, move: 'assign' as const, unit, version: open!.version }
    await moveTipOff(env, tipOff.id, again, moderator, { requestId: 'demo', now: now - 3 * HOUR })
  }
}
