import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aTipOff } from '../api/a-tip-off.ts'
import {
  anOffice,
  ask,
  askFor,
  bringTo,
  colleague,
  expose,
  file,
  idOf,
  makeMove,
  readCase,
  shelve,
  type Office,
} from '../fixtures/over-http.ts'
import { jpegPhoto, pngPhoto, webpPhoto } from '../fixtures/photos.ts'
import { launchBrowser, newDesktop } from './browser.ts'
import { portal } from './this-portal.ts'

const FOREIGN = 'https://evil.example/x'

/** What people write who want our pages to do something for them, and what breaks pages by itself. */
const NASTY = [
  ...[
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '"><svg/onload=alert(1)>',
    "'><svg onload=alert(1)>",
  ],
  ...[
    '</textarea><script>alert(1)</script>',
    '</title><script>alert(1)</script>',
    '</style><img src=x onerror=alert(1)>',
  ],
  ...[
    '--><script>alert(1)</script>',
    ']]><script>alert(1)</script>',
    '<!--<img src="--><img src=x onerror=alert(1)//">',
  ],
  ...[
    '<iframe srcdoc="<script>alert(1)</script>">',
    '<iframe src=javascript:alert(1)>',
    '<object data=javascript:alert(1)>',
  ],
  ...[
    '<embed src=javascript:alert(1)>',
    '<a href="javascript:alert(1)">x</a>',
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
  ],
  ...[
    'java\tscript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:msgbox(1)',
    '[x](javascript:alert(1))',
  ],
  ...[
    '<details open ontoggle=alert(1)>',
    '<body onload=alert(1)>',
    '<input autofocus onfocus=alert(1)>',
    '<video><source onerror=alert(1)>',
  ],
  ...[
    '<marquee onstart=alert(1)>',
    '<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>',
    '<svg><script href=data:,alert(1) />',
  ],
  ...[
    `<img src=${FOREIGN}>`,
    `<link rel=stylesheet href=${FOREIGN}>`,
    `<base href=${FOREIGN}>`,
    `<meta http-equiv=refresh content="0;url=${FOREIGN}">`,
  ],
  ...[
    `<form action=${FOREIGN}><button>x`,
    `url(${FOREIGN})`,
    `@import "${FOREIGN}";`,
    `![x](${FOREIGN})`,
    '" style="position:fixed;inset:0" x="',
  ],
  ...[
    '" onmouseover="alert(1)" x="',
    "' onfocus='alert(1)' autofocus x='",
    '` onload=alert(1) `',
    '&lt;script&gt;alert(1)&lt;/script&gt;',
    '&#60;script&#62;',
  ],
  ...[
    '{{count}}',
    '{{constructor}}',
    '{{n}} 件',
    '$t(desk.name)',
    '$t(site.name, {"n": 1})',
    '{{- said}}',
    '{{said, uppercase}}',
    '$&$`$1$$',
    '%s %d %n',
    '%(name)s',
  ],
  ...[
    '${alert(1)}',
    '{{constructor.constructor("alert(1)")()}}',
    '#{7*7}',
    '<%= 7*7 %>',
    '{% raw %}',
    '[[${7*7}]]',
    '{alert(1)}',
    '<slot/>',
    'set:html={x}',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'undefined',
    'null',
    'NaN',
    '[object Object]',
    'true',
    '0',
    '-1',
    '1e1000',
  ],
  ...[
    "' OR '1'='1",
    "'; DROP TABLE tip_offs; --",
    '" OR ""="',
    '%27%20OR%201=1',
    '=1+1',
    '@SUM(A1)',
    '../../etc/passwd',
    '\\\\evil\\share',
  ],
  ...[
    'a\r\nSet-Cookie: x=1',
    '%0d%0aSet-Cookie: x=1',
    '\u2028alert(1)\u2029',
    'Ṱ̺̺̕o͞ ̷i̲̬͇̪͙n̝̗͕v̟̜̘̦͟o̶̙̰̠kè',
    '👩‍👩‍👧‍👧🏳️‍🌈',
    '🇨🇳🇨',
    'ﷺ﷽',
    'اختبار النص',
    '𠜎𠜱𠝹',
    '\u200fمرحبا\u200e',
  ],
  ...['长'.repeat(120), 'W'.repeat(150), 'http://'.concat('a'.repeat(140))],
]
/** Characters that turn a sentence round or cut it off are refused at the door. */
const TURNING = ['\u202etxt.exe', '\u2066隔离\u2069', 'a\u0000b', '\u001b[31m红', '\u202a嵌入\u202c']

/** As a text of ours keeps it: one kind of line end, composed, no space around it. */
const asKept = (text: string) => text.replace(/\r\n?/g, '\n').normalize('NFC').trim()
const oneLine = (text: string, most: number) =>
  [...asKept(text.replace(/[\r\n\t\u0085\u2028\u2029]/g, ' '))].slice(0, most).join('').trim().padEnd(2, '。')
