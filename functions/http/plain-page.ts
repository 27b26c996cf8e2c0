import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { district } from '../district.ts'
import { isWordKey, wordsFor } from '../words.ts'
import type { App } from './app-types.ts'

const escape = (text: string) => text.replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`)

/** Whether a person waits for a page rather than a script for JSON. */
export const wantsPage = (c: Context<App>): boolean =>
  !c.req.path.startsWith('/api/') && /\btext\/html\b/.test(c.req.header('accept') ?? '')

/**
 * A refusal or fault that stopped a page before it could be made: one sentence, the office's telephone and the request's
 * number, in a page that needs nothing else to work.
 */
export const plainPage = (c: Context<App>, status: ContentfulStatusCode, code: string): Response => {
  const locale = c.req.path === '/en' || c.req.path.startsWith('/en/') ? 'en' : 'zh-CN'
  const t = wordsFor(locale)
  const key = `issue.${code}`
  const reading = c.req.method === 'GET' && status === 503
  const sentence = reading || !isWordKey(key) ? t('problem.page') : t(key)
  return c.html(
    `<!doctype html><html lang="${locale}"><meta charset="utf-8">` +
      `<meta name="viewport" content="width=device-width"><title>${escape(t('site.name'))}</title>` +
      `<h1>${escape(sentence)}</h1>` +
      `<p>${escape(t('problem.call', { phone: district.phone }))}</p>` +
      `<p>${escape(t('problem.request', { request: c.var.requestId }))}</p></html>`,
    status,
  )
}
