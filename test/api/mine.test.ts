import { env } from '#test-host'
import { beforeAll, expect, test } from 'vitest'
import type { MyCases } from '../../functions/tip-offs/list-mine.ts'
import { aCase, aPhoto } from '../fixtures/cases.ts'
import { codesOf, moved, rowsOf } from '../fixtures/desk.ts'
import { withFaults } from '../fixtures/faults.ts'
import { asks, signedIn, type SignedIn } from '../fixtures/staff.ts'

let moderator: SignedIn
let handler: SignedIn
let other: SignedIn
beforeAll(async () => {
  moderator = await signedIn('moderator')
  handler = await signedIn('handler', 'sanitation')
  other = await signedIn('handler', 'parks')
}, 60_000)

const assigned = async () => {
  const { id, number } = await aCase({ contact: { name: '李梅', phone: '19900005678' } })
  await moved(moderator, id, { move: 'accept' })
  await moved(moderator, id, { move: 'assign', unit: 'sanitation' })
  return { id, number }
}
const send = (id: string, key: string | null, bytes: Uint8Array<ArrayBuffer>, staff = handler, on = env) =>
  asks(staff, `/api/desk/tip-offs/${id}/after-photos`, {
    method: 'POST',
    headers: { 'content-type': 'image/jpeg', ...(key !== null && { 'idempotency-key': key }) },
    body: bytes,
    env: on,
  })
const after = (id: string) => rowsOf("SELECT id, sent_key FROM photos WHERE tip_off_id = ? AND kind = 'after'", id)
const mine = async (staff: SignedIn) => {
  const response = await asks(staff, '/api/desk/tip-offs/mine')
  return { said: await response.clone().text(), ...((await response.json()) as MyCases) }
}

test('a photo sent again under its key is the same photo, also ten at once and after the case moved on', async () => {
  const { id } = await assigned()
  const [key, bytes] = [crypto.randomUUID(), aPhoto()]
  const answers = await Promise.all(Array.from({ length: 10 }, () => send(id, key, bytes)))
  const said = await Promise.all(answers.map(async (one) => [one.status, await one.text()]))
  expect(new Set(said.map(String)).size).toBe(1)
  expect(said[0]![0]).toBe(201)
  expect(await after(id)).toMatchObject([{ sent_key: key }])
  await moved(handler, id, { move: 'rectify' })
  expect(await (await send(id, key, bytes)).text()).toBe(said[0]![1])
  expect(await codesOf(await send(id, crypto.randomUUID(), bytes))).toEqual(['tip_off.move_not_allowed'])
  expect(await after(id)).toHaveLength(1)
})

test('other bytes under a known key, another case, another unit or a key that is none are refused', async () => {
  const { id } = await assigned()
  const second = await assigned()
  const [key, bytes] = [crypto.randomUUID(), aPhoto()]
  expect((await send(id, key, bytes)).status).toBe(201)
  const wrong = await send(id, key, aPhoto())
  expect([wrong.status, await codesOf(wrong)]).toEqual([409, ['after_photo.key_taken']])
  expect((await send(second.id, key, bytes)).status).toBe(409)
  expect((await send(id, key, bytes, other)).status).toBe(404)
  expect((await send(id, "' OR 1=1", bytes)).status).toBe(400)
  expect(await after(id)).toHaveLength(1)
  expect(await after(second.id)).toEqual([])
})

test('whichever call fails while a photo is kept, sending it again leaves one photo and one audit row', async () => {
  for (let k = 1; ; k += 1) {
    const { id } = await assigned()
    const [key, bytes] = [crypto.randomUUID(), aPhoto()]
    const { env: broken, watch } = withFaults(env, { call: k, error: 'Network connection lost.', after: k % 2 === 0 })
    await send(id, key, bytes, handler, broken)
    if (!watch.fired) break
    expect((await send(id, key, bytes)).status).toBe(201)
    expect([k, (await after(id)).length]).toEqual([k, 1])
    const acts =
      "SELECT id FROM audit_events WHERE object_id = ? AND action = 'tip_off:add_after_photo' AND result = 'ok'"
    expect(await rowsOf(acts, id)).toHaveLength(1)
  }
})

test('a handler’s list holds the unit’s own work and what it helps with, by deadline, and nothing of who reported it', async () => {
  const late = await assigned()
  await env.DB.prepare('UPDATE tip_offs SET due_at = 1000, urgent_at = 1 WHERE id = ?').bind(late.id).run()
  const helped = await assigned()
  await moved(moderator, helped.id, { move: 'joint', unit: 'parks' })
  const { cases, said } = await mine(handler)
  expect(cases[0]).toMatchObject({ id: late.id, urgent: true, joint: false, afterPhotos: 0 })
  expect(cases.map(({ dueAt }) => dueAt)).toEqual(cases.map(({ dueAt }) => dueAt).sort((a, b) => a - b))
  expect(said).not.toMatch(/1990000|李梅|contact|text/)
  expect((await mine(other)).cases).toMatchObject([{ id: helped.id, joint: true }])
  expect((await mine(moderator)).cases).toEqual([])
  await moved(handler, late.id, { move: 'hand_back', note: '不在我们的路段' })
  expect((await mine(handler)).cases.map(({ id }) => id)).not.toContain(late.id)
})
