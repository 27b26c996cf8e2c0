import { env } from '#test-host'
import { beforeEach, expect, test, vi } from 'vitest'
import type { Env } from '../../functions/http/app-types.ts'
import { recordAct } from '../../functions/staff/audit.ts'
import { checkAudit, checkAuditDaily } from '../../functions/staff/check-audit.ts'
import { sealAudit } from '../../functions/staff/seal-audit.ts'
import { verifyAudit } from '../../functions/staff/verify-audit.ts'
import { rowsOf } from '../fixtures/desk.ts'
import { failingEnv } from './failing-env.ts'

const told: string[] = []
beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation((line: string) => void told.push(line))
})
const NOW = 1_800_000_000_000
const acts = (count: number) =>
  env.DB.batch(
    Array.from({ length: count }, (_, n) =>
      recordAct(env.DB, {
        ...{ staff: null, action: 'staff:add', object: { kind: 'staff', id: crypto.randomUUID() } },
        ...{ result: 'ok', requestId: 'command', now: NOW + n, detail: n % 2 ? '核对“本人”' : null },
      }),
    ),
  )
const chain = () => rowsOf<{ seq: number; audit_id: string; link: string }>('SELECT seq, audit_id, link FROM audit_links ORDER BY seq') // prettier-ignore
const written = async () =>
  (await rowsOf<{ id: string }>('SELECT id FROM audit_events ORDER BY rowid')).map(({ id }) => id)

test('every act is linked once, in the order it was written, however many do it at once', async () => {
  await acts(7)
  await Promise.all([sealAudit(env, NOW), sealAudit(env, NOW), sealAudit(env, NOW)])
  await acts(1200)
  const ends = await Promise.all([sealAudit(env, NOW), sealAudit(env, NOW)])
  expect(ends[0]).toEqual(ends[1])
  const links = await chain()
  expect(links.map(({ audit_id }) => audit_id)).toEqual(await written())
  expect(links.map(({ seq }) => seq)).toEqual(links.map((_, n) => n + 1))
  expect(await verifyAudit(env)).toMatchObject({ linked: links.length, waiting: 0, to: links.length, finding: null })
})

test('cut short at any step, or its answer lost, the next run ends with the same chain', async () => {
  for (const when of ['before', 'after'] as const) {
    for (let k = 1; ; k += 1) {
      await acts(3)
      const broken = failingEnv(env, k, 'Network connection lost.', when)
      const run = sealAudit(broken.env as Env, NOW)
      if (
        await run.then(
          () => true,
          () => false,
        )
      ) {
        // prettier-ignore
        expect(k).toBeGreaterThan(3)
        break
      }
      await sealAudit(env, NOW)
      expect((await chain()).map(({ audit_id }) => audit_id)).toEqual(await written())
      expect((await verifyAudit(env)).finding).toBeNull()
    }
  }
})

test('acts that are not linked yet are counted, and no finding', async () => {
  await sealAudit(env, NOW)
  await acts(4)
  expect(await verifyAudit(env)).toMatchObject({ waiting: 4, finding: null })
})

test.each([
  ["UPDATE audit_events SET detail = 'x'"],
  ['DELETE FROM audit_events'],
  ['INSERT OR REPLACE INTO audit_events SELECT * FROM audit_events LIMIT 1'],
  ["UPDATE audit_links SET link = 'x'"],
  ['DELETE FROM audit_links'],
  ['INSERT OR REPLACE INTO audit_links SELECT * FROM audit_links LIMIT 1'],
  ['UPDATE audit_checks SET finding = NULL'],
  ['DELETE FROM audit_checks'],
])('the database itself refuses: %s', async (sql) => {
  await acts(1)
  await checkAudit(env, Date.now())
  await expect(env.DB.prepare(sql).run()).rejects.toThrow(/never (changed|deleted|replaced)/)
})

test('the day’s check says in the log where the chain ends, and keeps it where the database does not reach', async () => {
  await acts(2)
  told.length = 0
  await checkAuditDaily(env, NOW)
  const { linked, head } = await verifyAudit(env)
  const kept = await env.PHOTOS.get('audit-heads/2027-01-15')
  expect(new TextDecoder().decode(await kept!.arrayBuffer())).toBe(`${head.seq}:${head.link}`)
  expect(JSON.parse(told.at(-1)!)).toEqual({ at: 'audit', linked, waiting: 0, head: `${linked}:${head.link}`, finding: null }) // prettier-ignore
  const [check] = await rowsOf('SELECT linked, finding, seq FROM audit_checks WHERE checked_at = ?', NOW)
  expect(check).toEqual({ linked, finding: null, seq: linked })
})

test('a chain that does not fit the head kept outside is found by the day’s check, which then ends badly', async () => {
  const { head } = await verifyAudit(env)
  const day = NOW + 86_400_000
  await env.PHOTOS.put('audit-heads/2027-01-16', new TextEncoder().encode(`${head.seq}:${'A'.repeat(43)}`))
  await expect(checkAuditDaily(env, day)).rejects.toMatchObject({ name: 'AuditChainBroken' })
  const [check] = await rowsOf('SELECT finding, seq FROM audit_checks ORDER BY checked_at DESC')
  expect(check).toEqual({ finding: 'rewritten', seq: head.seq })
  await env.PHOTOS.put('audit-heads/2027-01-16', new TextEncoder().encode(`${head.seq + 500}:${'A'.repeat(43)}`))
  expect((await checkAudit(env, day + 1)).finding).toMatchObject({ what: 'cut' })
})
