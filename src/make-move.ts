import type { AstroGlobal } from 'astro'
import type { Issue } from '../functions/domain/outcome.ts'
import { paths } from '../functions/paths.ts'
import { callApi } from './call-api.ts'
import { type Typed, typedIn } from './desk.ts'

type Made = { ok: true; issues: [] } | { ok: false; status: number; issues: Issue[] }

const spotOf = ({ placeKind, community, landmark, lng, lat }: Typed) => ({ placeKind, community, landmark, lng, lat })

/** Makes the move of a posted form: its photos first (a phone without scripts sends them along), then the move itself. */
export const makeMove = async (astro: AstroGlobal, id: string, form: FormData): Promise<Made & { status: number }> => {
  const typed = typedIn(form)
  for (const photo of form.getAll('photos')) {
    if (typeof photo === 'string' || photo.size === 0) continue
    const body = await photo.arrayBuffer()
    const sent = await callApi(astro, paths.api.afterPhotos(id), { body, type: photo.type || 'image/jpeg' })
    if (!sent.ok) {
      const issues = sent.issues.map((issue) => ({ ...issue, field: 'photos' }))
      return { ok: false, status: sent.status, issues }
    }
  }
  const json = {
    move: typed.move,
    version: Number(form.get('version')),
    ...(typed.said.trim() && { said: typed.said }),
    ...(typed.note.trim() && { note: typed.note }),
    ...(typed.unit && { unit: typed.unit }),
    ...(typed.into.trim() && { into: typed.into }),
    ...(typed.until.trim() && { until: typed.until }),
    ...(typed.category && { category: typed.category }),
    ...(typed.move === 'correct' && spotOf(typed)),
    ...(form.has('splitPhotos') && { photos: form.getAll('splitPhotos') }),
  }
  const moved = await callApi(astro, paths.api.deskMoves(id), { json })
  if (moved.ok) return { ok: true, status: 200, issues: [] }
  const issues = moved.issues.map((issue) =>
    issue.code === 'tip_off.after_photo_missing' ? { ...issue, field: 'photos' } : issue,
  )
  return { ok: false, status: moved.status, issues }
}
