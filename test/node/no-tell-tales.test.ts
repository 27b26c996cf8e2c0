import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aKey, aTipOff } from '../api/a-tip-off.ts'
import { readByExiftool } from '../fixtures/exiftool.ts'
import {
  anOffice,
  ask,
  askFor,
  bringTo,
  file,
  idOf,
  makeMove,
  readCase,
  shelve,
  type Office,
} from '../fixtures/over-http.ts'
import { tellTalePhoto } from '../fixtures/photos.ts'
import { type Portal, startPortal } from '../site/start-portal.ts'

const SLOW = 120_000
/** What a visitor's phone says of itself with every request, and what they say in confidence. */
const canary = {
  address: '203.0.113.77',
  agent: 'CanaryBrowser/9.42',
  file: 'canary-IMG_20261122.jpg',
  referrer: 'canary-referrer-path',
  cookie: 'canary-cookie-id',
  language: 'tlh-CANARY',
  name: '金丝雀',
  phone: '19900004321',
  reason: 'canary-reason',
}
let portal: Portal
let office: Office
const headers = () => ({
  'x-forwarded-for': canary.address,
  'user-agent': canary.agent,
  referer: `${portal.url}/${canary.referrer}`,
  'accept-language': canary.language,
})

beforeAll(async () => {
  portal = await startPortal({ TRUSTED_PROXY: '127.0.0.1', LIMITS: 'on' })
  office = await anOffice(portal)
}, SLOW)
afterAll(async () => {
  await portal?.stop()
  if (portal) rmSync(portal.folder, { recursive: true, force: true })
})

let taken = 0
/** Everything a camera can tell, in a picture of its own size each time. */
const telling = () => tellTalePhoto({ width: 48 + (taken += 1), height: 32 })
const hiddenIn = (page: string, name: string) =>
  [...page.matchAll(new RegExp(`name="${name}" value="([^"]*)"`, 'g'))].map(([, value]) => value!)

/** Files by the pages alone, as a phone without scripts does: form, check page, receipt. */
const fileByPage = async (): Promise<{ receipt: string; number: string }> => {
  const form = {
    ...aTipOff(),
    photos: '',
    group: 'waste',
    contact: 'phone',
    name: canary.name,
    phone: canary.phone,
    step: 'check',
  }
  const { photos: _, ...fields } = form
  const photo = new File([telling()], canary.file, { type: 'image/jpeg' })
  const asked = { headers: { ...headers(), cookie: `id=${canary.cookie}` } }
  const check = await (await ask(portal.url, '/tip-offs/new/', { form: { ...fields, photo }, ...asked })).text()
  const [token = ''] = hiddenIn(check, 'token')
  expect(token).not.toBe('')
  const sent = await ask(portal.url, '/tip-offs/new/', { form: { ...fields, token, step: 'send' }, ...asked })
  expect(sent.status).toBe(303)
  const cookie = decodeURIComponent(/receipt=([^;]+)/.exec(sent.headers.get('set-cookie') ?? '')?.[1] ?? '')
  return JSON.parse(cookie) as { receipt: string; number: string }
}

const filesUnder = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

const bytesOf = async (path: string, cookie?: string) => {
  const answer = await ask(portal.url, path, { cookie })
  expect([path, answer.status, answer.headers.get('content-type')]).toEqual([path, 200, 'image/jpeg'])
  return new Uint8Array(await answer.arrayBuffer())
}

/** All that exiftool may find in a photo: what the picture is, never what it tells. */
const HARMLESS =
  /^(File:(FileType|FileTypeExtension|MIMEType|ExifByteOrder|ImageWidth|ImageHeight|EncodingProcess|BitsPerSample|ColorComponents|YCbCrSubSampling)|JFIF:(JFIFVersion|ResolutionUnit|[XY]Resolution)|Adobe:(DCTEncodeVersion|APP14Flags[01]|ColorTransform)|IFD0:Orientation|Composite:(ImageSize|Megapixels))$/

