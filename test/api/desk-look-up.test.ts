import { beforeAll, expect, test } from 'vitest'
import type { Queue } from '../../functions/tip-offs/list-queue.ts'
import { aCase, anAfterPhoto, sendRedaction } from '../fixtures/cases.ts'
import { moved, readAs } from '../fixtures/desk.ts'
import { asks, signedIn, type SignedIn } from '../fixtures/staff.ts'

let moderator: SignedIn
let handler: SignedIn
let other: SignedIn
let supervisor: SignedIn
beforeAll(async () => {
  moderator = await signedIn('moderator')
  handler = await signedIn('handler', 'sanitation')
  other = await signedIn('handler', 'parks')
  supervisor = await signedIn('supervisor')
}, 60_000)

const found = async (staff: SignedIn, number: string) =>
  ((await (await asks(staff, '/api/desk/tip-offs?number=' + encodeURIComponent(number))).json()) as Queue).cases.map(
    (one) => one.number,
  )

test('a number read off a receipt finds its case in any state, for those whose case it is', async () => {
  const { id, number } = await aCase()
  expect(await found(moderator, number)).toEqual([number])
  expect(await found(handler, number)).toEqual([])
  await moved(moderator, id, { move: 'accept' })
  await moved(moderator, id, { move: 'assign', unit: 'sanitation' })
  expect(await found(handler, number)).toEqual([number])
  expect(await found(other, number)).toEqual([])
  // Who helps finds it too, and goes on finding it by its number only while they help.
  await moved(moderator, id, { move: 'joint', unit: 'parks' })
  expect(await found(other, number)).toEqual([number])
  await moved(moderator, id, { move: 'unjoint', unit: 'parks' })
  expect(await found(other, number)).toEqual([])
  expect(await found(moderator, "' OR 1=1 --")).toEqual([])
  expect(await found(moderator, '%')).toEqual([])
})

test('the desk looks at the covered picture before anybody else can', async () => {
  const { id } = await aCase()
  await moved(moderator, id, { move: 'accept' })
  await moved(moderator, id, { move: 'assign', unit: 'sanitation' })
  await anAfterPhoto(handler, id)
  const after = (await readAs(moderator, id)).photos.find(({ kind }) => kind === 'after')!
  const rendition = '/api/desk/photos/' + after.id + '/redaction'
  expect((await asks(moderator, rendition)).status).toBe(404)
  expect((await sendRedaction(moderator, after.id)).status).toBe(200)
  const shown = await asks(moderator, rendition)
  expect(shown.status).toBe(200)
  expect(shown.headers.get('cache-control')).toBe('no-store')
  expect((await asks(other, rendition)).status).toBe(404)
  expect((await asks(null, rendition)).status).toBe(404)
  const { publicKey } = (await readAs(moderator, id)).photos.find((photo) => photo.id === after.id)!
  expect((await asks(null, '/api/photos/' + publicKey)).status).toBe(404)
})

test('the audit log names the case by its number, of a photo too', async () => {
  const { id, number } = await aCase()
  await moved(moderator, id, { move: 'accept' })
  const photo = (await readAs(moderator, id)).photos[0]!
  await sendRedaction(moderator, photo.id)
  const { acts } = (await (await asks(supervisor, '/api/desk/audit')).json()) as {
    acts: { action: string; object: { id: string; number: string | null } }[]
  }
  const numberOf = (action: string, object: string) =>
    acts.find((act) => act.action === action && act.object.id === object)?.object.number
  expect(numberOf('tip_off:accept', id)).toBe(number)
  expect(numberOf('photo:redact', photo.id)).toBe(number)
  // Whose account it was.
  expect(acts.find((act) => act.action === 'staff:sign_in')?.object.number).toMatch(/^员工\d+$/)
})