const AT_ONCE = 4
const groups = Array.from({ length: Math.ceil(NASTY.length / AT_ONCE) }, (_, n) =>
  NASTY.slice(n * AT_ONCE, (n + 1) * AT_ONCE),
)
const joinedUp = (group: string[]) => asKept([...group, '这里是正文，写够十个字。'].join('\n').slice(0, 490))

type Case = { receipt: string; number: string; id: string; text: string; landmark: string; contact: string }
const cases: Case[] = []
let browser: Browser
let office: Office
let page: Page
const happened: string[] = []

beforeAll(async () => {
  browser = await launchBrowser()
  office = {
    ...(await anOffice(portal)),
    moderator: await colleague(portal, 'moderator', { name: '<img src=x onerror=alert(1)>' }),
  }
  for (const [n, group] of groups.entries()) {
    const text = joinedUp(group)
    const landmark = oneLine(group[n % group.length]!, 60)
    const contact = oneLine(group[(n + 1) % group.length]!, 30)
    const praise = n % 3 > 0
    const said = { text, landmark, contact: { name: contact, phone: '19900008000' } }
    const { receipt, number } = await file(
      portal.url,
      praise ? { ...said, door: 'praise', category: await aPraise() } : said,
    )
    const id = await idOf(portal.folder, number)
    cases.push({ receipt, number, id, text, landmark, contact })
    await makeMove(portal.url, office.moderator, id, 'ask', { said: text })
    await askFor(portal.url, '/api/tip-offs/track/moves', { json: { receipt, move: 'answer', said: text } })
    if (!praise) await bringTo(portal, office, number, 'published', { said: text, note: text, publicText: text })
    else {
      await makeMove(portal.url, office.moderator, id, 'thank', { said: text, note: text })
      await expose(portal.url, office.moderator, office.second, id, text)
    }
    if (praise) continue
    await askFor(portal.url, '/api/tip-offs/track/moves', {
      json: { receipt, move: 'rate', rating: 'partly', note: text },
    })
  }
  page = await newDesktop(browser)
  page.on('dialog', (dialog) => {
    happened.push(`dialog on ${page.url()}`)
    void dialog.dismiss()
  })
  page.on('request', (request) => {
    if (!request.url().startsWith(portal.url) && !/^(data|blob):/.test(request.url()))
      happened.push(`asked ${request.url()}`)
  })
  page.on('popup', () => happened.push('popup'))
  // What the policy had to stop was about to happen.
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to/.test(message.text()))
      happened.push(`${page.url()}: ${message.text().slice(0, 200)}`)
  })
}, 180_000)
afterAll(() => browser?.close())

const aPraise = async () => {
  const form = await (await ask(portal.url, '/tip-offs/praise/')).text()
  return /name="category" value="([^"]+)"/.exec(form)![1]!
}

/** Opens what a form posts, in the browser. */
const post = (action: string, fields: Record<string, string>) =>
  Promise.all([
    page.waitForEvent('load'),
    page.evaluate(
      ([to, entries]) => {
        const form = document.createElement('form')
        Object.assign(form, { method: 'post', action: to })
        for (const [name, value] of entries) {
          const field = document.createElement('textarea')
          Object.assign(field, { name, value })
          form.append(field)
        }
        document.body.append(form)
        HTMLFormElement.prototype.submit.call(form)
      },
      [action, Object.entries(fields)] as const,
    ),
  ])

/** What of `wanted` no element of the page shows as it was typed; and everything that happened meanwhile. */
const look = async (...wanted: string[]): Promise<string[]> => {
  const found = await page.evaluate((texts) => {
    const plain = (text: string) => text.replace(/\s+/g, ' ').trim()
    const all = [...document.querySelectorAll('main *')].filter((one) => !['SCRIPT', 'STYLE'].includes(one.tagName))
    const shown = new Set(
      all.flatMap((one) => [
        plain(one.textContent ?? ''),
        plain(one.matches('input, textarea') ? (one as HTMLInputElement).value : ''),
      ]),
    )
    const within = plain(document.querySelector('main')?.textContent ?? '')
    const lost = texts.filter((text) => !shown.has(plain(text)) && !within.includes(plain(text)))
    const handlers = [...document.querySelectorAll('*')].filter((one) =>
      one.getAttributeNames().some((name) => /^on|^style$/.test(name)),
    )
    const planted = [
      ...document.querySelectorAll(
        'iframe, object, embed, base, marquee, video, math, meta[http-equiv], main link, script:not([src])',
      ),
    ]
    const links = [...document.links].filter(({ protocol }) => !/^https?:|^tel:/.test(protocol))
    return [
      ...lost.map((text) => `lost: ${text}`),
      ...[...handlers, ...planted, ...links].map((one) => `planted: ${one.outerHTML.slice(0, 200)}`),
    ]
  }, wanted)
  return [...found, ...happened.splice(0)]
}
const judge = async (what: string, into: Record<string, string[]>, ...wanted: string[]) => {
  const wrong = await look(...wanted)
  if (wrong.length > 0) into[what] = wrong
}

