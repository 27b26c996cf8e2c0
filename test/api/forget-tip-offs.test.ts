import { env } from '#test-host'
import { expect, test } from 'vitest'
import { forgetTipOffs } from '../../functions/tip-offs/forget-tip-offs.ts'
import { sweepPhotos } from '../../functions/photos/sweep-photos.ts'
import { rowsOf } from '../fixtures/desk.ts'
import { aToken, filed, post } from './a-tip-off.ts'
import { everythingKept } from './every-table.ts'
import { moveAsStaff, publishAsStaff } from './move-as-staff.ts'

const DAY = 86_400_000
const WORDS = '桥头第三个井盖裂了一道口子'
const aClosedCase = async (over: Record<string, unknown> = {}) => {
  const case_ = await filed(env, {
    text: WORDS,
    landmark: '桥头修鞋摊旁边',
    photos: [await aToken(env)],
    contact: { name: '沈一舟', phone: '19900001234' },
    ...over,
  })
  await moveAsStaff(env, case_.number, 'close', 'closed', { said: '井盖换好了，谢谢您' })
  await publishAsStaff(env, case_.number, { text: '桥头井盖已更换' })
  return case_
}
const contactOf = async (number: string) =>
  (await rowsOf<{ contact_sealed: string | null }>('SELECT contact_sealed FROM tip_offs WHERE number = ?', number))[0]
    ?.contact_sealed

test('a contact goes ninety days after the case was closed, not a day before, and the case stays', async () => {
  const { number, receipt } = await aClosedCase()
  const open = await filed(env, { contact: { name: '沈一舟', phone: '19900001234' } })
  await forgetTipOffs(env, Date.now() + 89 * DAY)
  expect(await contactOf(number)).not.toBeNull()
  await forgetTipOffs(env, Date.now() + 91 * DAY)
  expect(await contactOf(number)).toBeNull()
  expect(await contactOf(open.number)).not.toBeNull()
  const tracked = (await (await post(env, '/api/tip-offs/track', { receipt })).json()) as Record<string, unknown>
  expect(tracked).toMatchObject({ text: WORDS, contact: 'none' })
})

test('two years after it was closed, nothing anybody wrote or photographed is left, and the figures stay', async () => {
  const { number, receipt } = await aClosedCase({ text: '两年以后没有人再记得这句话' })
  const young = await filed(env, { text: '还开着的线索谁也不删除' })
  const figures = await rowsOf('SELECT * FROM queue_tallies')
  await forgetTipOffs(env, Date.now() + 729 * DAY)
  expect(await everythingKept(env)).toContain('两年以后')
  await forgetTipOffs(env, Date.now() + 731 * DAY)
  await sweepPhotos(env, Date.now() + 731 * DAY)
  const kept = await everythingKept(env)
  for (const gone of ['两年以后', '桥头修鞋摊', '井盖']) expect(kept, gone).not.toContain(gone)
  expect(kept).toContain('还开着的线索')
  expect(await rowsOf('SELECT * FROM queue_tallies')).toEqual(figures)
  const [row] = await rowsOf<{ id: string }>('SELECT id FROM tip_offs WHERE number = ?', number)
  expect(await rowsOf('SELECT id FROM photos WHERE tip_off_id = ?', row!.id)).toEqual([])
  const tracked = await post(env, '/api/tip-offs/track', { receipt })
  expect(await tracked.json()).toMatchObject({ number, status: 'closed', landmark: '', photos: { before: [] } })
  expect((await post(env, '/api/tip-offs/track', { receipt: young.receipt })).status).toBe(200)
})

test('what was withdrawn is deleted within the fifteen days the privacy page names', async () => {
  const { receipt } = await filed(env, { text: '写错了这一条请不要留着' })
  await post(env, '/api/tip-offs/track/moves', { receipt, move: 'withdraw' })
  await forgetTipOffs(env, Date.now() + 14 * DAY)
  expect(await everythingKept(env)).not.toContain('写错了这一条')
})
