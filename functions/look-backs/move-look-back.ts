import { violatesNotNull } from '../db/violation.ts'
import { NOTHING_TYPED } from '../domain/desk-move.ts'
import { type LookBackMove, mendedIt } from '../domain/look-back.ts'
import { refused, type Issue, type Outcome } from '../domain/outcome.ts'
import { MINUTE } from '../domain/shanghai-day.ts'
import { scopeOf, type Staff } from '../domain/staff.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env } from '../http/app-types.ts'
import { recordMessage } from '../outbox/rows.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import { moveTipOff } from '../tip-offs/move-tip-off.ts'
import { wordsFor } from '../words.ts'
import { findLookBack, type LookBackRow } from './look-back-rows.ts'
import { recordHeld, recordRebounded, whileOpen } from './move-rows.ts'
import { type DeskLookBack, photosOf, readLookBack } from './read-look-backs.ts'

/** Says who was faster, and how many minutes ago, where that is known. */
const changedMeanwhile = (row: LookBackRow | null, now: number) => {
  const minutes = row?.looked_at ? Math.max(0, Math.floor((now - row.looked_at) / MINUTE)) : 0
  return refused('look_back.changed_meanwhile', undefined, { by: row?.looker ?? '', minutes })
}

const lacking = ({ move, note }: LookBackMove, row: LookBackRow): Issue[] => [
  ...(photosOf(row).length === 0 ? [{ code: 'look_back.photo_missing', field: 'photos' }] : []),
  ...(move === 'rebound' && note === '' ? [{ code: 'look_back_note.missing', field: 'note' }] : []),
]

/**
 * Records what was found (回头看): `hold` (保持), or `rebound` (反弹), which opens the case again in the same batch; the
 * rebound counts by its trigger. `look_back.not_found`, `look_back.changed_meanwhile`, `look_back.cannot_now`,
 * `look_back.mended_it`, `look_back.photo_missing`, `look_back_note.missing`, and what `moveTipOff` refuses; each is
 * recorded.
 */
export async function moveLookBack(
  env: Env,
  id: string,
  input: LookBackMove,
  staff: Staff,
  asked: { requestId: string; now: number },
): Promise<Outcome<DeskLookBack>> {
  const act = { staff, action: 'look_back:' + input.move, object: { kind: 'look_back' as const, id }, ...asked }
  const refuse = async <R extends { ok: false; issues: { code: string }[] }>(refusal: R): Promise<R> => {
    await recordRefusal(env.DB, act, refusal.issues[0]?.code ?? '')
    return refusal
  }
  if (!isUuid(id)) return refused('look_back.not_found')
  const row = await findLookBack(env.DB, id, scopeOf(staff))
  if (!row) return refuse(refused('look_back.not_found'))
  if (row.version !== input.version) return refuse(changedMeanwhile(row, asked.now))
  if (row.state !== 'open') return refuse(refused('look_back.cannot_now'))
  if (mendedIt({ unit: row.unit, rectifiedBy: row.rectified_by }, staff)) return refuse(refused('look_back.mended_it'))
  const issues = lacking(input, row)
  if (issues.length > 0) return refuse({ ok: false, issues })

  const found = { id, version: row.version, note: input.note, staffId: staff.id, now: asked.now }
  const ok = { ...act, result: 'ok' }
  const written =
    input.move === 'hold'
      ? await writeHeld(env, found, recordAct(env.DB, ok, whileOpen(id, row.version)))
      : await openAgain(env, row, found, staff, asked, ok)
  if (written === 'late') return refuse(changedMeanwhile(await findLookBack(env.DB, id, null), asked.now))
  return written.ok ? readLookBack(env, id, staff) : refuse(written)
}

const writeHeld = async (env: Env, found: Parameters<typeof recordHeld>[1], act: ReturnType<typeof recordAct>) => {
  const results = await env.DB.batch([act, recordHeld(env.DB, found)])
  return results.at(-1)?.meta.changes === 0 ? ('late' as const) : { ok: true as const }
}

/** Opens the case again with what was found; `late` when somebody recorded the look-back or moved the case meanwhile. */
const openAgain = async (
  env: Env,
  row: LookBackRow,
  found: Parameters<typeof recordRebounded>[1],
  staff: Staff,
  asked: { requestId: string; now: number },
  act: Parameters<typeof recordAct>[1],
) => {
  const note = wordsFor('zh-CN')('look_back.reopen_note', { note: found.note })
  const move = { ...NOTHING_TYPED, move: 'reopen' as const, version: row.case_version, note }
  const news = { topic: 'look_back.rebounded', audience: `unit:${row.unit}` as const, number: row.case_number }
  try {
    const moved = await moveTipOff(env, row.tip_off_id, move, staff, asked, (_, guard) => [
      recordAct(env.DB, act, guard),
      recordMessage(env.DB, { ...news, now: asked.now }, guard),
      recordRebounded(env.DB, found, guard),
    ])
    const late = !moved.ok && moved.issues.some(({ code }) => code === 'tip_off.changed_meanwhile')
    return late ? ('late' as const) : moved
  } catch (error) {
    if (violatesNotNull(error, 'look_backs.state')) return 'late' as const
    throw error
  }
}
