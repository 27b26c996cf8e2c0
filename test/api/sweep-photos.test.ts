import { env } from '#test-host'
import { expect, test, vi } from 'vitest'
import { runJobs } from '../../functions/jobs.ts'
import { sweepPhotos } from '../../functions/photos/sweep-photos.ts'
import { aToken, file, filed, JPEG } from './a-tip-off.ts'
import { publishAsStaff } from './move-as-staff.ts'

const HOUR = 3_600_000
const keys = async () => (await env.PHOTOS.list()).objects.map(({ key }) => key).sort()

test('a picture that was never filed is removed after a day, one that was filed stays, renditions too', async () => {
  const { number } = await filed(env, { photos: [await aToken(env), await aToken(env)] })
  await publishAsStaff(env, number)
  const kept = await keys()
  expect(kept).toHaveLength(6)
  for (let i = 0; i < 5; i += 1) await aToken(env)
  expect(await sweepPhotos(env, Date.now() + 24 * HOUR, 3)).toEqual({ removed: 0, missing: [] })
  expect(await keys()).toHaveLength(11)
  expect(await sweepPhotos(env, Date.now() + 28 * HOUR, 3)).toEqual({ removed: 5, missing: [] })
  expect(await keys()).toEqual(kept)
  expect(await sweepPhotos(env, Date.now() + 28 * HOUR)).toEqual({ removed: 0, missing: [] })
})

test('a picture that a case refers to and the shelf lacks is named, wherever it stands in the list', async () => {
  await filed(env, { photos: await Promise.all(Array.from({ length: 6 }, () => aToken(env))) })
  const { results } = await env.DB.prepare('SELECT storage_key FROM photos ORDER BY storage_key').all<{
    storage_key: string
  }>()
  const [first, last] = [results[0]!.storage_key, results.at(-1)!.storage_key]
  await env.PHOTOS.delete([first, last])
  for (const page of [1, 2, 500]) {
    expect((await sweepPhotos(env, Date.now(), page)).missing.sort()).toEqual([first, last])
  }
  await env.PHOTOS.put(first, JPEG)
  await env.PHOTOS.put(last, JPEG)
  expect((await sweepPhotos(env, Date.now())).missing).toEqual([])
})

test('two sweeps at once end as one, and what is filed meanwhile stays', async () => {
  const token = await aToken(env)
  for (let i = 0; i < 10; i += 1) await aToken(env)
  const [, , response] = await Promise.all([
    sweepPhotos(env, Date.now() + 25 * HOUR, 2),
    sweepPhotos(env, Date.now() + 25 * HOUR, 3),
    file(env, { photos: [token] }),
  ])
  expect(response.status).toBe(201)
  expect((await sweepPhotos(env, Date.now())).missing).toEqual([])
})

test('a picture filed while the shelf is being listed is not called missing', async () => {
  const slow = {
    put: env.PHOTOS.put.bind(env.PHOTOS),
    get: env.PHOTOS.get.bind(env.PHOTOS),
    head: env.PHOTOS.head.bind(env.PHOTOS),
    delete: env.PHOTOS.delete.bind(env.PHOTOS),
    list: async (options: { prefix?: string; cursor?: string; limit?: number } = {}) => {
      const listed = await env.PHOTOS.list(options)
      await filed(env, { photos: [await aToken(env)] })
      return listed
    },
  }
  expect((await sweepPhotos({ ...env, PHOTOS: slow }, Date.now())).missing).toEqual([])
})

test('what others keep on the shelf is not ours to sweep', async () => {
  await env.PHOTOS.put('stories/x.jpg', JPEG)
  await sweepPhotos(env, Date.now() + 100 * HOUR)
  expect(await keys()).toContain('stories/x.jpg')
})

test('the clock sweeps the shelf once a day, and says when a picture is missing', async () => {
  const at = Date.now() + 200 * HOUR
  const lastRun = async () =>
    env.DB.prepare("SELECT last_run_at, last_result FROM job_runs WHERE name = 'sweep_photos'").first()
  await aToken(env)
  const before = (await keys()).length
  await runJobs(env, at)
  expect(await lastRun()).toEqual({ last_run_at: at, last_result: 'ok' })
  expect((await keys()).length).toBeLessThan(before)
  await runJobs(env, at + HOUR)
  expect(await lastRun()).toEqual({ last_run_at: at, last_result: 'ok' })
  const { number } = await filed(env, { photos: [await aToken(env)] })
  const photo = await env.DB.prepare(
    'SELECT storage_key FROM photos JOIN tip_offs ON tip_offs.id = tip_off_id WHERE number = ?',
  )
    .bind(number)
    .first<{ storage_key: string }>()
  await env.PHOTOS.delete(photo!.storage_key)
  vi.spyOn(console, 'error').mockImplementation(() => {})
  await runJobs(env, at + 24 * HOUR)
  expect(await lastRun()).toEqual({ last_run_at: at + 24 * HOUR, last_result: 'PhotosMissing' })
})
