import type { APIRoute } from 'astro'
import { paths } from '../../functions/paths.ts'
import { wordsFor } from '../../functions/words.ts'
import { newestArticles, originOf, typed, xml } from '../feed.ts'

export const GET: APIRoute = async (context) => {
  const { locale } = context.locals
  const t = wordsFor(locale)
  const items = (await newestArticles(context)).map(
    ({ address, title, summary, published }) =>
      `<item><title>${xml(title)}</title><link>${xml(address)}</link><guid>${xml(address)}</guid>` +
      `<pubDate>${published.toUTCString()}</pubDate><description>${xml(summary)}</description></item>`,
  )
  const channel =
    `<title>${xml(t('site.name'))}</title><link>${xml(originOf(context) + paths.home(locale))}</link>` +
    `<description>${xml(t('news.lead'))}</description><language>${locale}</language>${items.join('')}`
  return typed(
    'application/rss+xml',
    `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>${channel}</channel></rss>`,
  )
}
