import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aTipOff } from '../api/a-tip-off.ts'
import {
  anOffice,
  askFor,
  bringTo,
  colleague,
  file,
  makeMove,
  idOf,
  type Colleague,
  type Office,
} from '../fixtures/over-http.ts'
import { aShift, serve } from './a-shift.ts'
import { barriersOf } from './barriers.ts'
import { launchBrowser, newDesktop } from './browser.ts'
import { deskSurveyPages } from './desk-survey-pages.ts'
import { aShiftSoon, certificateFor, disputed, servedTwoHours, signUpFor } from './volunteer-days.ts'
import { portal } from './this-portal.ts'

/** 320 CSS pixels are a narrow phone and equally a window of 640 at 200 % zoom. */
const NARROW: BrowserContextOptions = { viewport: { width: 320, height: 640 }, deviceScaleFactor: 2 }
/** A landmark without a place to break it, as long as one may be. */
const LONG = 'W'.repeat(60)
const VIEWS = ['', 'elder'] as const
type View = (typeof VIEWS)[number]

let browser: Browser
let office: Office
/** Nobody shares a mobile with who comes at the same time. */
let phones = Date.now()
beforeAll(async () => {
  browser = await launchBrowser()
  office = await anOffice(portal)
})
afterAll(() => browser?.close())

const open = (context: BrowserContextOptions = {}) => newDesktop(browser, { context: { ...NARROW, ...context } })
const choose = (page: Page, view: string) => page.context().addCookies([{ name: 'view', value: view, url: portal.url }])
const comeAs = async (page: Page, { cookie }: Colleague) => {
  const [name = '', value = ''] = cookie.split('=')
  await page.context().addCookies([{ name, value, url: portal.url }])
}

/** Every page of the sitemap, and those it leaves out. */
const listPublic = async (): Promise<string[]> => {
  const sitemap = await (await fetch(new URL('/sitemap.xml', portal.url))).text()
  return [...sitemap.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, address]) => new URL(address!).pathname)
}
const LEFT_OUT = [
  '/search/',
  '/search/?q=停车',
  '/tip-offs/received/',
  '/volunteer/signed-up/',
  '/volunteer/ordered/',
  '/volunteer/team/',
  '/volunteer/menu/M26-001/',
  '/volunteer/?free=1',
  '/volunteer/check-in/',
  '/volunteer/certificate/',
  '/en/volunteer/certificate/',
  '/volunteer/certificates/none/',
  '/surveys/interviews/',
  '/en/surveys/interviews/',
  '/surveys/satisfaction-2026-spring/',
  '/surveys/satisfaction-2026-spring/results/',
  '/en/surveys/satisfaction-2026-spring/results/',
  '/surveys/satisfaction-2026-autumn/thanks/',
  '/surveys/rate-a-window/?w=heyuan-hall',
  '/nowhere/',
  '/en/nowhere/',
]

type Facts = {
  title: string
  lang: string
  headings: number
  first: string
  width: number
  small: string[]
}
/** What a page shows of itself: runs in the page. */
const factsOf = (page: Page, smallest: number): Promise<Facts> =>
  page.evaluate((least) => {
    const shown = (one: Element) => {
      const { width, height } = one.getBoundingClientRect()
      return one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && width > 1 && height > 1
    }
    /** A link in running text is as high as its line; everything else stands alone and can be hit with a thumb. */
    const inText = (one: Element) =>
      one.tagName === 'A' &&
      getComputedStyle(one).display === 'inline' &&
      one.closest('p, li, dd, td, blockquote, figcaption')
    const targetOf = (one: Element) =>
      one instanceof HTMLInputElement && /radio|checkbox|file/.test(one.type) ? (one.labels?.[0] ?? one) : one
    const all = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
    const small = all
      .filter((one) => !one.closest('.trap, [aria-hidden=true]') && !one.matches('.skip, .vh'))
      .filter((one) => shown(targetOf(one)) && !inText(one))
      .flatMap((one) => {
        const { width, height } = targetOf(one).getBoundingClientRect()
        const text = (one.textContent || one.getAttribute('name') || one.outerHTML).trim().slice(0, 30)
        return Math.min(width, height) + 0.5 < least
          ? [`${one.tagName} ${text} ${Math.round(width)}×${Math.round(height)}`]
          : []
      })
    return {
      title: document.title,
      lang: document.documentElement.lang,
      headings: document.querySelectorAll('h1').length,
      first: document.querySelector('a[href], button, input, select, textarea, summary')?.className ?? '',
      width: document.documentElement.scrollWidth,
      small,
    }
  }, smallest)

