import { expect, test } from 'vitest'
import replies from '../../content/district/replies.json' with { type: 'json' }
import { blanksIn, fillBlanks, hasBlank } from '../../functions/domain/reply.ts'

test('a reply with an open blank is seen, a filled one is not', () => {
  expect(hasBlank('【承办单位】已于【日期】到现场处理')).toBe(true)
  expect(hasBlank('区环卫中心已于 11 月 23 日到现场处理')).toBe(false)
})

test('half a blank left behind by an eraser is still a blank', () => {
  expect(hasBlank('区环卫中心已于日期】到现场处理')).toBe(true)
  expect(hasBlank('区环卫中心已于【到现场处理')).toBe(true)
})

test('what the desk knows is filled in, the rest waits for a person', () => {
  const filled = fillBlanks('【承办单位】已于【日期】处理', { 承办单位: '青禾区环卫中心', 日期: undefined })
  expect(filled).toBe('青禾区环卫中心已于【日期】处理')
  expect(blanksIn(filled)).toEqual(['日期'])
})

test('no template can be sent as it stands without someone having read it', () => {
  for (const reply of replies.filter((one) => one.for === 'accept' || one.for === 'close'))
    expect(hasBlank(reply.text), reply.id).toBe(true)
})
