import { done, refused, type Outcome } from '../domain/outcome.ts'
import { shanghaiDay } from '../domain/shanghai-day.ts'
import type { Env } from '../http/app-types.ts'
import { isSlugTaken, listSlugs } from './desk-rows.ts'
import { SLUG } from './find-survey.ts'

/** Addresses under /surveys/ that are no survey's. */
const RESERVED = ['interviews', 'code', 'new']

/** Whether a survey can have this address: `slug.missing`, `slug.wrong`, `slug.reserved`, `survey.slug_taken`. */
export const checkSlug = async (env: Env, slug: string): Promise<Outcome<string>> => {
  if (slug === '') return refused('slug.missing', 'slug')
  if (!SLUG.test(slug)) return refused('slug.wrong', 'slug')
  if (RESERVED.includes(slug)) return refused('slug.reserved', 'slug', { slug })
  return (await isSlugTaken(env.DB, slug)) ? refused('survey.slug_taken', 'slug', { slug }) : done(slug)
}

/** A free address made of what the survey comes from and the month: `satisfaction-2026-11`, `satisfaction-2026-11-2`. */
export const makeSlug = async (env: Env, from: string, now: number): Promise<string> => {
  const stem = from.replace(/-\d{4}-\d\d(-\d+)?$/, '').slice(0, 30)
  const slug = `${stem}-${shanghaiDay(now).slice(0, 7)}`
  const taken = new Set(await listSlugs(env.DB, slug))
  for (let n = 1; ; n += 1) {
    const one = n === 1 ? slug : `${slug}-${n}`
    if (!taken.has(one)) return one
  }
}