/** Everything that is wrong with the page that is open, in words. */
const faultsOf = async (page: Page, view: View, lang: string, part?: string): Promise<string[]> => {
  const facts = await factsOf(page, view ? 60 : 44)
  return [
    ...(await barriersOf(page, part)),
    ...facts.small.map((one) => `too small a target: ${one}`),
    ...(facts.headings === 1 ? [] : [`${facts.headings} h1`]),
    ...(facts.lang === lang ? [] : [`lang ${facts.lang}`]),
    ...(facts.first.includes('skip') ? [] : ['the skip link is not first']),
    ...(facts.width <= 320 ? [] : [`${facts.width} pixels wide`]),
  ]
}

/** Of each kind of article the first, and every other page. */
const oneOfEach = (paths: string[]) => [...new Map(paths.toReversed().map((path) => [kindOf(path), path])).values()]

describe.concurrent.each(VIEWS)('in the view “%s”', (view) => {
  test('a resident meets no barrier on any public page', { timeout: 300_000 }, async () => {
    const listed = await listPublic()
    expect(listed.length).toBeGreaterThan(60)
    const all = [...listed, ...LEFT_OUT]
    const chinese = all.filter((path) => !path.startsWith('/en/'))
    const kinds = [...oneOfEach(chinese), ...(view ? [] : oneOfEach(all.filter((path) => path.startsWith('/en/'))))]
    const page = await open()
    await choose(page, view)
    const wrong: Record<string, string[]> = {}
    const titles: string[] = []
    for (const path of view ? kinds : [...new Set([...chinese, ...kinds])]) {
      await page.goto(path)
      const lang = path.startsWith('/en/') ? 'en' : 'zh-CN'
      // Articles of one kind share their frame, so of the others only the text itself is asked.
      const faults = await faultsOf(page, view, lang, kinds.includes(path) ? undefined : 'main')
      // The answers to a search stand on the page that asks.
      if (!path.includes('?')) titles.push(await page.title())
      if (faults.length > 0) wrong[path] = faults
    }
    expect(wrong).toEqual({})
    expect(titles.filter((title, at) => titles.indexOf(title) !== at)).toEqual([])
  })

  test('somebody who files, looks over and follows a case meets no barrier', { timeout: 300_000 }, async () => {
    const page = await open()
    await choose(page, view)
    const wrong: Record<string, string[]> = {}
    const look = async (what: string) => {
      const faults = await faultsOf(page, view, 'zh-CN')
      if (faults.length > 0) wrong[what] = faults
    }
    const answers = { ...aTipOff(), group: 'waste', contact: 'phone', name: '李禾', phone: '19900008000' }
    await send(page, '/tip-offs/new/', { ...answers, landmark: '' }, 'check')
    await look('the form, refused')
    await send(page, '/tip-offs/new/', answers, 'check')
    expect(await page.locator('h1').innerText()).toContain('核对')
    await look('the check page')
    await page.locator('button[value=send]').click()
    await page.waitForURL('**/tip-offs/received/')
    await look('the receipt')
    const receipt = (await page.locator('.code').innerText()).trim().split(/\s+/).join('-')

    const number = /\d{4,}[\d-]*/.exec(await page.locator('main').innerText())?.[0]
    expect(number).toBeTruthy()
    await send(page, '/tip-offs/track/', { receipt: 'AAAA-BBBB' })
    await look('an unknown code')
    await send(page, '/tip-offs/track/', { receipt })
    await look('the case, just filed')
    const asked = await file(portal.url)
    await makeMove(portal.url, office.moderator, await idOf(portal.folder, asked.number), 'ask', { said: '在哪一侧？' })
    await send(page, '/tip-offs/track/', { receipt: asked.receipt })
    await look('the case, with a question')
    await send(page, '/tip-offs/track/', { receipt: asked.receipt, move: 'answer', said: '' })
    await look('an empty answer')
    await send(page, '/tip-offs/track/', { receipt: asked.receipt, move: 'withdraw?' })
    await look('about to withdraw')
    const done = await file(portal.url, { landmark: LONG })
    await bringTo(portal, office, done.number, 'published')
    await send(page, '/tip-offs/track/', { receipt: done.receipt })
    await look('the case, closed')
    await page.goto(`/tip-offs/${done.number}/`)
    await look('a published case')
    await page.goto(`/tip-offs/${done.number}/appeal/`)
    await look('an appeal')
    await send(page, `/tip-offs/${done.number}/appeal/`, {})
    await look('an empty appeal')
    await page.goto('/tip-offs/appeals/')
    await look('where an appeal is looked up')
    await page.goto('/tip-offs/')
    await look('the board')
    expect(wrong).toEqual({})
  })

  test('who volunteers meets no barrier from the form to their own record', { timeout: 300_000 }, async () => {
    const page = await open()
    await choose(page, view)
    const wrong: Record<string, string[]> = {}
    const look = async (what: string) => {
      const faults = await faultsOf(page, view, 'zh-CN')
      if (faults.length > 0) wrong[what] = faults
    }
    const shift = await aShift(portal.folder, { capacity: 1, title: LONG.slice(0, 40) })
    const form = `/volunteer/sign-up/${shift.id}/`
    await page.goto(form)
    await look('the sign-up form')
    await send(page, form, { age: 'minor', partyLines: '李', code: 'x', key: crypto.randomUUID() })
    expect(await page.locator('.error-summary').count()).toBe(1)
    await look('the sign-up form, refused')
    const phone = `1990000${String((phones += 1)).slice(-4)}`
    const adult = { name: '李禾', phone, age: 'adult', community: 'liuan' }
    await send(page, form, { ...adult, key: crypto.randomUUID() })
    await look('the confirmation')
    const code = (await page.locator('.receipt .code').innerText()).trim().split(/\s+/).join('-')
    await page.goto(form)
    await look('the form of a full shift')
    await send(page, form, { ...adult, name: '周青', key: crypto.randomUUID() })
    await look('the confirmation of the waiting list')
    await page.goto(`/volunteer/sign-up/${(await aShift(portal.folder, { state: 'cancelled' })).id}/`)
    await look('a cancelled shift')
    await page.goto(`/volunteer/${shift.number}/`)
    await look('the activity')
    await send(page, '/volunteer/me/', { phone: '', code: '' })
    await look('the look-up, refused')
    await serve(portal.folder, shift.id)
    await send(page, '/volunteer/me/', { phone, code, act: 'certificate' })
    for (const details of await page.locator('main details').all())
      await details.evaluate((one) => one.setAttribute('open', ''))
    await look('the own record, unfolded')
    await send(page, '/volunteer/me/', { phone, code, act: 'erase' })
    await look('about to delete')
    expect(wrong).toEqual({})
  })

  test('staff meet no barrier at the desk, whatever state a case is in', { timeout: 300_000 }, async () => {
    const wrong: Record<string, string[]> = {}
    const look = async (page: Page, path: string, what = path, first = async () => {}) => {
      await page.goto(path)
      await first()
      const faults = await faultsOf(page, view, 'zh-CN')
      if (faults.length > 0) wrong[what] = faults
    }
    const stranger = await open()
    await choose(stranger, view)
    await look(stranger, '/desk/sign-in/')
    const page = await open()
    await comeAs(page, office.moderator)
    await choose(page, view)
    for (const step of ['filed', 'accepted', 'assigned', 'rectified', 'verified', 'closed', 'published'] as const) {
      const { number } = await file(portal.url, { landmark: LONG, contact: { name: '李禾', phone: '19900008000' } })
      await look(page, `/desk/tip-offs/${await bringTo(portal, office, number, step)}/`, `a case ${step}`)
    }
    const closed = await file(portal.url)
    const shown = await bringTo(portal, office, closed.number, 'published')
    await askFor(
      portal.url,
      '/api/appeals',
      {
        json: {
          key: `look-${closed.number}-${view}`.replace(/[^A-Za-z0-9_-]/g, '_'),
          number: closed.number,
          claim: 'face',
          text: LONG,
        },
      },
      201,
    )
    await look(page, `/desk/tip-offs/${shown}/exposure/`, 'what is public of a case')
    for (const path of ['/desk/exposure/', '/desk/appeals/']) await look(page, path)
    await page.locator('.exposure-list a').first().click()
    await look(page, new URL(page.url()).pathname, 'an appeal at the desk')
    await page.goto(`/desk/tip-offs/${shown}/`)
    const photo = (await page.locator('a[href^="/desk/"][href*="/photos/"]').first().getAttribute('href')) ?? ''
    // The first tool adds a box, and its own tools appear.
    await look(page, photo, 'covering a photo', () => page.locator('.box-tools button').first().click())
    for (const path of ['/desk/', '/desk/?status=closed', '/desk/outbox/', '/desk/tip-offs/none/'])
      await look(page, path)
    await page.setViewportSize({ width: 1366, height: 768 })
    for (const path of ['/desk/', '/desk/?status=closed']) {
      await page.goto(path)
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(1366)
      const barriers = await barriersOf(page)
      if (barriers.length > 0) wrong[`${path} at a desk`] = barriers
    }
    await page.setViewportSize(NARROW.viewport!)
    await comeAs(page, office.handler)
    await look(page, '/desk/', 'a handler’s tasks')
    const { number } = await file(portal.url)
    const id = await bringTo(portal, office, number, 'assigned')
    await look(page, `/desk/tip-offs/${id}/`, 'a handler’s case')
    expect(wrong).toEqual({})
  })
})

