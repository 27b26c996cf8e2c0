import type { AstroGlobal } from 'astro'

/**
 * Lets the page be kept for `seconds` by the portal (page-cache.ts) and by a shared cache in front of it.
 * Browsers ask each time: their caches do not see that the view cookie has changed.
 * Only for pages that are the same for everyone with the same language and view.
 */
export const keepFor = (astro: AstroGlobal, seconds: number) => {
  astro.response.headers.set('cache-control', `public, max-age=0, s-maxage=${seconds}`)
  astro.response.headers.set('vary', 'cookie')
}
