import type { AstroGlobal } from 'astro'
import type { Issue } from '../functions/domain/outcome.ts'
import type { Answer } from './call-api.ts'

type Turn<T> = {
  /** Whether a form came, and whether it named a receipt code. */
  posted: boolean
  asked: boolean
  /** What the resident wants done; nothing, when they only look. */
  move: () => Promise<Answer<T>> | null | undefined
  look: () => Promise<Answer<T>>
}

/**
 * One turn of a page behind a receipt code: makes the move, or looks. A refused move shows what is there all the same,
 * with the issues; the page's status is that of the refusal.
 */
export const lookUp = async <T>(astro: AstroGlobal, { posted, asked, move, look }: Turn<T>) => {
  const moved = asked ? await move() : null
  const found = !asked ? null : moved?.ok ? moved : await look()
  const view = found?.ok ? found.value : null
  const refused = moved && !moved.ok ? moved : found && !found.ok ? found : null
  const issues: Issue[] = refused ? refused.issues : posted && !asked ? [{ code: 'receipt.missing' }] : []
  if (issues.length > 0 || refused) astro.response.status = refused?.status ?? 422
  return { view, issues, moved: moved?.ok === true }
}
