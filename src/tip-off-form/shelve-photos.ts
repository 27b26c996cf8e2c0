import type { AstroGlobal } from 'astro'
import type { Issue } from '../../functions/domain/outcome.ts'
import { PHOTOS } from '../../functions/domain/tip-off.ts'
import { paths } from '../../functions/paths.ts'
import { callApi } from '../call-api.ts'
import type { Typed } from './typed.ts'

const isChosen = (value: FormDataEntryValue): value is File => typeof value !== 'string' && value.size > 0

/**
 * Shelves the photos of the posted form and adds their tokens to what was typed. One that fails does not hold up the
 * others: it becomes an issue that names its place among the chosen files.
 */
export const shelvePhotos = async (astro: AstroGlobal, form: FormData, typed: Typed): Promise<Issue[]> => {
  const issues: Issue[] = []
  const files = form.getAll('photo').filter(isChosen)
  for (const [at, file] of files.entries()) {
    if (typed.photos.length >= PHOTOS.max) {
      issues.push({ code: 'photo.too_many', field: 'photos', detail: { max: PHOTOS.max } })
      break
    }
    const answer = await callApi<{ token: string }>(astro, paths.api.uploads(), {
      body: file,
      type: file.type.startsWith('image/') ? file.type : 'application/octet-stream',
    })
    if (answer.ok) typed.photos.push(answer.value.token)
    else
      issues.push(
        ...answer.issues.map((one) => ({ ...one, field: 'photos', detail: { ...one.detail, photo: at + 1 } })),
      )
  }
  return issues
}
