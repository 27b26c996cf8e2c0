import { env } from '#test-host'
import { beforeAll, expect, test } from 'vitest'
import type { Queue } from '../../functions/tip-offs/list-queue.ts'
import { aCase, anAfterPhoto } from '../fixtures/cases.ts'
import { codesOf, move, type MoveBody, moved, readAs, rowsOf, versionOf } from '../fixtures/desk.ts'
import { asks, signedIn, type SignedIn } from '../fixtures/staff.ts'

let moderator: SignedIn
let second: SignedIn
let handler: SignedIn
let stranger: SignedIn
beforeAll(async () => {
  moderator = await signedIn('moderator')
  second = await signedIn('moderator')
  handler = await signedIn('handler', 'sanitation')
  stranger = await signedIn('handler', 'urban-management')
}, 60_000)

const toAssigned = async (id: string) => {
  await moved(moderator, id, { move: 'accept' })
  return moved(moderator, id, { move: 'assign', unit: 'sanitation' })
}
const toVerified = async (id: string) => {
  await toAssigned(id)
  await anAfterPhoto(handler, id)
  await moved(handler, id, { move: 'rectify' })
  return moved(second, id, { move: 'verify' })
}
const auditOf = (id: string) =>
  rowsOf<{ action: string; result: string }>(
    'SELECT action, result FROM audit_events WHERE object_id = ? ORDER BY rowid',
    id,
  )

test('a case goes from received to closed, with a row of history and of audit for each step', async () => {
  const { id } = await aCase()
  const assigned = await toAssigned(id)
  expect(assigned.tipOff.status).toBe('assigned')
  expect(assigned.tipOff.unit).toBe('sanitation')
  expect(assigned.tipOff.dueAt).toBeGreaterThan(Date.now())
  await anAfterPhoto(handler, id)
  await moved(handler, id, { move: 'rectify' })
  await moved(second, id, { move: 'verify' })
  const closed = await moved(moderator, id, { move: 'close', said: '已经清运，谢谢您。' })
  expect(closed.tipOff.status).toBe('closed')
  expect(closed.tipOff.closedAt).not.toBeNull()
  expect(closed.tipOff.version).toBe(6)
  expect(closed.events.map(({ kind, staff }) => [kind, staff])).toEqual([
    ['filed', null],
    ['accept', moderator.name],
    ['assign', moderator.name],
    ['rectify', handler.name],
    ['verify', second.name],
    ['close', moderator.name],
  ])
  expect(await auditOf(id)).toEqual(
    ['accept', 'assign', 'add_after_photo', 'rectify', 'verify', 'close'].map((name) => ({
      action: 'tip_off:' + name,
      result: 'ok',
    })),
  )
  const reopened = await moved(moderator, id, { move: 'reopen', note: '又反弹了' })
  expect(reopened.tipOff).toMatchObject({ status: 'accepted', closedAt: null, reopenedCount: 1 })
})

test('a tip-off closes once, however many moderators press the button', async () => {
  const { id } = await aCase()
  await toVerified(id)
  const version = await versionOf(id)
  const press = (staff: SignedIn) => move(staff, id, { move: 'close', said: '已经处理好了。', version })
  const answers = await Promise.all([press(moderator), press(second)])
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
  const late = answers.find(({ status }) => status === 409)!
  const [issue] = ((await late.json()) as { issues: { code: string; detail: object }[] }).issues
  const winner = answers[0]!.status === 200 ? moderator : second
  expect(issue).toEqual({ code: 'tip_off.changed_meanwhile', detail: { by: winner.name, minutes: 0 } })
  expect((await rowsOf("SELECT id FROM tip_off_events WHERE tip_off_id = ? AND kind = 'close'", id)).length).toBe(1)
  const closes = (await auditOf(id)).filter(({ action }) => action === 'tip_off:close')
  expect(closes.map(({ result }) => result).sort()).toEqual(['ok', 'refused:tip_off.changed_meanwhile'])
  expect((await press(moderator)).status).toBe(409)
})

