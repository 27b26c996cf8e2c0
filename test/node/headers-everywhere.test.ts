import { readdirSync, rmSync } from 'node:fs'
import { request, type IncomingHttpHeaders } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { app } from '../../functions/app.ts'
import { aTipOff } from '../api/a-tip-off.ts'
import { anOffice, bringTo, file, openKept, readCase, shelve, type Office } from '../fixtures/over-http.ts'
import { type Portal, startPortal } from '../site/start-portal.ts'
import { askRaw } from './on-the-wire.ts'

const root = join(import.meta.dirname, '../..')
let portal: Portal
let office: Office
/** Where one thing of each kind is found, filled in by the person who made it. */
const made = { id: '', number: '', receipt: '', token: '', photo: '', key: '' }

beforeAll(async () => {
  portal = await startPortal()
  office = await anOffice(portal)
  made.token = await shelve(portal.url)
  const { number, receipt } = await file(portal.url, { photos: [made.token] })
  made.id = await bringTo(portal, office, number, 'published')
  const [photo] = (await readCase(portal.url, office.moderator, made.id)).photos
  Object.assign(made, { number, receipt, photo: photo!.id, key: photo!.publicKey })
}, 120_000)
afterAll(async () => {
  await portal?.stop()
  if (portal) rmSync(portal.folder, { recursive: true, force: true })
})

type Answer = { status: number; headers: IncomingHttpHeaders; body: string }
type Sent = { method?: string; headers?: Record<string, string>; body?: string }

/** Asks with node's own client, which follows nothing, adds nothing and hides nothing. */
const get = (path: string, { method = 'GET', headers = {}, body }: Sent = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const asked = request(
      new URL(path, portal.url),
      { method, headers: { origin: portal.url, ...headers }, agent: false },
      (res) => {
        const chunks: Buffer[] = []
        res.on('data', (chunk: Buffer) => chunks.push(chunk))
        res.on('end', () =>
          resolve({ status: res.statusCode!, headers: res.headers, body: Buffer.concat(chunks).toString('latin1') }),
        )
      },
    )
    asked.on('error', reject).end(body)
  })

const ALWAYS: Record<string, RegExp> = {
  'x-content-type-options': /^nosniff$/,
  'referrer-policy': /^(same-origin|no-referrer)$/,
  'cross-origin-opener-policy': /^same-origin$/,
  'cross-origin-resource-policy': /^same-origin$/,
  'x-frame-options': /^DENY$/,
  'permissions-policy': /geolocation=\(self\)/,
  'cache-control': /./,
}
const policyOf = (headers: IncomingHttpHeaders) =>
  new Map(
    String(headers['content-security-policy'] ?? '')
      .split(';')
      .map((one) => one.trim().split(/\s+/))
      .map(([name = '', ...sources]) => [name, sources]),
  )

/** What is wrong with the headers of an answer, in words. */
const faultsOf = ({ headers }: Answer): string[] => {
  const policy = policyOf(headers)
  const sources = [...policy.values()].flat()
  const none = (name: string) => policy.get(name)?.join(' ') === "'none'"
  return [
    ...Object.entries(ALWAYS).flatMap(([name, wanted]) =>
      wanted.test(String(headers[name] ?? '')) ? [] : [`${name}: ${headers[name]}`],
    ),
    ...['default-src', 'frame-ancestors', 'base-uri']
      .filter((name) => !none(name))
      .map((name) => `${name} ${policy.get(name)}`),
    ...(policy.has('object-src') && !none('object-src') ? ['object-src'] : []),
    ...sources.filter((source) => /unsafe|\*|^https?:|strict-dynamic/.test(source)),
    ...['server', 'x-powered-by', 'access-control-allow-origin'].filter((name) => headers[name] !== undefined),
    ...(headers['set-cookie'] ?? []).filter(
      (cookie) => !/HttpOnly/i.test(cookie) || !/SameSite=(Lax|Strict)/i.test(cookie),
    ),
  ]
}

/** Asks for every path and tells what is wrong, by path; `also` judges more than the headers everybody gets. */
const judge = async (asked: (readonly [string, Sent?])[], also: (answer: Answer) => string[] = () => []) => {
  const wrong: Record<string, string[]> = {}
  for (const [path, sent = {}] of asked) {
    const answer = await get(path, sent)
    const faults = [...faultsOf(answer), ...also(answer)]
    if (faults.length > 0) wrong[`${sent.method ?? 'GET'} ${path} ${answer.status}`] = faults
  }
  return wrong
}

