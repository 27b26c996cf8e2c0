import { env } from '#test-host'
import { solveChallenge, type Challenge, type Solution } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import { expect, test } from 'vitest'
import { app } from '../../functions/app.ts'
import { checkSolution, newChallenge, WORK } from '../../functions/challenges/challenge.ts'
import { aTipOff, codesIn, file, filed, post, upload } from './a-tip-off.ts'

const limited = { ...env, LIMITS: 'on' }
const from = (address: string) => ({ 'x-portal-client-address': address })
const challenged = async () => {
  const response = await app.request(
    '/api/challenges',
    { method: 'POST', headers: { origin: 'http://localhost' } },
    env as never,
  )
  return ((await response.json()) as { challenge: Challenge }).challenge
}
const solved = async (challenge: Challenge) => ({
  challenge,
  solution: (await solveChallenge({ challenge, deriveKey })) as Solution,
})
const solvedRow = async (number: string) =>
  (await env.DB.prepare('SELECT solved FROM tip_offs WHERE number = ?').bind(number).first<{ solved: number }>())!
    .solved

test('a phone that did the work is marked so; one without script files all the same', async () => {
  const payload = await solved(await challenged())
  expect(await solvedRow((await filed(env, { solution: payload })).number)).toBe(1)
  const asText = btoa(JSON.stringify(await solved(await challenged())))
  expect(await solvedRow((await filed(env, { solution: asText })).number)).toBe(1)
  expect(await solvedRow((await filed(env, { solution: null })).number)).toBe(0)
})

test('the work of one challenge is bounded: never less than a hundred tries, never more than four hundred', async () => {
  const { parameters } = await challenged()
  expect(parameters).toMatchObject({ algorithm: 'PBKDF2/SHA-256', cost: WORK.rounds })
  for (let i = 0; i < 5; i += 1) {
    const { solution } = await solved(await challenged())
    expect(solution.counter).toBeGreaterThanOrEqual(WORK.from)
    expect(solution.counter).toBeLessThanOrEqual(WORK.to)
  }
})

test('a solution that is wrong, forged, late or nonsense counts as none and turns nobody away', async () => {
  const good = await solved(await challenged())
  const easier = structuredClone(good)
  easier.challenge.parameters.keyPrefix = '00'
  const wrong = structuredClone(good)
  wrong.solution.derivedKey = 'ab'.repeat(32)
  const unsigned = structuredClone(good)
  delete unsigned.challenge.signature
  const late = await solved(await newChallenge(env, Date.now() - 21 * 60_000))
  const own = { challenge: { parameters: {}, signature: '' }, solution: {} }
  for (const solution of [
    easier,
    wrong,
    unsigned,
    late,
    own,
    {},
    [],
    1,
    'x',
    '{}',
    'bnVsbA==',
    { challenge: null },
    { challenge: { parameters: 1 }, solution: 1 },
  ]) {
    expect(await solvedRow((await filed(env, { solution })).number)).toBe(0)
  }
  expect(await checkSolution(env, late, Date.now() - 20 * 60_000)).toBeNull()
})

test('a solution proves its work once; sent with another tip-off it counts as none', async () => {
  const solution = await solved(await challenged())
  expect(await solvedRow((await filed(env, { solution })).number)).toBe(1)
  expect(await solvedRow((await filed(env, { solution })).number)).toBe(0)
  const parallel = await solved(await challenged())
  const numbers = await Promise.all(Array.from({ length: 8 }, () => filed(env, { solution: parallel })))
  const marks = await Promise.all(numbers.map(({ number }) => solvedRow(number)))
  expect(marks.filter((mark) => mark === 1)).toHaveLength(1)
})

test('the same submission again, solution and all, keeps its receipt and its mark', async () => {
  const body = aTipOff({ solution: await solved(await challenged()) })
  const first = await post(env, '/api/tip-offs', body)
  const second = await post(env, '/api/tip-offs', body)
  expect([first.status, second.status]).toEqual([201, 200])
  const { number } = (await second.json()) as { number: string }
  expect(await solvedRow(number)).toBe(1)
})

test('without proof of work four an hour from one address, with it twenty; others are not held up', async () => {
  const statuses = async (n: number, address: string, solve: boolean) => {
    const seen: number[] = []
    for (let i = 0; i < n; i += 1) {
      const solution = solve ? await solved(await challenged()) : null
      seen.push((await file(limited, { solution }, from(address))).status)
    }
    return seen
  }
  expect(await statuses(5, '198.51.100.1', false)).toEqual([201, 201, 201, 201, 429])
  expect(await statuses(1, '198.51.100.2', false)).toEqual([201])
  expect((await statuses(21, '198.51.100.1', true)).filter((status) => status === 201)).toHaveLength(20)
})

test('who is over the limit reads when to try again, and what was acknowledged stays acknowledged', async () => {
  const bodies = Array.from({ length: 4 }, () => aTipOff())
  for (const body of bodies) expect((await post(limited, '/api/tip-offs', body, from('198.51.100.7'))).status).toBe(201)
  const refused = await post(limited, '/api/tip-offs', aTipOff(), from('198.51.100.7'))
  expect(refused.status).toBe(429)
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(60)
  expect(await codesIn(refused)).toEqual(['request.too_many'])
  expect((await post(limited, '/api/tip-offs', bodies[0], from('198.51.100.7'))).status).toBe(200)
})

test('a form with mistakes costs nothing of the limit', async () => {
  for (let i = 0; i < 10; i += 1) expect((await file(limited, { text: '短' }, from('198.51.100.8'))).status).toBe(422)
  expect((await file(limited, {}, from('198.51.100.8'))).status).toBe(201)
})

test('a hundred parallel uploads from one address are counted exactly', async () => {
  const answers = await Promise.all(Array.from({ length: 100 }, () => upload(limited, undefined, from('198.51.100.9'))))
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(60)
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(40)
})
