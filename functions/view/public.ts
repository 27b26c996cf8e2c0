import { Hono } from 'hono'
import { setCookie } from 'hono/cookie'
import { ownPath } from '../domain/own-path.ts'
import { changeView, readView, VIEW_COOKIE, viewCookie } from '../domain/view.ts'
import type { App } from '../http/app-types.ts'

const YEAR = 365 * 24 * 60 * 60

/** The view buttons of the header, which work without scripts: remembers the choice and goes back to the same page. */
export const publicView = new Hono<App>().post('/', async (c) => {
  const form = new URLSearchParams(new TextDecoder().decode(await c.req.arrayBuffer()))
  const view = changeView(readView(c.req.header('cookie')), {
    elder: form.get('elder') ?? undefined,
    size: form.get('size') ?? undefined,
    contrast: form.get('contrast') ?? undefined,
  })
  setCookie(c, VIEW_COOKIE, viewCookie(view), {
    path: '/',
    maxAge: YEAR,
    sameSite: 'Lax',
    httpOnly: true,
    secure: new URL(c.req.url).protocol === 'https:',
  })
  return c.redirect(ownPath(form.get('to')), 303)
})
