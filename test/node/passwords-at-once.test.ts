import { expect, test } from 'vitest'
import { env } from '../hosts/node.ts'
import { makeStaff, trySignIn } from '../fixtures/staff.ts'

test('of many who sign in at the same moment two are checked, the others are asked to come again', async () => {
  const account = await makeStaff('moderator')
  const answers = await Promise.all(
    Array.from({ length: 6 }, (_, n) => trySignIn({ ...account, signInName: 'name-' + n }, { password: 'wrong', env })),
  )
  expect(answers.map(({ status }) => status).sort()).toEqual([401, 401, 503, 503, 503, 503])
  for (const answer of answers) if (answer.status === 503) expect(answer.headers.get('retry-after')).toBe('5')
  expect((await trySignIn(account)).status).toBe(200)
})