test('of two cases merged into each other at once, one stays open', async () => {
  const [one, two] = [await aCase(), await aCase()]
  const answers = await Promise.all([
    move(moderator, one.id, { move: 'merge', into: two.number, version: 1 }),
    move(second, two.id, { move: 'merge', into: one.number, version: 1 }),
  ])
  expect(answers.filter(({ status }) => status === 200).length).toBe(1)
  const left = await rowsOf<{ status: string }>('SELECT status FROM tip_offs WHERE id IN (?, ?)', one.id, two.id)
  expect(left.map(({ status }) => status).sort()).toEqual(['merged', 'received'])
})

test('what a move demands is asked for, and the refusal is recorded', async () => {
  const { id, number } = await aCase()
  const refusals: [MoveBody, string][] = [
    [{ move: 'reject' }, 'said.missing'],
    [{ move: 'reject', said: ' 。 ' }, 'said.too_short'],
    [{ move: 'ask', said: '哪里\u202e？' }, 'text.strange_characters'],
    [{ move: 'merge' }, 'into.missing'],
    [{ move: 'merge', into: number }, 'into.itself'],
    [{ move: 'merge', into: '261122-9999' }, 'into.not_open'],
    [{ move: 'assign', unit: 'sanitation' }, 'tip_off.move_not_allowed'],
    [{ move: 'thank', said: '谢谢您。' }, 'tip_off.move_not_allowed'],
  ]
  for (const [body, code] of refusals) {
    const response = await move(moderator, id, body)
    expect([body.move, response.status, await codesOf(response)]).toEqual([body.move, 422, [code]])
  }
  await moved(moderator, id, { move: 'accept' })
  expect(await codesOf(await move(moderator, id, { move: 'assign' }))).toEqual(['unit.missing'])
  expect(await codesOf(await move(moderator, id, { move: 'assign', unit: 'nobody' }))).toEqual(['unit.unknown'])
  await moved(moderator, id, { move: 'assign', unit: 'sanitation' })
  expect(await codesOf(await move(handler, id, { move: 'rectify' }))).toEqual(['tip_off.after_photo_missing'])
  expect(await codesOf(await move(handler, id, { move: 'hand_back' }))).toEqual(['note.missing'])
  const refused = (await auditOf(id)).filter(({ result }) => result !== 'ok').map(({ result }) => result)
  expect(refused).toEqual(
    [
      ...['said.missing', 'into.missing', 'into.itself', 'into.not_open'],
      ...['tip_off.move_not_allowed', 'tip_off.move_not_allowed'],
      ...['unit.missing', 'unit.unknown', 'tip_off.after_photo_missing', 'note.missing'],
    ].map((code) => 'refused:' + code),
  )
})

test('a body of another shape changes nothing', async () => {
  const { id } = await aCase()
  for (const body of [
    { move: 'accept', status: 'closed' },
    { move: 'accept', version: '1' },
    { move: 'accept', version: 1.5 },
    { move: 'constructor' },
    { move: 'accept', said: ['x'] },
  ]) {
    expect((await move(moderator, id, body)).status).toBe(400)
  }
  expect(await versionOf(id)).toBe(1)
})

test('staff do not make the moves of reporters, and handlers not those of moderators', async () => {
  const { id } = await aCase()
  expect(await codesOf(await move(moderator, id, { move: 'withdraw' }))).toEqual(['staff.not_allowed'])
  await toAssigned(id)
  expect((await move(handler, id, { move: 'send_back', note: '不是我们' })).status).toBe(403)
})

test('nobody verifies their own work, nor that of their unit', async () => {
  const { id } = await aCase()
  await toAssigned(id)
  await anAfterPhoto(moderator, id)
  await moved(moderator, id, { move: 'rectify' })
  expect(await codesOf(await move(moderator, id, { move: 'verify' }))).toEqual(['tip_off.not_the_doer'])
  expect((await readAs(moderator, id)).allowedMoves).not.toContain('verify')
  const colleague = await signedIn('moderator', 'sanitation')
  expect(await codesOf(await move(colleague, id, { move: 'verify' }))).toEqual(['tip_off.not_the_doer'])
  expect((await readAs(second, id)).allowedMoves).toContain('verify')
  expect((await move(second, id, { move: 'verify' })).status).toBe(200)
})

