import { env } from '#test-host'
import { beforeAll, expect, test } from 'vitest'
import { aCase, anAfterPhoto, aPhoto, sendAfterPhoto, sendRedaction } from '../fixtures/cases.ts'
import { codesOf, moved, readAs, rowsOf } from '../fixtures/desk.ts'
import { indexOf } from '../fixtures/bytes.ts'
import { jpegPhoto, pngPhoto, tellTalePhoto } from '../fixtures/photos.ts'
import { asks, signedIn, type SignedIn } from '../fixtures/staff.ts'

let moderator: SignedIn
let second: SignedIn
let handler: SignedIn
let other: SignedIn
beforeAll(async () => {
  moderator = await signedIn('moderator')
  second = await signedIn('moderator')
  handler = await signedIn('handler', 'sanitation')
  other = await signedIn('handler', 'parks')
}, 60_000)

const assigned = async () => {
  const { id, number } = await aCase()
  await moved(moderator, id, { move: 'accept' })
  await moved(moderator, id, { move: 'assign', unit: 'sanitation' })
  return { id, number }
}
const closed = async () => {
  const { id, number } = await assigned()
  await anAfterPhoto(handler, id)
  await moved(handler, id, { move: 'rectify' })
  await moved(second, id, { move: 'verify' })
  await moved(moderator, id, { move: 'close', said: '已经处理好了。' })
  const { photos } = await readAs(moderator, id)
  return { id, number, before: photos[0]!.id, after: photos[1]!.id }
}
const shelved = async (prefix: string) => (await env.PHOTOS.list({ prefix })).objects.map(({ key }) => key)
const auditOf = async (id: string) =>
  (await rowsOf<{ result: string }>('SELECT result FROM audit_events WHERE object_id = ? ORDER BY rowid', id)).map(
    ({ result }) => result,
  )

test('the unit sends after-photos while the case is theirs, cleaned of where and when they were taken', async () => {
  const { id } = await assigned()
  const response = await sendAfterPhoto(handler, id, tellTalePhoto())
  expect(response.status).toBe(201)
  const photo = (await response.json()) as { url: string; kind: string; redacted: boolean }
  expect(photo).toMatchObject({ kind: 'after', width: 32, height: 24, redacted: false, publicKey: null })
  const shown = await asks(handler, photo.url)
  expect(shown.headers.get('content-type')).toBe('image/jpeg')
  expect(shown.headers.get('cache-control')).toBe('no-store')
  expect(shown.headers.get('x-content-type-options')).toBe('nosniff')
  expect(shown.headers.get('content-security-policy')).toContain('sandbox')
  const bytes = new Uint8Array(await shown.arrayBuffer())
  for (const tell of ['SnapCorp', 'Zhang San', 'secret-tail', 'Exif']) expect(indexOf(bytes, tell)).toBe(-1)

  expect((await sendAfterPhoto(other, id)).status).toBe(404)
  expect((await asks(other, photo.url)).status).toBe(404)
  expect((await asks(null, photo.url)).status).toBe(404)
  expect(await codesOf(await sendAfterPhoto(handler, id, new TextEncoder().encode('<svg/>') as never))).toEqual([
    'photo.wrong_type',
  ])
  const before = await aCase()
  expect((await sendAfterPhoto(handler, before.id)).status).toBe(404)
  expect(await codesOf(await sendAfterPhoto(moderator, before.id))).toEqual(['tip_off.move_not_allowed'])
})

test('the same after-photo sent twice is one photo, and a seventh is refused, however fast they come', async () => {
  const { id } = await assigned()
  const bytes = aPhoto()
  const [one, two] = [await sendAfterPhoto(handler, id, bytes), await sendAfterPhoto(handler, id, bytes)]
  expect([one.status, two.status]).toEqual([201, 201])
  expect(await two.json()).toEqual(await one.json())
  const answers = await Promise.all(Array.from({ length: 7 }, () => sendAfterPhoto(handler, id)))
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, 201, 201, 413, 413])
  const rows = await rowsOf<{ position: number; storage_key: string }>(
    "SELECT position, storage_key FROM photos WHERE tip_off_id = ? AND kind = 'after' ORDER BY position",
    id,
  )
  expect(rows.map(({ position }) => position)).toEqual([0, 1, 2, 3, 4, 5])
  // Whatever was refused lies on no shelf.
  const known = await rowsOf<{ storage_key: string }>('SELECT storage_key FROM photos')
  expect((await shelved('tip-offs/')).sort()).toEqual(known.map(({ storage_key }) => storage_key).sort())
})

