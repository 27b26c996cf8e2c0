import { expect, test } from 'vitest'
import { aCase } from '../fixtures/cases.ts'
import { codesOf, move, moved, rowsOf } from '../fixtures/desk.ts'
import { signedIn } from '../fixtures/staff.ts'

test('a reply with an open blank of a template reaches no resident, and the case stays where it is', async () => {
  const moderator = await signedIn('moderator')
  const { id } = await aCase()
  const template = '您反映的地点在【所在区域】，不属于青禾区管理。请拨打 12345。'
  const refused = await move(moderator, id, { move: 'reject', said: template })
  expect(refused.status).toBe(422)
  expect(await codesOf(refused)).toEqual(['said.blank_left'])
  const optional = await move(moderator, id, { move: 'accept', said: '预计【日期】前给您结果。' })
  expect(await codesOf(optional)).toEqual(['said.blank_left'])
  expect(await rowsOf('SELECT status, version FROM tip_offs WHERE id = ?', id)).toEqual([
    { status: 'received', version: 1 },
  ])

  const rejected = await moved(moderator, id, {
    move: 'reject',
    said: template.replace('【所在区域】', '邻区镜湖街道'),
  })
  expect(rejected.tipOff.status).toBe('rejected')
}, 60_000)
