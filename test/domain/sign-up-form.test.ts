import { expect, test } from 'vitest'
import { readDay } from '../../src/volunteering/read-day.ts'
import { blankForm, partyOf, toInput } from '../../src/volunteering/typed.ts'

test.each([
  ['20120508', '2012-05-08'],
  [' 2012-5-8 ', '2012-05-08'],
  ['2012年5月8日', '2012-05-08'],
  ['２０１２.05.08', '2012-05-08'],
  ['2012/05/08', '2012-05-08'],
  ['去年', '去年'],
  ['', ''],
])('a birthday typed as “%s” is read as “%s”', (typed, day) => {
  expect(readDay(typed)).toBe(day)
})

test('each line of the box is somebody, with a birthday behind the name or none', () => {
  const partyLines = '李小禾 20120508\n\n  沈青，2013-1-2\n王建国\n周满2014年3月4日\nLi Xiaohe 20120508\n2号楼老张'
  expect(partyOf({ ...blankForm('k'), partyLines })).toEqual([
    { name: '李小禾', born: '20120508' },
    { name: '沈青', born: '2013-1-2' },
    { name: '王建国', born: '' },
    { name: '周满', born: '2014年3月4日' },
    { name: 'Li Xiaohe', born: '20120508' },
    { name: '2号楼老张', born: '' },
  ])
})

test('a grown-up’s sign-up carries no guardian, whatever stood in the folded part', () => {
  const typed = { ...blankForm('k'), age: 'adult', born: '20120508', guardianName: '李建国', guardianConsent: 'yes' }
  expect(JSON.stringify(toInput('s', typed, 'zh-CN'))).not.toMatch(/李建国|2012/)
})
