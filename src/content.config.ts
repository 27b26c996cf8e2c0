import { defineCollection } from 'astro:content'
import { glob } from 'astro/loaders'
import { z } from 'astro/zod'

/** What every article states: when it was published, who wrote it and who reviewed it (先审后发). */
const signed = {
  title: z.string().min(2).max(20),
  title_en: z.string().min(2),
  published: z.coerce.date(),
  author: z.string().min(1),
  reviewer: z.string().min(1),
}
const folder = (name: string) => glob({ pattern: '**/*.md', base: `./content/${name}` })

export const TOPICS = [
  'travel',
  'parking',
  'dogs',
  'corridors',
  'waste',
  'order',
  'environment',
  'dining',
  'tourism',
  'online',
] as const
export const STORY_KINDS = ['helping', 'bravery', 'honesty', 'dedication', 'filial', 'family'] as const
export const NEWS_KINDS = ['notice', 'progress', 'results', 'bulletin'] as const

const rules = defineCollection({
  loader: folder('rules'),
  schema: z.object({
    ...signed,
    topic: z.enum(TOPICS),
    number: z.number().int().positive(),
    line: z.string(),
    line_en: z.string(),
    why: z.string(),
    basis: z.string(),
  }),
})

const stories = defineCollection({
  loader: folder('stories'),
  schema: z.object({
    ...signed,
    kind: z.enum(STORY_KINDS),
    person: z.string(),
    community: z.string(),
    summary: z.string(),
    // The person told agreed to it: without consent the site does not build.
    consent: z.literal(true),
  }),
})

const news = defineCollection({
  loader: folder('news'),
  schema: z.object({ ...signed, kind: z.enum(NEWS_KINDS), summary: z.string() }),
})

/** privacy, accessibility and about, one file for each language: privacy.en.md. */
const pages = defineCollection({
  loader: glob({
    pattern: '*.md',
    base: './content/pages',
    generateId: ({ entry }) => entry.replace(/\.md$/, ''),
  }),
  schema: z.object({ title: z.string() }),
})

export const collections = { rules, stories, news, pages }