test('a handler sees the cases of their unit only, and nothing of who reported them', async () => {
  const contact = { name: '李梅', phone: '19900005678' }
  const { id } = await aCase({ contact, text: '我的电话是 19900005678，１９９０００００９８７也行，垃圾没人收。' })
  for (const response of [
    await asks(handler, '/api/desk/tip-offs/' + id),
    await move(handler, id, { move: 'rectify' }),
  ]) {
    expect(response.status).toBe(404)
  }
  await toAssigned(id)
  const response = await asks(handler, '/api/desk/tip-offs/' + id)
  const said = await response.text()
  expect(said).not.toMatch(/(?<!\d)1[3-9]\d{9}(?!\d)|１９９|contact|李梅|solved/i)
  expect(said).toContain('199****5678，199****0987')
  expect((await readAs(moderator, id)).hasContact).toBe(true)
  expect((await asks(stranger, '/api/desk/tip-offs/' + id)).status).toBe(404)
  const queue = (await (await asks(handler, '/api/desk/tip-offs')).json()) as Queue
  expect(queue.cases.map((one) => one.unit)).toEqual(queue.cases.map(() => 'sanitation'))
  const others = (await (await asks(stranger, '/api/desk/tip-offs')).json()) as Queue
  expect(others.cases).toEqual([])
  // Handed back: no longer theirs.
  await moved(handler, id, { move: 'hand_back', note: '不在我们的路段' })
  expect((await asks(handler, '/api/desk/tip-offs/' + id)).status).toBe(404)
  expect((await readAs(moderator, id)).tipOff).toMatchObject({ status: 'accepted', unit: null })
})

test('the queue lists the nearest deadline first, page by page, with the count of each state', async () => {
  for (let n = 0; n < 25; n += 1) await aCase({ photo: false })
  await env.DB.prepare("UPDATE tip_offs SET due_at = due_at + abs(random() % 5) WHERE status = 'received'").run()
  const seen: { id: string; dueAt: number }[] = []
  let next: string | null = ''
  let tallies = {}
  while (next !== null) {
    const response = await asks(moderator, '/api/desk/tip-offs?status=received' + (next && '&after=' + next))
    const queue = (await response.json()) as Queue
    expect(queue.cases.length).toBeLessThanOrEqual(20)
    seen.push(...queue.cases)
    ;({ next, tallies } = queue)
  }
  const [counted] = await rowsOf<{ n: number }>("SELECT COUNT(*) AS n FROM tip_offs WHERE status = 'received'")
  expect(seen.length).toBe(counted!.n)
  expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length)
  expect(seen.map(({ dueAt }) => dueAt)).toEqual(seen.map(({ dueAt }) => dueAt).sort((a, b) => a - b))
  expect(tallies).toMatchObject({ received: counted!.n })
  for (const after of ['x', '%00', 'Li4u', '..']) {
    expect((await asks(moderator, '/api/desk/tip-offs?after=' + after)).status).toBe(200)
  }
})

test('messages go to those concerned and name nothing but the case number', async () => {
  const { id, number } = await aCase({ contact: { name: '李梅', phone: '19900005678' } })
  await toVerified(id)
  const sent = await rowsOf('SELECT topic, audience FROM outbox_messages WHERE number = ? ORDER BY rowid', number)
  expect(sent).toEqual([
    { topic: 'tip_off.filed', audience: 'desk' },
    ...['reporter', 'reporter', 'unit:sanitation', 'desk'].map((audience) => ({ topic: 'tip_off.news', audience })),
  ])
  const anonymous = await aCase()
  await toAssigned(anonymous.id)
  expect(
    await rowsOf(
      "SELECT audience FROM outbox_messages WHERE number = ? AND topic <> 'tip_off.filed'",
      anonymous.number,
    ),
  ).toEqual([{ audience: 'unit:sanitation' }])
})