test(
  'whoever files it, nasty text is shown to its writer exactly as typed, and does nothing',
  { timeout: 180_000 },
  async () => {
    const wrong: Record<string, string[]> = {}
    await page.goto('/privacy/')
    for (const { receipt, number, text, landmark, contact } of cases) {
      const answers = {
        ...aTipOff({ text, landmark }),
        group: 'waste',
        contact: 'phone',
        name: contact,
        phone: '19900008000',
      }
      await post('/tip-offs/new/', { ...(answers as unknown as Record<string, string>), photos: '', step: 'check' })
      await judge(`check page of ${number}`, wrong, text, landmark, contact)
      await post('/tip-offs/track/', { receipt })
      await judge(`the reporter’s page of ${number}`, wrong, text, landmark)
    }
    for (const group of groups) {
      const text = asKept(group.join('\n'))
      await post('/tip-offs/new/', {
        ...(aTipOff() as unknown as Record<string, string>),
        text,
        landmark: '',
        community: text,
        key: text,
        lng: text,
        solution: text,
        step: 'check',
      })
      await judge(`the form, refused, with ${text}`, wrong, text)
      await post('/tip-offs/track/', { receipt: text, move: text, said: text })
      await judge(`a code that is ${text}`, wrong)
    }
    expect(wrong).toEqual({})
  },
)

test(
  'what was published is read by everybody exactly as the office wrote it, and does nothing',
  { timeout: 120_000 },
  async () => {
    const wrong: Record<string, string[]> = {}
    for (const { number, text } of cases) {
      await page.goto(`/tip-offs/${number}/`)
      await judge(`the public page of ${number}`, wrong, text)
    }
    await page.goto('/tip-offs/')
    for (let pages = 0; pages < 9; pages++) {
      await judge(`page ${pages + 1} of the board`, wrong)
      const next = page.locator('main a[href*="before="]').last()
      if ((await next.count()) === 0) break
      await next.click()
      await page.waitForLoadState()
    }
    const shown = await askFor<{ cases: { text: string }[] }>(portal.url, '/api/tip-offs/board')
    expect(shown.cases.map(({ text }) => text)).toEqual(expect.arrayContaining([cases.at(-1)!.text]))
    for (const query of NASTY) {
      await page.goto(`/search/?q=${encodeURIComponent(query.slice(0, 60))}`)
      await judge(`a search for ${query}`, wrong)
    }
    for (const feed of ['/feed.xml', '/sitemap.xml']) {
      await page.goto(feed)
      // The policy stops even the style that Chromium itself gives to a tree of XML.
      expect([feed, happened.splice(0).filter((one) => !one.includes('style'))]).toEqual([feed, []])
    }
    expect(wrong).toEqual({})
  },
)

test(
  'at the desk nasty text stands in queue, case, history and audit as typed, and does nothing to who reads it',
  { timeout: 180_000 },
  async () => {
    const wrong: Record<string, string[]> = {}
    const [name = '', value = ''] = office.moderator.cookie.split('=')
    await page.context().addCookies([{ name, value, url: portal.url }])
    for (const { id, number, text, landmark } of cases) {
      await page.goto(`/desk/tip-offs/${id}/`)
      await judge(`the case ${number}`, wrong, text, landmark, office.moderator.name)
    }
    for (const path of ['/desk/', '/desk/?status=closed', '/desk/outbox/', '/desk/audit/']) {
      await page.goto(path)
      await judge(path, wrong)
    }
    for (const { landmark } of cases.slice(0, 8)) {
      const { number } = await file(portal.url, { landmark })
      await page.goto(`/desk/tip-offs/${await idOf(portal.folder, number)}/`)
      await judge(`the new case ${number}`, wrong, landmark)
    }
    await page.goto('/desk/')
    await judge('the queue', wrong)
    for (const text of [cases[0]!.text, cases.at(-1)!.text, '{{who}} $t(desk.name) 【', '<b>x</b>']) {
      const { number } = await file(portal.url)
      const id = await idOf(portal.folder, number)
      await page.goto(`/desk/tip-offs/${id}/`)
      await post(`/desk/tip-offs/${id}/`, { move: 'reject', version: '999', said: text, note: text, into: text })
      await judge(`a move refused, with ${text}`, wrong, text)
      await post(`/desk/tip-offs/${id}/`, { reason: text.slice(0, 100), move: text, version: text })
      await judge(`a move that is ${text}`, wrong)
    }
    await page.context().clearCookies()
    expect(wrong).toEqual({})
  },
)

