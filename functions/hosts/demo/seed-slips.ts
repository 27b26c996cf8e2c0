import { DAY, HOUR, MINUTE, shanghaiMidnight } from '../../domain/shanghai-day.ts'
import type { SlipMove } from '../../domain/slip.ts'
import type { Staff } from '../../domain/staff.ts'
import type { Env } from '../../http/app-types.ts'
import { issueSlips } from '../../supervision/issue-slips.ts'
import { moveSlip } from '../../supervision/move-slip.ts'

const SLIPS = `SELECT id, colour, unit, issued_at FROM slips WHERE version = 1 ORDER BY due_at, id`
const VERSION = 'SELECT version FROM slips WHERE id = ?'
type Slip = { id: string; colour: string; unit: string; issued_at: number }

/** What units wrote on their white slips, and the office on the red ones. */
const ANSWER = '已派人到现场看过，材料和人手排在本周，完工后交照片。'
const NOTE = '一再拖延，主要负责人到现场办，三个工作日内报结果。'

/**
 * The clock's work of the last sixty days, evening by evening, and what became of the slips: some are answered, some
 * signed for, the newest wait. Cut short, it goes on where it was.
 */
export const seedSlips = async (
  env: Env,
  { moderator, handlers }: { moderator: Staff; handlers: Staff[] },
  now: number,
): Promise<void> => {
  for (let day = 60; day >= 0; day -= 1) {
    await issueSlips(env, Math.min(now, shanghaiMidnight(now - day * DAY) + 19 * HOUR))
  }
  const { results } = await env.DB.prepare(SLIPS).all<Slip>()
  for (const slip of results) {
    const handler = handlers.find(({ unit }) => unit === slip.unit)
    const act = async (move: SlipMove, staff: Staff, hours: number, said = '') => {
      const row = await env.DB.prepare(VERSION).bind(slip.id).first<{ version: number }>()
      const asked = { requestId: 'demo', now: Math.min(slip.issued_at + hours * HOUR, now - MINUTE) }
      await moveSlip(env, slip.id, { move, said, version: row!.version }, staff, asked)
    }
    if (slip.colour === 'red') await act('note', moderator, 14, NOTE)
    if (!handler || slip.colour === 'red') continue
    await act('acknowledge', handler, 14)
    if (slip.colour === 'white') await act('answer', handler, 16, ANSWER)
  }
}
