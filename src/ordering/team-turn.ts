import type { AstroGlobal } from 'astro'
import type { Issue } from '../../functions/domain/outcome.ts'
import { readTypedTime } from '../../functions/domain/typed-time.ts'
import { paths } from '../../functions/paths.ts'
import { callApi } from '../call-api.ts'
import type { TeamOrders } from './views.ts'

export const TEAM_MOVES = ['claim', 'propose', 'serve', 'hand_back'] as const
export type TeamMoveName = (typeof TEAM_MOVES)[number]

/** What a leader typed into the form of one order, kept whatever the answer was. */
export type TeamTyped = {
  code: string
  order: string
  move: TeamMoveName | null
  day: string
  clock: string
  note: string
}

export type TeamTurn = { typed: TeamTyped; view: TeamOrders | null; issues: Issue[]; done: TeamMoveName | null }

/** One turn of the team's page: the code, and with it perhaps a move. Sets the answer's status. */
export const takeTeamTurn = async (astro: AstroGlobal): Promise<TeamTurn> => {
  const form = astro.request.method === 'POST' ? await astro.request.formData().catch(() => null) : null
  const text = (name: string) => {
    const value = form?.get(name)
    return typeof value === 'string' ? value.slice(0, 1000).replaceAll('\r\n', '\n') : ''
  }
  const move = TEAM_MOVES.find((one) => one === text('move')) ?? null
  const typed = {
    ...{ code: text('code').slice(0, 400), order: text('order'), move },
    ...{ day: text('day'), clock: text('clock'), note: text('note') },
  }
  const blank = { typed, view: null, issues: [], done: null }
  if (!form) return blank
  if (typed.code.trim() === '') {
    astro.response.status = 422
    return { ...blank, issues: [{ code: 'team.unknown_code' }] }
  }
  const timed = move === 'claim' || move === 'propose'
  const json = {
    ...{ code: typed.code, order: typed.order, move, version: Number(text('version')) },
    ...(timed && { at: readTypedTime(typed.day, typed.clock) }),
    ...(move === 'hand_back' && { note: typed.note }),
  }
  const moved = move ? await callApi<TeamOrders>(astro, paths.api.teamOrderMoves(), { json }) : null
  if (moved?.ok) return { ...blank, view: moved.value, done: move }
  const seen = await callApi<TeamOrders>(astro, paths.api.teamOrders(), { json: { code: typed.code } })
  const refused = moved ?? (seen.ok ? null : seen)
  if (refused) astro.response.status = refused.status
  return { ...blank, view: seen.ok ? seen.value : null, issues: refused?.issues ?? [] }
}
