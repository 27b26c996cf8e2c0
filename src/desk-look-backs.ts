import type { AstroGlobal } from 'astro'
import type { Issue } from '../functions/domain/outcome.ts'
import { paths } from '../functions/paths.ts'
import { callApi } from './call-api.ts'
import { fieldOf } from './desk.ts'

/** What the desk's API answers about look-backs. */
export type { DeskLookBack, LookBackPage } from '../functions/look-backs/read-look-backs.ts'

export type Recorded = { status: number; issues: Issue[]; typed: { move: string; note: string } }

/**
 * What somebody found at a place, from a posted form: its photos first, then the answer; what is refused leaves the photos
 * that arrived where they are. No issues: it is recorded.
 */
export const recordLook = async (astro: AstroGlobal, id: string, form: FormData): Promise<Recorded> => {
  const typed = { move: fieldOf(form, 'move'), note: fieldOf(form, 'note') }
  for (const photo of form.getAll('photos')) {
    if (typeof photo === 'string' || photo.size === 0) continue
    const body = await photo.arrayBuffer()
    const sent = await callApi(astro, paths.api.lookBackPhotos(id), { body, type: photo.type || 'image/jpeg' })
    if (sent.ok) continue
    // Whoever was faster is no fault of the photo.
    const field = sent.issues.some(({ code }) => code.startsWith('photo.')) ? { field: 'photos' } : {}
    return { status: sent.status, issues: sent.issues.map((issue) => ({ ...issue, ...field })), typed }
  }
  if (typed.move === '') return { status: 422, issues: [{ code: 'look_back.move_missing', field: 'move' }], typed }
  const json = { ...typed, version: Number(form.get('version')) }
  const moved = await callApi(astro, paths.api.lookBackMoves(id), { json })
  return { status: moved.status, issues: moved.ok ? [] : moved.issues, typed }
}