test(
  'by whatever way a photo comes in, none that is kept or shown tells where, when, by whom or with what it was taken',
  { timeout: SLOW },
  async () => {
    const byPage = await fileByPage()
    const token = await shelve(portal.url, telling(), headers())
    const { number, receipt } = await file(portal.url, { photos: [token] }, headers())
    const id = await bringTo(portal, office, number, 'published', { photo: telling })
    const { photos } = await readCase(portal.url, office.moderator, id)
    const pageCase = await readCase(portal.url, office.moderator, await idOf(portal.folder, byPage.number))
    const tracked = await askFor<{ photos: { before: string[]; after: string[] } }>(portal.url, '/api/tip-offs/track', {
      json: { receipt },
    })
    expect([photos.length, pageCase.photos.length, tracked.photos.before.length, tracked.photos.after.length]).toEqual([
      2, 1, 1, 1,
    ])

    const desk = [...photos, ...pageCase.photos].map(({ url }) => bytesOf(url, office.moderator.cookie))
    const shown = [...tracked.photos.before, ...tracked.photos.after, `/api/tip-offs/photos/${token}`].map((url) =>
      bytesOf(url),
    )
    const board = photos.flatMap(({ publicKey, publicThumbKey }) =>
      [publicKey, publicThumbKey].map((key) => bytesOf(`/api/photos/${key}`)),
    )
    const served = await Promise.all([...desk, ...shown, ...board])
    const shelf = filesUnder(join(portal.folder, 'photos')).filter((path) => !path.includes('audit-heads'))
    const kept = shelf.map((path) => new Uint8Array(readFileSync(path)))
    const pictures = kept.filter(([first, second]) => first === 0xff && second === 0xd8)
    // Three originals and two pictures for each of two public ones.
    expect([pictures.length, kept.length - pictures.length, served.length]).toEqual([7, 0, 10])

    const [before, ...after] = await readByExiftool([telling(), ...served, ...kept])
    const said = (tags: Record<string, unknown> = {}) => Object.keys(tags).filter((tag) => !HARMLESS.test(tag))
    expect(said(before)).toEqual(
      expect.arrayContaining([
        'GPS:GPSLatitude',
        'IFD0:Make',
        'IFD0:Model',
        'ExifIFD:SerialNumber',
        'ExifIFD:DateTimeOriginal',
        'XMP-photoshop:City',
      ]),
    )
    expect(after.length).toBe(17)
    expect(after.flatMap(said)).toEqual([])
    const bytes = [...served, ...kept].map((one) => Buffer.from(one).toString('latin1')).join('')
    for (const secret of ['SnapCorp', 'SERIAL-4711', 'Suzhou', 'Zhang San', 'secret-tail', '2026:03:04'])
      expect(bytes).not.toContain(secret)
  },
)