test('only a JPEG that is not the original becomes public', async () => {
  const { id, before } = await closed()
  const original = new Uint8Array(await (await asks(moderator, '/api/desk/photos/' + before)).arrayBuffer())
  const large = jpegPhoto({ width: 1000, height: 40 })
  expect(await codesOf(await sendRedaction(moderator, before, original))).toEqual(['photo.not_redacted'])
  expect(await codesOf(await sendRedaction(moderator, before, aPhoto(), original))).toEqual(['photo.not_redacted'])
  expect(await codesOf(await sendRedaction(moderator, before, pngPhoto()))).toEqual(['photo.wrong_type'])
  expect(await codesOf(await sendRedaction(moderator, before, aPhoto(), large))).toEqual(['photo.thumb_too_big'])
  const nothing = await asks(moderator, '/api/desk/photos/' + before + '/redaction', { method: 'PUT', body: 'x' })
  expect(nothing.status).toBe(400)
  expect((await sendRedaction(handler, before)).status).toBe(403)
  expect((await sendRedaction(moderator, crypto.randomUUID())).status).toBe(404)
  expect((await readAs(moderator, id)).photos.every(({ redacted }) => !redacted)).toBe(true)
  expect(await shelved('public/')).toEqual(
    (
      await rowsOf<{ key: string }>(
        'SELECT public_key AS key FROM photos WHERE public_key IS NOT NULL UNION SELECT public_thumb_key FROM photos WHERE public_key IS NOT NULL',
      )
    )
      .map(({ key }) => key)
      .sort(),
  )
  const result = await sendRedaction(moderator, before, tellTalePhoto())
  const { publicKey } = (await result.json()) as { publicKey: string }
  const bytes = new Uint8Array(await (await env.PHOTOS.get(publicKey))!.arrayBuffer())
  for (const tell of ['SnapCorp', 'Zhang San', 'secret-tail']) expect(indexOf(bytes, tell)).toBe(-1)
  expect(await auditOf(before)).toEqual([
    ...['photo.not_redacted', 'photo.not_redacted', 'photo.wrong_type', 'photo.thumb_too_big'].map(
      (c) => 'refused:' + c,
    ),
    'ok',
  ])
})

test('of two moderators redacting at once, one rendition stands and the other is on no shelf', async () => {
  const { before } = await closed()
  const answers = await Promise.all([sendRedaction(moderator, before), sendRedaction(second, before)])
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
  const [row] = await rowsOf<{ public_key: string; public_thumb_key: string }>(
    'SELECT public_key, public_thumb_key FROM photos WHERE id = ?',
    before,
  )
  const named = await rowsOf<{ key: string }>(
    'SELECT public_key AS key FROM photos WHERE public_key IS NOT NULL UNION SELECT public_thumb_key FROM photos WHERE public_key IS NOT NULL',
  )
  expect((await shelved('public/')).length).toBe(named.length)
  expect(await env.PHOTOS.head(row!.public_key)).not.toBeNull()
  expect((await auditOf(before)).sort()).toEqual(['ok', 'refused:tip_off.changed_meanwhile'])
})

test('once faces are covered, the unit sees them covered', async () => {
  const { id } = await assigned()
  const { photos } = await readAs(handler, id)
  const url = photos[0]!.url
  const open = await (await asks(handler, url)).arrayBuffer()
  await sendRedaction(moderator, photos[0]!.id)
  const covered = await (await asks(handler, url)).arrayBuffer()
  expect(new Uint8Array(covered)).not.toEqual(new Uint8Array(open))
  expect(new Uint8Array(await (await asks(moderator, url)).arrayBuffer())).toEqual(new Uint8Array(open))
})

test('a contact is opened for a reason only, and each time is on record', async () => {
  const { id } = await aCase({ contact: { name: '李梅', phone: '199 0000 5678' } })
  const open = (staff: SignedIn, reason: unknown) =>
    asks(staff, '/api/desk/tip-offs/' + id + '/contact', { json: { reason } })
  expect(await codesOf(await open(moderator, ''))).toEqual(['reason.missing'])
  expect(await codesOf(await open(moderator, '看看'))).toEqual(['reason.too_short'])
  expect((await open(handler, '需要核实位置')).status).toBe(403)
  const response = await open(moderator, '需要电话核实位置')
  expect(response.status).toBe(200)
  const contact = (await response.json()) as { name: string; phone: string }
  expect(contact.name).toBe('李梅')
  expect(contact.phone).toContain('19900005678')
  expect(response.headers.get('cache-control')).toBe('no-store')
  const acts = await rowsOf(
    "SELECT staff_id, result, detail FROM audit_events WHERE object_id = ? AND action = 'contact:unseal'",
    id,
  )
  expect(acts).toEqual([{ staff_id: moderator.id, result: 'ok', detail: '需要电话核实位置' }])
  const anonymous = await aCase()
  const none = await asks(moderator, '/api/desk/tip-offs/' + anonymous.id + '/contact', {
    json: { reason: '需要电话核实' },
  })
  expect(await codesOf(none)).toEqual(['tip_off.no_contact'])
  // The table alone tells nobody.
  expect(JSON.stringify(await rowsOf('SELECT * FROM tip_offs'))).not.toMatch(/19900005678|李梅/)
})

test('no contact is opened when it cannot be put on record', async () => {
  const { id } = await aCase({ contact: { name: '李梅', phone: '19900005678' } })
  const deaf = {
    ...env,
    DB: {
      ...env.DB,
      batch: env.DB.batch.bind(env.DB),
      prepare: (sql: string) => {
        if (sql.includes('audit_events')) throw new Error('D1 DB is overloaded. Requests queued for too long.')
        return env.DB.prepare(sql)
      },
    },
  }
  const path = '/api/desk/tip-offs/' + id + '/contact'
  const response = await asks(moderator, path, { json: { reason: '需要电话核实' }, env: deaf })
  expect(response.status).toBe(503)
  expect(await response.text()).not.toMatch(/李梅|1381/)
})
