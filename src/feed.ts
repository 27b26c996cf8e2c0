import type { APIContext } from 'astro'
import { hrefOf, listNews, listRules, listStories, summaryOf, titleIn } from './articles.ts'

const XML: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }
/** Text as it may stand in XML. */
export const xml = (text: string): string => text.replace(/[&<>"']/g, (sign) => XML[sign] ?? sign)

/** The portal's own address for links that leave it: PORTAL_URL, or the one the request came to. */
export const originOf = ({ locals, url }: APIContext): string => new URL(locals.env.PORTAL_URL ?? url).origin

/** The 30 newest articles as a feed states them. */
export const newestArticles = async (context: APIContext) => {
  const { locale } = context.locals
  const all = [...(await listNews()), ...(await listStories()), ...(await listRules())]
  return all
    .sort((a, b) => b.data.published.getTime() - a.data.published.getTime())
    .slice(0, 30)
    .map((article) => ({
      address: originOf(context) + hrefOf(locale, article),
      title: titleIn(locale, article),
      summary: summaryOf(article),
      published: article.data.published,
      author: article.data.author,
    }))
}

/** An answer of a type, kept by shared caches for a minute. */
export const typed = (type: string, text: string): Response =>
  new Response(text, {
    headers: { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'public, max-age=0, s-maxage=60' },
  })