describe.concurrent.each(VIEWS)('in the view “%s”', (view) => {
  test('who sets the desk up meets no barrier', { timeout: 300_000 }, async () => {
    const wrong: Record<string, string[]> = {}
    const page = await open()
    await choose(page, view)
    const look = async (what: string) => {
      // What is folded away is looked at too.
      for (const details of await page.locator('main details').all())
        await details.evaluate((one) => one.setAttribute('open', ''))
      const faults = await faultsOf(page, view, 'zh-CN')
      if (faults.length > 0) wrong[what] = faults
    }
    const admin = await colleague(portal, 'administrator', { name: LONG.slice(0, 30) })
    const asAdmin = { cookie: admin.cookie }
    const guest = { name: LONG.slice(0, 30), signInName: `guest-${Date.now()}${view}`, role: 'editor', unit: null }
    const invited = await askFor<{ id: string; token: string }>(
      portal.url,
      '/api/desk/accounts/invitations',
      { json: guest, ...asAdmin },
      201,
    )
    await send(page, '/desk/invitation/', { token: invited.token })
    await look('an invitation')
    await send(page, '/desk/invitation/', { token: invited.token, act: 'accept', password: 'x', code: 'y' })
    await look('an invitation, refused')
    await comeAs(page, admin)
    const robot = { kind: 'wecom', name: LONG.slice(0, 20) + view }
    const { id: channel } = await askFor<{ id: string }>(
      portal.url,
      '/api/desk/outbox/channels',
      { json: robot, ...asAdmin },
      201,
    )
    for (const path of [
      '/desk/accounts/',
      `/desk/accounts/${invited.id}/`,
      '/desk/my-account/',
      '/desk/routing/',
      '/desk/routing/?category=waste-overflow&community=liuan',
      '/desk/outbox/channels/',
      `/desk/outbox/channels/${channel}/`,
      '/desk/outbox/subscriptions/',
      '/desk/audit/',
      '/desk/audit/?number=990101-0001',
      '/desk/look-backs/?state=rebounded',
      '/desk/look-backs/none/',
      '/desk/calendar/',
      '/desk/figures/',
      '/desk/figures/?by=grid&period=2026',
      '/desk/figures/?by=month&period=x',
    ]) {
      await page.goto(path)
      await look(path)
    }
    await send(page, '/desk/my-account/', { act: 'totp', code: 'x' })
    await look('another authenticator, refused')
    await comeAs(page, office.moderator)
    const cases = await Promise.all(
      [LONG, '桥头'].map(async (landmark) => ({
        id: await idOf(portal.folder, (await file(portal.url, { landmark })).number),
        version: 1,
      })),
    )
    const json = { move: 'accept', cases }
    const { id: act } = await askFor<{ id: string }>(portal.url, '/api/desk/tip-offs/moves', {
      json,
      cookie: office.moderator.cookie,
    })
    for (const path of [`/desk/tip-offs/bulk/?act=${act}`, '/desk/views/']) {
      await page.goto(path)
      await look(path.split('=')[0]!)
    }
    expect(wrong).toEqual({})
  })

  test('who checks people in and certifies their hours meets no barrier', { timeout: 300_000 }, async () => {
    const wrong: Record<string, string[]> = {}
    const page = await open()
    await choose(page, view)
    const look = async (what: string) => {
      const faults = await faultsOf(page, view, 'zh-CN')
      if (faults.length > 0) wrong[what] = faults
    }
    const shift = await aShiftSoon(LONG.slice(0, 40))
    const [come, gone] = [await signUpFor(shift, LONG.slice(0, 20)), await signUpFor(shift, '赵望舒')]
    await servedTwoHours(come)
    await disputed(come, '我做到了最后，签退时没有扫上。')
    const { number, key } = await certificateFor(come)
    await send(page, '/volunteer/certificate/', { phone: come.phone, code: come.code, number: 'C26' })
    await look('a certificate, not found')
    await send(page, '/volunteer/certificate/', { phone: come.phone, code: come.code, number })
    await look('the certificate')
    await page.goto(`/volunteer/certificates/${key}/`)
    await look('the verification')
    await send(page, '/volunteer/check-in/', { shift, phone: '', code: '', spotCode: '' })
    await look('checking in on the spot, refused')
    await comeAs(page, office.moderator)
    const roster = `/desk/volunteer/shifts/${shift}/`
    for (const path of [
      roster,
      `${roster}?correct=${come.signUp}`,
      `${roster}spot-code/`,
      '/desk/volunteer/disputes/',
      `/desk/volunteer/disputes/?correct=${come.signUp}`,
      '/desk/volunteer/scan/?code=NONE',
    ]) {
      await page.goto(path)
      await look(path)
    }
    await page.goto('/desk/volunteer/certificates/')
    await page.getByRole('link', { name: `撤销 ${number}` }).click()
    await page.getByLabel('撤销的理由').waitFor()
    await look('about to revoke')
    await page.goto(`${roster}check-in/?person=${gone.signUp}`)
    await page.locator('.person.wanted').waitFor()
    await look('checking people in')
    expect(wrong).toEqual({})
  })
})