test('characters that turn a sentence round are refused wherever they are typed', async () => {
  for (const text of TURNING) {
    const long = `${text}这里是正文，写够十个字。`
    for (const over of [{ text: long }, { landmark: long }, { contact: { name: text, phone: '19900008000' } }]) {
      expect((await ask(portal.url, '/api/tip-offs', { json: aTipOff(over) })).status).toBe(422)
    }
    const { number } = await file(portal.url)
    const id = await idOf(portal.folder, number)
    const { version } = (await readCase(portal.url, office.moderator, id)).tipOff
    const json = { move: 'reject', version, said: long }
    const answer = await ask(portal.url, `/api/desk/tip-offs/${id}/moves`, { json, cookie: office.moderator.cookie })
    expect(answer.status).toBe(422)
  }
})

const HTML = '<html><script>alert(1)</script><img src=https://evil.example/x onerror=alert(1)></html>'
const bytes = (text: string) => new TextEncoder().encode(text)
const glued = (...parts: (string | Uint8Array)[]) =>
  Uint8Array.from(parts.flatMap((part) => [...(typeof part === 'string' ? bytes(part) : part)]))
const POLYGLOTS: [string, string, Uint8Array<ArrayBuffer>][] = [
  ['a page', 'text/html', bytes(HTML)],
  ['a page that says it is a JPEG', 'image/jpeg', bytes(HTML)],
  [
    'a drawing with a script',
    'image/svg+xml',
    bytes(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`),
  ],
  ['a script that begins like a GIF', 'image/gif', bytes('GIF89a=alert(1)//')],
  [
    'a PDF with a script',
    'application/pdf',
    bytes('%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj'),
  ],
  ['a page behind the first bytes of a JPEG', 'image/jpeg', glued(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0), HTML)],
  [
    'a page behind the first bytes of a PNG',
    'image/png',
    glued(Uint8Array.of(0x89), 'PNG\r\n', Uint8Array.of(0x1a, 0x0a), HTML),
  ],
  ['a JPEG with a page in its comment', 'image/jpeg', jpegPhoto({ comment: HTML })],
  ['a JPEG with a page after its end', 'image/jpeg', jpegPhoto({ trailer: HTML })],
  ['a JPEG that says it is a page', 'text/html', jpegPhoto({ comment: `*/=1;alert(1)/*`, trailer: HTML })],
  ['a JPEG with a page for a camera', 'image/jpeg', jpegPhoto({ make: HTML })],
  ['a PNG with a page in its words', 'image/png', pngPhoto({ make: HTML, texts: true, trailer: HTML })],
  ['a WebP with a page after its end', 'image/webp', webpPhoto({ make: HTML, trailer: HTML })],
]

test.each(POLYGLOTS)(
  '%s, sent as %s, is refused or comes back as a picture that does nothing',
  async (_what, type, photo) => {
    const sent = await ask(portal.url, '/api/tip-offs/photos', { photo, headers: { 'content-type': type } })
    if (sent.status !== 201) return expect([413, 415, 422]).toContain(sent.status)
    const { token } = (await sent.json()) as { token: string }
    const path = `/api/tip-offs/photos/${token}`
    const answer = await ask(portal.url, path)
    expect(answer.headers.get('content-type')).toMatch(/^image\/(jpeg|png|webp)$/)
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('content-security-policy')).toContain('sandbox')
    expect(answer.headers.get('content-disposition')).toBeTruthy()
    expect(Buffer.from(await answer.arrayBuffer()).toString('latin1')).not.toMatch(/script|alert|<html/)
    await page.goto(path)
    // The policy stops even the style that Chromium itself gives to a picture opened alone.
    expect(happened.splice(0).filter((one) => !one.includes('style'))).toEqual([])
  },
)

test('a picture of ours is no script, style or frame for a page of ours', async () => {
  const token = await shelve(portal.url)
  await page.goto('/privacy/')
  const loaded = await page.evaluate(async (src) => {
    const tryOut = (tag: 'script' | 'iframe', attribute: 'src') =>
      new Promise<string>((resolve) => {
        const one = document.createElement(tag)
        one.onload = () => resolve(`${tag} ran`)
        one.onerror = () => resolve('refused')
        one.setAttribute(attribute, src)
        document.body.append(one)
        setTimeout(() => resolve('refused'), 1500)
      })
    return [
      await tryOut('script', 'src'),
      document.querySelector('iframe')?.contentDocument?.body.innerHTML ?? 'refused',
    ]
  }, `/api/tip-offs/photos/${token}`)
  expect(loaded).toEqual(['refused', 'refused'])
  happened.length = 0
})
