import { env } from '#test-host'
import { expect, test, vi } from 'vitest'
import type { Env } from '../../functions/http/app-types.ts'
import { aPerson, aShift, aVolunteerBody, postAs, signedUp, type SignedUp } from '../fixtures/volunteers.ts'
import { D1_ERRORS, failingEnv } from './failing-env.ts'

vi.spyOn(console, 'error').mockImplementation(() => {})
const on = { ...env, LIMITS: 'on' }
let visitors = 0
const visitor = () => ({ 'x-portal-client-address': `198.19.${visitors >> 8}.${visitors++ & 255}` })

const all = async (texts: string[]) =>
  Promise.all(texts.map(async (text) => (await env.DB.prepare(text).all()).results))
/** Everything but the counters of limits, which may count a try that failed. */
const state = async () =>
  JSON.stringify(
    await all(
      ['volunteers', 'sign_ups', 'sign_up_submissions', 'shifts', 'outbox_messages', 'used_challenges', 'case_counters']
        .concat('service_records', 'certificates', 'volunteer_tallies')
        .map((table) => `SELECT * FROM ${table} ORDER BY 1`),
    ),
  )
/** No row without the rows it belongs with, and no count that is not true. */
const halves = async () =>
  (
    await all([
      `SELECT id FROM shifts WHERE taken <> (SELECT count(*) FROM sign_ups WHERE shift_id = shifts.id
        AND state IN ('confirmed', 'offered'))`,
      `SELECT id FROM shifts WHERE waiting <> (SELECT count(*) FROM sign_ups WHERE shift_id = shifts.id AND state = 'waiting')`,
      `SELECT id FROM volunteers WHERE erased_at IS NULL AND NOT EXISTS (SELECT 1 FROM sign_ups WHERE volunteer_id = volunteers.id)`,
      `SELECT id FROM sign_ups WHERE id = party AND swapped_from IS NULL AND person_key NOT LIKE 'erased%'
        AND NOT EXISTS (SELECT 1 FROM sign_up_submissions WHERE sign_up_id = sign_ups.id)`,
      'SELECT sign_up_id FROM sign_up_submissions WHERE sign_up_id NOT IN (SELECT id FROM sign_ups)',
      `SELECT id FROM sign_ups WHERE state = 'cancelled' AND id = party AND person_key NOT LIKE 'erased%'
        AND NOT EXISTS (SELECT 1 FROM outbox_messages JOIN volunteers USING (number) WHERE volunteers.id = volunteer_id)`,
      `SELECT id FROM sign_ups WHERE state = 'offered' AND id = party
        AND NOT EXISTS (SELECT 1 FROM outbox_messages JOIN volunteers USING (number) WHERE volunteers.id = volunteer_id)`,
      `SELECT id FROM volunteers WHERE (erased_at IS NULL) <> (contact_sealed IS NOT NULL)`,
      `SELECT shifts.id FROM shifts JOIN sign_ups ON shift_id = shifts.id AND sign_ups.state = 'waiting'
        WHERE taken < capacity - reserved AND shifts.state = 'open'`,
    ])
  ).flat()

const opened = ({ phone, code }: SignedUp & { phone: string }) => ({ phone, code: code! })
type Act = (asked: Env, headers: Record<string, string>) => Promise<Response>
const moving = async (capacity: number, body: object, before?: (shift: string) => Promise<unknown>): Promise<Act> => {
  const shift = await aShift({ capacity })
  const who = await signedUp(shift.id, { party: [{ name: '林小满', age: 'adult' }] })
  await signedUp(shift.id)
  await before?.(shift.id)
  return (asked, headers) =>
    postAs('/api/volunteers/me/moves', { ...opened(who), signUp: who.signUps[0]!.id, ...body }, asked, headers)
}
const offered = (shift: string) =>
  env.DB.prepare("UPDATE sign_ups SET state = 'offered', offer_until = ?2 WHERE shift_id = ?1 AND seq = 1")
    .bind(shift, Date.now() + 3_600_000)
    .run()
    .then(() => env.DB.prepare(TOLD).bind(crypto.randomUUID(), shift).run())