describe.concurrent.each([...VIEWS, 'high'] as const)('in the view “%s”', (view) => {
  test(
    'who makes a survey, prints its codes and reads its answers meets no barrier',
    { timeout: 300_000 },
    async () => {
      const wrong: Record<string, string[]> = {}
      const page = await open()
      await choose(page, view)
      await comeAs(page, office.moderator)
      for (const path of await deskSurveyPages(portal, office.moderator)) {
        await page.goto(path)
        // What is folded away is looked at too.
        for (const details of await page.locator('main details').all())
          await details.evaluate((one) => one.setAttribute('open', ''))
        const faults = await faultsOf(page, view === 'high' ? '' : view, 'zh-CN')
        if (faults.length > 0) wrong[path] = faults
      }
      expect(wrong).toEqual({})
    },
  )
})

test.concurrent('in the dark and in high contrast every word can still be read', async () => {
  const shift = await aShift(portal.folder)
  const volunteer = ['/volunteer/', '/volunteer/me/', `/volunteer/${shift.number}/`, `/volunteer/sign-up/${shift.id}/`]
  const survey = '/surveys/satisfaction-2026-spring/results/'
  const paths = [
    '/',
    '/tip-offs/new/',
    '/tip-offs/',
    '/news/',
    '/search/?q=停车',
    '/surveys/interviews/',
    survey,
    ...volunteer,
  ]
  const wrong: Record<string, string[]> = {}
  for (const colorScheme of ['light', 'dark'] as const)
    for (const view of ['', 'high']) {
      if (colorScheme === 'light' && view === '') continue
      const page = await open({ colorScheme })
      await choose(page, view)
      await comeAs(page, office.moderator)
      for (const path of [...paths, '/desk/']) {
        await page.goto(path)
        const barriers = await barriersOf(page)
        if (barriers.length > 0) wrong[`${path} ${colorScheme} ${view}`] = barriers
      }
      await page.context().close()
    }
  expect(wrong).toEqual({})
})