const filesUnder = (folder: string) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(root, folder).length))
const filled = (path: string) =>
  path
    .replace(':id/photos/:photo', `${made.id}/photos/${made.photo}`)
    .replace('/photos/:token', `/photos/${made.token}`)
    .replace('/api/desk/photos/:id', `/api/desk/photos/${made.photo}`)
    .replace(/:number/, made.number)
    .replace(/:key.*$/, made.key)
    .replace(/:id/, made.id)
    .replace(/:slug/, 'nowhere')
const asModerator = () => ({ cookie: office.moderator.cookie })
const json = (body: unknown): Sent => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

/** The pages as their files name them, /en/ included where a page is public. */
const pages = () =>
  filesUnder('src/pages')
    .map((path) =>
      path
        .replace(/\.(astro|ts)$/, '')
        .replace(/\/index$/, '/')
        .replace(/\[(\w+)\]/g, ':$1'),
    )
    .map((path) => (/\.\w+$/.test(path) || path.endsWith('/') ? path : `${path}/`))
    .flatMap((path) => (path.startsWith('/desk') ? [path] : [path, `/en${path}`]))
    .map(filled)

test('every page and feed comes with every header, for a stranger and for staff', { timeout: 120_000 }, async () => {
  expect(pages().length).toBeGreaterThan(40)
  expect(await judge(pages().map((path) => [path] as const))).toEqual({})
  expect(
    await judge(
      pages()
        .filter((path) => path.startsWith('/desk'))
        .map((path) => [path, { headers: asModerator() }] as const),
    ),
  ).toEqual({})
  const sitemap = (await get('/sitemap.xml')).body
  const listed = [...sitemap.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, address]) => new URL(address!).pathname)
  expect(
    await judge(
      listed.map((path) => [path] as const),
      ({ status }) => (status === 200 ? [] : [`${status}`]),
    ),
  ).toEqual({})
})

test(
  'every route of the API comes with every header, by whatever method it is asked',
  { timeout: 120_000 },
  async () => {
    const routes = [
      ...new Set(
        app.routes
          .filter(({ path, method }) => method !== 'ALL' && path.startsWith('/api'))
          .map(({ path }) => filled(path)),
      ),
    ]
    expect(routes.length).toBeGreaterThan(20)
    // The one that would sign the moderator out is asked by nobody in particular.
    const staffOf = (path: string) => (path.includes('sign-out') ? {} : asModerator())
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      expect(await judge(routes.map((path) => [path, { method, headers: staffOf(path) }] as const))).toEqual({})
    }
  },
)

test('every file the build made comes with every header', async () => {
  const files = filesUnder('dist/node/client').filter((path) => !/\.(br|gz|map)$|\/[._]/.test(path))
  expect(files.length).toBeGreaterThan(10)
  const known = (answer: Answer) => (answer.status === 200 ? [] : [`${answer.status}`])
  expect(
    await judge(
      files.map((path) => [encodeURI(path)] as const),
      known,
    ),
  ).toEqual({})
  const [first = ''] = files
  const { headers } = await get(first)
  expect(
    await judge([
      [first, { headers: { 'if-none-match': headers.etag! } }],
      [first, { method: 'POST' }],
    ]),
  ).toEqual({})
})

