import { expect, test } from 'vitest'
import type { Database, Statement } from '../../functions/http/app-types.ts'
import { inTime } from '../../functions/http/in-time.ts'

const never = new Promise<never>(() => {})
const answers: Statement = {
  bind: () => answers,
  first: async () => null,
  all: async () => ({ results: [], success: true, meta: { changes: 0 } }),
  run: async () => ({ results: [], success: true, meta: { changes: 1 } }),
}
const hangs: Statement = { bind: () => hangs, first: () => never, all: () => never, run: () => never }

test('a database that never answers is given up, whichever way it was asked', async () => {
  const stuck: Database = { prepare: () => hangs, batch: () => never }
  const db = inTime(stuck, 20)
  const asked = [
    db.prepare('x').first(),
    db.prepare('x').bind(1).all(),
    db.prepare('x').bind(1).bind(2).run(),
    db.batch([db.prepare('x')]),
  ]
  for (const answer of asked) await expect(answer).rejects.toThrow(expect.objectContaining({ name: 'NoAnswerInTime' }))
})

test('a database that answers is heard, and gets its own statements in a batch', async () => {
  const batched: Statement[] = []
  const db = inTime(
    {
      prepare: () => answers,
      batch: async (statements) => {
        batched.push(...statements)
        return []
      },
    },
    20,
  )
  expect((await db.prepare('x').bind(1).run()).meta.changes).toBe(1)
  await db.batch([db.prepare('x').bind(1)])
  expect(batched).toEqual([answers])
})
