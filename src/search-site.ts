import { findActivityKind, findCommunity } from '../functions/district.ts'
import type { Article } from './articles.ts'
import type { ActivityView, ShiftOfActivity } from './volunteering/views.ts'

export type Found = { article: Article; excerpt: string; weight: number }

const plain = (text: string) => text.normalize('NFKC').toLowerCase()
/** Markdown as a reader sees it: no marks, no link targets. */
const unmarked = (body: string) =>
  body
    .replace(/\]\([^)]*\)/g, '')
    .replace(/[#*|[\]`>-]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()

const said = ({ data }: Article) => ('summary' in data ? data.summary : `${data.line} ${data.line_en} ${data.why}`)

/** The words of a query: at most six, of at most 40 characters, compared without case and width. */
export const queryWords = (query: string): string[] =>
  plain(query)
    .split(/[\s,，、。]+/)
    .filter(Boolean)
    .slice(0, 6)
    .map((word) => word.slice(0, 40))

/** Articles that hold every word of the query, those with it in the title first; with the sentence around the first hit. */
export const searchArticles = (articles: Article[], query: string): Found[] => {
  const words = queryWords(query)
  if (words.length === 0) return []
  return articles
    .flatMap((article) => {
      const title = plain(`${article.data.title} ${article.data.title_en}`)
      const summary = plain(said(article))
      const body = unmarked(article.body ?? '')
      const text = plain(body)
      if (!words.every((word) => title.includes(word) || summary.includes(word) || text.includes(word))) return []
      const weight = words.reduce(
        (sum, word) =>
          sum + (title.includes(word) ? 4 : 0) + (summary.includes(word) ? 2 : 0) + (text.includes(word) ? 1 : 0),
        0,
      )
      const at = Math.max(0, ...words.map((word) => text.indexOf(word)))
      const from = Math.max(0, at - 20)
      const excerpt = `${from > 0 ? '…' : ''}${body.slice(from, from + 70)}…`
      return [{ article, excerpt, weight }]
    })
    .sort((a, b) => b.weight - a.weight)
    .slice(0, 20)
}

/** Activities of coming shifts that hold every word of the query, each once; `section` is what such pages are called. */
export const searchActivities = (shifts: ShiftOfActivity[], query: string, section: string): ActivityView[] => {
  const words = queryWords(query)
  if (words.length === 0) return []
  const activities = new Map(shifts.map(({ activity }) => [activity.number, activity]))
  return [...activities.values()].filter(({ title, text, place, kind, community, team }) => {
    const about = [
      section,
      title,
      text,
      place,
      findActivityKind(kind)?.name,
      findCommunity(community)?.name,
      team?.name,
    ]
    const all = plain(about.join(' '))
    return words.every((word) => all.includes(word))
  })
}
