import { getCollection, type CollectionEntry } from 'astro:content'
import { paths } from '../functions/paths.ts'
import type { Locale } from '../functions/words.ts'

export type Rule = CollectionEntry<'rules'>
export type Story = CollectionEntry<'stories'>
export type NewsItem = CollectionEntry<'news'>
export type Article = Rule | Story | NewsItem

const newestFirst = (a: Article, b: Article) =>
  b.data.published.getTime() - a.data.published.getTime() || a.id.localeCompare(b.id)

export const listRules = async (): Promise<Rule[]> =>
  (await getCollection('rules')).sort((a, b) => a.data.number - b.data.number)
export const listStories = async (): Promise<Story[]> => (await getCollection('stories')).sort(newestFirst)
export const listNews = async (): Promise<NewsItem[]> => (await getCollection('news')).sort(newestFirst)

/** The title in the reader's language; bodies and summaries are Chinese. */
export const titleIn = (locale: Locale, { data }: Article): string => (locale === 'en' ? data.title_en : data.title)

export const hrefOf = (locale: Locale, article: Article): string => {
  if (article.collection === 'rules') return paths.rule(locale, article.id)
  if (article.collection === 'stories') return paths.story(locale, article.id)
  return paths.newsItem(locale, article.id)
}

/** One sentence of what it says, in Chinese. */
export const summaryOf = ({ collection, data }: Article): string => (collection === 'rules' ? data.why : data.summary)
