import type { APIRoute } from 'astro'
import { paths } from '../../functions/paths.ts'
import { wordsFor } from '../../functions/words.ts'
import { newestArticles, originOf, typed } from '../feed.ts'

export const GET: APIRoute = async (context) => {
  const { locale } = context.locals
  const origin = originOf(context)
  const feed = {
    version: 'https://jsonfeed.org/version/1.1',
    title: wordsFor(locale)('site.name'),
    language: locale,
    home_page_url: origin + paths.home(locale),
    feed_url: origin + paths.here(locale, paths.jsonFeed()),
    items: (await newestArticles(context)).map(({ address, title, summary, published, author }) => ({
      id: address,
      url: address,
      title,
      content_text: summary,
      date_published: published.toISOString(),
      authors: [{ name: author }],
    })),
  }
  return typed('application/feed+json', JSON.stringify(feed))
}
