import { expect, test } from 'vitest'
import { codesOf, rowsOf } from '../fixtures/desk.ts'
import { aPerson, aShift, aVolunteerBody, postAs, type SignedUp } from '../fixtures/volunteers.ts'

type Row = { seq: number; state: string; id: string }
const rowsInOrderTaken = (shift: string) =>
  rowsOf<Row>('SELECT seq, state, id FROM sign_ups WHERE shift_id = ? ORDER BY rowid', shift)
const send = (body: unknown) => postAs('/api/volunteers/sign-ups', body)

test('two hundred people press the button at once for ten places', { timeout: 120_000 }, async () => {
  const shift = await aShift({ capacity: 10 })
  const bodies = Array.from({ length: 200 }, () => aVolunteerBody(shift.id))
  // A tenth of them press twice: some on one form, some on two.
  const again = bodies.slice(0, 10)
  const twice = bodies.slice(10, 20).map(({ name, phone }) => aVolunteerBody(shift.id, { name, phone }))
  const answers = await Promise.all([...bodies, ...again, ...twice].map(send))
  const statuses = answers.map(({ status }) => status)
  expect(statuses.filter((status) => status === 201)).toHaveLength(200)
  expect(statuses.filter((status) => status === 200)).toHaveLength(10)
  const refused = answers.filter(({ status }) => status === 409)
  expect(await Promise.all(refused.map(codesOf))).toEqual(Array(10).fill(['sign_up.already']))

  const rows = await rowsInOrderTaken(shift.id)
  expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 200 }, (_, n) => n + 1))
  expect(rows.map(({ state }) => state)).toEqual([...Array(10).fill('confirmed'), ...Array(190).fill('waiting')])
  expect(await rowsOf('SELECT taken, waiting FROM shifts WHERE id = ?', shift.id)).toEqual([
    { taken: 10, waiting: 190 },
  ])
  expect(
    await rowsOf(
      'SELECT person_key FROM sign_ups WHERE shift_id = ? GROUP BY person_key HAVING count(*) > 1',
      shift.id,
    ),
  ).toEqual([])
  expect(await rowsOf('SELECT number FROM volunteers GROUP BY number HAVING count(*) > 1')).toEqual([])

  // Everyone was told their true place in the queue.
  const told = (await Promise.all(
    answers.flatMap((answer) => (answer.status < 300 ? [answer.json()] : [])),
  )) as SignedUp[]
  const seqOf = new Map(rows.map(({ id, seq }) => [id, seq]))
  for (const { signUps } of told) {
    const { id, state, place } = signUps[0]!
    expect([id, place]).toEqual([id, state === 'waiting' ? seqOf.get(id)! - 10 : null])
  }

  // Five of the ten say they cannot come, all at once.
  const phones = new Map(bodies.map(({ name, phone }) => [name, phone]))
  const leaving = told.filter(({ signUps }) => signUps[0]!.state === 'confirmed').slice(0, 5)
  const left = await Promise.all(
    leaving.map(({ code, signUps }) =>
      postAs('/api/volunteers/me/moves', {
        ...{ phone: phones.get(signUps[0]!.name), code, signUp: signUps[0]!.id, move: 'cancel' },
      }),
    ),
  )
  expect(left.map(({ status }) => status)).toEqual(Array(5).fill(200))
  const after = await rowsInOrderTaken(shift.id)
  expect(after.slice(0, 10).filter(({ state }) => state === 'cancelled')).toHaveLength(5)
  expect(after.slice(10).map(({ state }) => state)).toEqual([
    ...Array(5).fill('offered'),
    ...Array(185).fill('waiting'),
  ])
  expect(await rowsOf('SELECT taken, waiting FROM shifts WHERE id = ?', shift.id)).toEqual([
    { taken: 10, waiting: 185 },
  ])
})

test('one person who presses for two overlapping shifts at once is on one of them', async () => {
  const one = await aShift()
  const two = await aShift({ startsAt: one.startsAt, endsAt: one.endsAt })
  for (let n = 0; n < 10; n += 1) {
    const person = aPerson()
    const answers = await Promise.all([one, two].map(({ id }) => send(aVolunteerBody(id, person))))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409])
  }
})