test('every refusal comes with every header', async () => {
  const wrong = {
    404: ['/nowhere/', {}],
    '404 api': ['/api/nowhere', {}],
    '404 desk': ['/api/desk/me', {}],
    '404 closed': ['/cdn-cgi/trace', {}],
    '403 foreign': [
      '/api/tip-offs',
      { ...json(aTipOff()), headers: { 'content-type': 'application/json', origin: 'https://evil.example' } },
    ],
    '403 page': [
      '/tip-offs/new/',
      {
        method: 'POST',
        headers: { origin: 'https://evil.example', accept: 'text/html', 'content-type': 'text/plain' },
        body: 'x',
      },
    ],
    '413 api': ['/api/tip-offs', json({ text: 'x'.repeat(300_000) })],
    '413 page': [
      '/tip-offs/new/',
      {
        method: 'POST',
        headers: { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' },
        body: 'x'.repeat(300_000),
      },
    ],
    '400 api': ['/api/tip-offs', { ...json(null), body: '{' }],
    '422 api': ['/api/tip-offs', json(aTipOff({ landmark: '' }))],
    '422 page': [
      '/tip-offs/new/',
      { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'step=check' },
    ],
    '422 photo': [
      '/api/tip-offs/photos',
      { method: 'POST', headers: { 'content-type': 'image/jpeg' }, body: 'no photo' },
    ],
    '401 sign-in': ['/api/staff/sign-in', json({ name: 'nobody-here', password: 'x'.repeat(20), code: '000000' })],
    '303 view': [
      '/api/view',
      { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'to=/' },
    ],
    '303 desk': ['/desk/audit/', {}],
    '501 method': ['/', { method: 'PROPFIND' }],
  } as const satisfies Record<string, readonly [string, Sent]>
  for (const [name, [path, sent]] of Object.entries(wrong)) {
    const answer = await get(path, sent)
    const status = Number.parseInt(name, 10)
    expect([
      name,
      status === 422 ? [400, 413, 415, 422].includes(answer.status) : answer.status === status,
      faultsOf(answer),
    ]).toEqual([name, true, []])
  }
})

test('what is no HTTP at all is refused with the headers as well', async () => {
  for (const text of [
    'GET / HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n',
    '\x16\x03\x01\x02',
    `GET / HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`,
  ]) {
    const [head = ''] = (await askRaw(portal.url, text)).split('\r\n\r\n')
    const headers = Object.fromEntries(
      head
        .split('\r\n')
        .slice(1)
        .map((line) => line.split(/: (.*)/s).slice(0, 2) as [string, string]),
    )
    expect([head.slice(0, 12), faultsOf({ status: 400, headers, body: '' })]).toEqual([head.slice(0, 12), []])
  }
})

test(
  'nothing personal may be kept by a cache, and the photo of a case may run nothing',
  { timeout: 60_000 },
  async () => {
    const { id, receipt, number, token, photo, key } = made
    const form = (fields: Record<string, string>): Sent => ({
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(fields).toString(),
    })
    const receiptCookie = encodeURIComponent(
      JSON.stringify({ receipt, number, dueAt: 1, answerBy: 1, key: 'k'.repeat(16), door: 'problem' }),
    )
    const personal: (readonly [string, Sent?])[] = [
      ['/tip-offs/track/', form({ receipt })],
      ['/tip-offs/track/', form({ receipt: 'AAAA' })],
      ['/tip-offs/received/', { headers: { cookie: `receipt=${receiptCookie}` } }],
      ['/tip-offs/new/', form({ ...(aTipOff() as unknown as Record<string, string>), group: 'waste', step: 'check' })],
      ['/api/tip-offs/track', json({ receipt })],
      ['/api/tip-offs', json(aTipOff())],
      [`/api/tip-offs/photos/${token}`],
      ['/api/challenges', { method: 'POST' }],
      ['/desk/sign-in/'],
      ...[
        '/desk/',
        '/desk/audit/',
        '/desk/outbox/',
        `/desk/tip-offs/${id}/`,
        '/api/desk/me',
        '/api/desk/tip-offs',
        `/api/desk/tip-offs/${id}`,
        `/api/desk/photos/${photo}`,
      ].map((path) => [path, { headers: asModerator() }] as const),
      ...['/desk/', `/api/desk/tip-offs/${id}`, `/api/desk/photos/${photo}`].map((path) => [path] as const),
    ]
    const kept = ({ headers }: Answer) =>
      /\bno-store\b/.test(String(headers['cache-control'])) ? [] : [`kept: ${headers['cache-control']}`]
    expect(await judge(personal, kept)).toEqual({})
    const still = ({ headers, status }: Answer) =>
      status === 200 && policyOf(headers).has('sandbox') && headers['content-disposition'] ? [] : [`${status} may run`]
    expect(
      await judge(
        [
          [`/api/photos/${key}`],
          [`/api/tip-offs/photos/${token}`],
          [`/api/desk/photos/${photo}`, { headers: asModerator() }],
        ],
        still,
      ),
    ).toEqual({})
  },
)

test('when the portal cannot answer, the refusal has every header too, and is kept nowhere', async () => {
  const kept = openKept(portal.folder)
  await kept.DB.prepare('ALTER TABLE tip_offs RENAME TO tip_offs_away').run()
  try {
    for (const [path, sent] of [
      ['/tip-offs/?door=praise', { headers: { accept: 'text/html' } }],
      [`/tip-offs/${made.number}/?x`, { headers: { accept: 'text/html' } }],
      ['/api/tip-offs/board?door=problem', {}],
      ['/api/tip-offs', json(aTipOff())],
      ['/api/tip-offs/track', json({ receipt: made.receipt })],
      ['/api/desk/tip-offs', { headers: asModerator() }],
    ] as const) {
      const answer = await get(path, sent)
      expect([
        path,
        answer.status,
        faultsOf(answer),
        answer.headers['retry-after'] !== undefined,
        answer.headers['cache-control'],
      ]).toEqual([path, 503, [], true, 'no-store'])
      expect(answer.body).not.toMatch(/sqlite|tip_offs|node_modules| at .*:\d+/i)
    }
  } finally {
    await kept.DB.prepare('ALTER TABLE tip_offs_away RENAME TO tip_offs').run()
    kept.close()
  }
})
