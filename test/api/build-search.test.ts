import { env } from '#test-host'
import { beforeAll, expect, test } from 'vitest'
import { buildSearch } from '../../functions/tip-offs/build-search.ts'
import type { Queue } from '../../functions/tip-offs/list-queue.ts'
import { rowsOf } from '../fixtures/desk.ts'
import { withFaults } from '../fixtures/faults.ts'
import { layCases } from '../fixtures/many-cases.ts'
import { asks, signedIn, type SignedIn } from '../fixtures/staff.ts'

let moderator: SignedIn
beforeAll(async () => {
  moderator = await signedIn('moderator')
}, 60_000)

const found = async (q: string) => {
  const response = await asks(moderator, '/api/desk/tip-offs?q=' + encodeURIComponent(q))
  return ((await response.json()) as Queue).cases.map(({ number }) => number)
}

test('a build that is cut short at any call, or runs twice at once, ends the same', async () => {
  const [oldest] = await layCases([{ text: '昆仑墟的灯笼挂歪了', landmark: '不周山' }])
  await layCases(Array.from({ length: 120 }, (_, n) => ({ text: `第 ${n} 盏路灯不亮` })))
  expect(await found('昆仑墟')).toEqual([])
  for (let call = 1; ; call += 1) {
    await env.DB.prepare('DELETE FROM search_builds').run()
    await env.DB.prepare('DELETE FROM tip_off_search').run()
    const broken = withFaults(env, { call, error: 'Network connection lost.' })
    const ended = await buildSearch(broken.env, 5).then(
      () => true,
      () => false,
    )
    expect(ended).toBe(!broken.watch.fired)
    await Promise.all([buildSearch(env, 6), buildSearch(env, 6)])
    expect(await rowsOf('SELECT count(*) AS n FROM search_builds WHERE done_at IS NOT NULL')).toEqual([{ n: 1 }])
    expect(await found('昆仑墟')).toEqual([oldest!.number])
    expect((await found('路灯')).length).toBe(20)
    if (!broken.watch.fired) {
      expect(call).toBeGreaterThan(6)
      break
    }
  }
}, 60_000)

test('in a copy that was exported without the index, it is there again and finds what was written', async () => {
  const [one] = await layCases([{ text: '蓬莱阁的台阶碎了', landmark: '瀛洲' }])
  await env.DB.prepare('DROP TABLE tip_off_search').run()
  await Promise.all([buildSearch(env, 7), buildSearch(env, 7)])
  expect(await found('蓬莱阁')).toEqual([one!.number])
  expect(await found('瀛洲')).toEqual([one!.number])
})
