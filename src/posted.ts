import type { AstroGlobal } from 'astro'

/** The form a page was posted, or null; `typed` answers one of its texts, cut to `max`, and '' where there is none. */
export const readPosted = async (astro: AstroGlobal, max: number) => {
  const form = astro.request.method === 'POST' ? await astro.request.formData().catch(() => null) : null
  const typed = (name: string): string => {
    const value = form?.get(name)
    return typeof value === 'string' ? value.slice(0, max) : ''
  }
  return { form, typed }
}