const TOLD = `INSERT INTO outbox_messages (id, topic, audience, number, next_attempt_at, created_at)
  SELECT ?1, 'sign_up.offered', 'volunteer', number, 1, 1 FROM sign_ups JOIN volunteers ON volunteers.id = volunteer_id
  WHERE shift_id = ?2 AND seq = 1 AND sign_ups.id = party`

/** Each act of a volunteer, made ready to be tried again and again until it succeeds. */
const acts: [string, () => Promise<Act>][] = [
  [
    'signing up as a party',
    async () => {
      const body = aVolunteerBody((await aShift()).id, { party: [{ name: '林小满', age: 'adult' }] })
      return (asked, headers) => postAs('/api/volunteers/sign-ups', body, asked, headers)
    },
  ],
  [
    'signing up with a code',
    async () => {
      const person = aPerson()
      const { code } = await signedUp((await aShift()).id, person)
      const body = aVolunteerBody((await aShift()).id, { ...person, code })
      return (asked, headers) => postAs('/api/volunteers/sign-ups', body, asked, headers)
    },
  ],
  ['cancelling', () => moving(2, { move: 'cancel' })],
  ['confirming', () => moving(2, { move: 'confirm' }, offered)],
  ['swapping', async () => moving(2, { move: 'swap', to: (await aShift()).id })],
  [
    'joining books',
    async () => {
      const person = aPerson()
      const [one, two] = [await signedUp((await aShift()).id, person), await signedUp((await aShift()).id, person)]
      const body = { ...opened(one), otherPhone: two.phone, otherCode: two.code }
      return (asked, headers) => postAs('/api/volunteers/me/join', body, asked, headers)
    },
  ],
  [
    'being forgotten',
    async () => {
      const shift = await aShift({ capacity: 1 })
      const who = await signedUp(shift.id)
      await signedUp(shift.id)
      return (asked, headers) => postAs('/api/volunteers/me/erase', opened(who), asked, headers)
    },
  ],
]

test.each(acts)('%s: whichever call fails, 503, nothing half done, and the next try succeeds', async (_, ready) => {
  for (let k = 1; ; k += 1) {
    const act = await ready()
    const headers = visitor()
    const before = await state()
    const broken = failingEnv(on, k, 'Network connection lost.')
    const response = await act(broken.env, headers)
    if (broken.counted.calls < k) {
      expect(response.status).toBeLessThan(300)
      expect(k).toBeGreaterThan(1)
      break
    }
    expect([k, response.status, response.headers.get('retry-after')]).toEqual([k, 503, '5'])
    // The last reading, of the view to answer with, may fail after the act: then the act is whole.
    if ((await state()) !== before) expect(k).toBeGreaterThan(3)
    expect(await halves()).toEqual([])
    const again = await act(on, headers)
    expect([k, again.status]).toEqual([k, again.status < 300 ? again.status : await again.text()])
    expect(await halves()).toEqual([])
  }
})

test.each(acts)('%s: an answer lost on the way and the act sent again is one act', async (_, ready) => {
  for (let k = 1; ; k += 1) {
    const act = await ready()
    const headers = visitor()
    const broken = failingEnv(on, k, 'Network connection lost.', 'after')
    const response = await act(broken.env, headers)
    if (broken.counted.calls < k) break
    expect(response.status).toBe(503)
    const [first, second] = [await act(on, headers), await act(on, headers)]
    expect([k, first.status < 300, second.status]).toEqual([k, true, 200])
    expect(await second.text()).toBe(await first.text())
    expect(await halves()).toEqual([])
  }
})

test.each(D1_ERRORS)('"%s" while signing up is answered with 503 and nothing is kept', async (message) => {
  const body = aVolunteerBody((await aShift()).id)
  const before = await state()
  for (let k = 1; k <= 2; k += 1) {
    const broken = failingEnv(on, k, message)
    const response = await postAs('/api/volunteers/sign-ups', body, broken.env, visitor())
    expect([k, response.status]).toEqual([k, 503])
    expect(await state()).toBe(before)
  }
  expect((await postAs('/api/volunteers/sign-ups', body, on, visitor())).status).toBe(201)
})