test(
  'who somebody is, and the code that opens their case, stand in no file and no line of the log',
  { timeout: SLOW },
  async () => {
    const { receipt, number } = await fileByPage()
    const asked = { headers: { ...headers(), cookie: `id=${canary.cookie}` } }
    const key = aKey()
    await file(portal.url, { key, contact: { name: canary.name, phone: canary.phone } }, headers())
    for (const form of [{ receipt }, { receipt, move: 'withdraw?' }, { receipt: `${receipt}X` }])
      await ask(portal.url, '/tip-offs/track/', { form, ...asked })
    await ask(portal.url, '/api/tip-offs/track', { json: { receipt }, ...asked })
    await ask(portal.url, '/api/tip-offs/track', { json: `{${receipt}`, ...asked })
    // People do put such things into addresses, and send things no form of ours would.
    await ask(portal.url, `/tip-offs/track/?receipt=${receipt}&phone=${canary.phone}`, asked)
    await ask(portal.url, `/tip-offs/${receipt}/`, asked)
    await ask(portal.url, `/api/tip-offs/board/${receipt}`, asked)
    await ask(portal.url, `/desk/${canary.phone}\n{"at":"request"}`, asked)
    await ask(portal.url, `/api/tip-offs/board/${number}/me-too`, { method: 'POST', ...asked })
    const id = await idOf(portal.folder, number)
    await makeMove(portal.url, office.moderator, id, 'ask', { said: '在菜市场哪一侧？' })
    const contact = await askFor<{ phone: string }>(portal.url, `/api/desk/tip-offs/${id}/contact`, {
      json: { reason: canary.reason },
      cookie: office.moderator.cookie,
    })
    expect(contact.phone).toContain(canary.phone)
    const { signInName, password } = office.moderator
    await ask(portal.url, '/api/staff/sign-in', { json: { name: signInName, password, code: '000000' }, ...asked })
    await ask(portal.url, '/desk/sign-in/', { form: { name: signInName, password, code: '000000' }, ...asked })

    const files = filesUnder(portal.folder)
    expect(files.map((path) => path.slice(portal.folder.length + 1))).toEqual(
      expect.arrayContaining(['portal.sqlite', 'portal.sqlite-wal']),
    )
    const texts = new Map(files.map((path) => [path, readFileSync(path)]))
    texts.set('the log', Buffer.from(portal.output()))
    const holding = (what: string) => [...texts].filter(([, bytes]) => bytes.includes(what)).map(([path]) => path)
    // What may be kept is found, so the search itself works.
    expect(holding(number).length).toBeGreaterThan(0)
    expect(holding('"path":"/api/tip-offs/track"')).toEqual(['the log'])
    const cookies = [office.moderator, office.handler].map(({ cookie }) => cookie.split('=')[1]!)
    const secrets = {
      ...{ ...canary, reason: 'no canary' },
      ...{ receipt, bare: receipt.replaceAll('-', ''), key, password },
      ...{ session: cookies[0]!, handlerSession: cookies[1]!, secondPassword: office.second.password },
    }
    for (const [what, secret] of Object.entries(secrets)) expect([what, holding(secret)]).toEqual([what, []])
    // The contact's reason is for the audit, never for the log.
    expect(portal.output()).not.toContain(canary.reason)
    expect(portal.output()).not.toMatch(/sqlite|SELECT|INSERT|node_modules/i)
    for (const line of portal
      .output()
      .split('\n')
      .filter((one) => one.includes('"at"')))
      expect(() => JSON.parse(line) as unknown).not.toThrow()
  },
)

test(
  'with the key turned while the portal runs, the desk opens contacts as before, and no file holds a mobile or what the old key sealed',
  { timeout: SLOW },
  async () => {
    const { number } = await file(portal.url, { key: aKey(), contact: { name: canary.name, phone: canary.phone } })
    const id = await idOf(portal.folder, number)
    const sealedNow = () => {
      const db = new DatabaseSync(join(portal.folder, 'portal.sqlite'), { readOnly: true })
      const rows = db.prepare('SELECT contact_sealed AS sealed FROM tip_offs WHERE contact_sealed IS NOT NULL').all()
      db.close()
      return rows.map(({ sealed }) => String(sealed))
    }
    const before = sealedNow()
    expect(before.some((sealed) => sealed.includes('.'))).toBe(false)
    const script = join(import.meta.dirname, '../../scripts/vault-rotate.mjs')
    const { status, stdout, stderr } = spawnSync(process.execPath, [script], {
      env: { ...process.env, DATA_DIR: portal.folder },
      encoding: 'utf8',
    })
    expect(stderr).toBe('')
    expect(stdout).toContain('no longer needed')
    expect(status).toBe(0)

    expect(sealedNow().every((sealed) => sealed.startsWith('k1.'))).toBe(true)
    const contact = await askFor<{ phone: string }>(portal.url, `/api/desk/tip-offs/${id}/contact`, {
      json: { reason: canary.reason },
      cookie: office.moderator.cookie,
    })
    expect(contact.phone).toContain(canary.phone)
    const bytes = filesUnder(portal.folder).map((path) => readFileSync(path))
    const holds = (what: string) => bytes.some((one) => one.includes(what))
    expect(holds(sealedNow()[0]!)).toBe(true)
    expect(before.filter(holds)).toEqual([])
    for (const one of bytes)
      expect(one.toString('latin1')).not.toMatch(/(?<![0-9A-Za-z_-])1[3-9]\d{9}(?![0-9A-Za-z_-])/)
  },
)
