import type { APIRoute } from 'astro'
import { paths } from '../../functions/paths.ts'
import { originOf, typed } from '../feed.ts'

export const GET: APIRoute = (context) =>
  typed(
    'text/plain',
    [
      'User-agent: *',
      `Disallow: ${paths.desk()}`,
      'Disallow: /api/',
      `Disallow: ${paths.received('zh-CN')}`,
      `Disallow: ${paths.received('en')}`,
      `Sitemap: ${originOf(context)}${paths.sitemap()}`,
      '',
    ].join('\n'),
  )