test.each([
  ['/tip-offs/new/', '[data-next]', true],
  ['/tip-offs/new/', 'button[data-check]', false],
  ['/tip-offs/track/', 'main form button', true],
  ['/volunteer/me/', 'main form button', false],
  ['/desk/sign-in/', 'main form button', true],
] as const)(
  'on %s who has only a keyboard reaches %s and sees where they are (scripts: %s)',
  async (path, button, scripts) => {
    const page = await newDesktop(browser, { scripts })
    await page.goto(path)
    if (scripts) await page.locator(button).waitFor()
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.className)).toContain('skip')
    const isThere = () => page.locator(button).evaluate((one) => one === document.activeElement)
    for (let tabs = 0; tabs < 120 && !(await isThere()); tabs++) {
      await page.keyboard.press('Tab')
      const seen = await page.evaluate(() => {
        const one = document.activeElement
        if (!one || one === document.body) return 'nothing'
        // A radio button is drawn by its label.
        const drawn = [one, ...((one as HTMLInputElement).labels ?? [])].map((part) => getComputedStyle(part))
        return drawn.some(({ outlineStyle, outlineWidth }) => outlineStyle !== 'none' && parseFloat(outlineWidth) >= 3)
          ? 'seen'
          : one.outerHTML.slice(0, 200)
      })
      expect(seen).toBe('seen')
    }
    expect(await isThere()).toBe(true)
  },
)

/** The first two parts of a path, which say what kind of page it is. */
function kindOf(path: string): string {
  const [first = '', second = ''] = path
    .replace(/^\/en\//, '/')
    .split('/')
    .filter(Boolean)
  if (first === 'volunteer' && /^A\d/.test(second)) return 'volunteer/one'
  return ['rules', 'stories', 'news'].includes(first) ? `${first}/${second ? 'one' : ''}` : path
}

/** Posts a form from within the page, as a button of the page would. */
async function send(page: Page, action: string, fields: Record<string, unknown>, step?: string) {
  if (!page.url().startsWith(portal.url)) await page.goto('/privacy/')
  await Promise.all([
    page.waitForEvent('load'),
    page.evaluate(
      ([to, entries]) => {
        const form = document.createElement('form')
        Object.assign(form, { method: 'post', action: to })
        for (const [name, value] of entries as [string, string][]) {
          const field = document.createElement('textarea')
          Object.assign(field, { name, value })
          form.append(field)
        }
        document.body.append(form)
        HTMLFormElement.prototype.submit.call(form)
      },
      [
        action,
        Object.entries(step ? { ...fields, step } : fields).map(([name, value]) => [name, String(value)]),
      ] as const,
    ),
  ])
}
