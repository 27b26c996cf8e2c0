import { env, hostName } from '#test-host'
import { beforeAll, expect, test, vi } from 'vitest'
import { buildSearch } from '../../functions/tip-offs/build-search.ts'
import { forgetTipOffs } from '../../functions/tip-offs/forget-tip-offs.ts'
import type { Queue } from '../../functions/tip-offs/list-queue.ts'
import { aCase } from '../fixtures/cases.ts'
import { codesOf, move, moved, rowsOf } from '../fixtures/desk.ts'
import { dice, withFaults } from '../fixtures/faults.ts'
import { layCases } from '../fixtures/many-cases.ts'
import { asks, signedIn, type SignedIn } from '../fixtures/staff.ts'
import { post } from './a-tip-off.ts'

vi.spyOn(console, 'error').mockImplementation(() => {})

let moderator: SignedIn
let handler: SignedIn
beforeAll(async () => {
  moderator = await signedIn('moderator')
  handler = await signedIn('handler', 'sanitation')
}, 60_000)

const search = (staff: SignedIn, q: string, more = '', on = env) =>
  asks(staff, `/api/desk/tip-offs?q=${encodeURIComponent(q)}${more}`, { env: on })
const page = async (staff: SignedIn, q: string, more = ''): Promise<Queue> => {
  const response = await search(staff, q, more)
  expect([q, response.status]).toEqual([q, 200])
  return (await response.json()) as Queue
}
/** Every page of a search, one after the other. */
const everyNumber = async (staff: SignedIn, q: string): Promise<string[]> => {
  const numbers: string[] = []
  let next: string | null = ''
  while (next !== null) {
    const one: Queue = await page(staff, q, next && '&after=' + next)
    numbers.push(...one.cases.map(({ number }) => number))
    ;({ next } = one)
  }
  return numbers
}

// Common and rare characters, as sentences have them: the first ones stand in every third.
const CHARACTERS =
  '的一是在有人这中大来上个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意进把法此实回二理美点月明其种声全工己话儿者向情部正名定女问力机给等几很业最间新什打便位因重被走电四第门相次东政海口使教西再平真听世气信北少关并内加化由却代军产入先山五太水万市眼体别处总才场师书比住员九笑性通目华报立马命张活难神数件安表原车白应路期叫死常提感金何更反合放做系计或司利受光王果亲界及今京务制解各任至清物台象记边共风战干接它许八特觉望直服毛林题建南度统色字请交爱让认算论百吃义科怎元社术结六功指思非流每青管夫连远资队跟带花快条院变联言权往展该领传近留红治决周保达办运武半候七必城父强步完革深区即求品士转量空甲众技轻程告江语英基派满式李息写呢识极令黄德收脸钱党倒未持取设始版双历越史商千片容研像找友孩站广改议形委早房音火际则首单据导影失拿网香似斯专石若兵弟谁校读志飞观争究包组造落视济喜离虽坏兴坐助卫消跑河防垃圾桶满溢渣土遛犬盲道井盖裂缝乱停摊占'
const sentences = (count: number) => {
  const next = dice(7)
  return Array.from({ length: count }, () =>
    Array.from({ length: 40 }, (_, i) =>
      i % 11 === 10 ? '，' : CHARACTERS[Math.floor(next() ** 2 * CHARACTERS.length)]!,
    ).join(''),
  )
}

test('a hundred of a hundred two-character words are found, and every longer one, as comparing every text finds them', async () => {
  const texts = sentences(1500)
  await layCases(texts.map((text) => ({ text })))
  await buildSearch(env, Date.now())
  const next = dice(11)
  const wordOf = (length: number) => {
    for (;;) {
      const text = texts[Math.floor(next() * texts.length)]!
      const word = text.slice(Math.floor(next() * 36)).slice(0, length)
      if (word.length === length && !word.includes('，')) return word
    }
  }
  const words = [...Array.from({ length: 100 }, () => wordOf(2)), ...[3, 3, 3, 4, 4, 4, 6].map(wordOf)]
  for (const word of words) {
    const like = await rowsOf<{ number: string }>(
      'SELECT number FROM tip_offs WHERE text LIKE ?1 ORDER BY number DESC',
      `%${word}%`,
    )
    expect(like.length).toBeGreaterThan(0)
    expect([word, await everyNumber(moderator, word)]).toEqual([word, like.map(({ number }) => number)])
  }
  // The commonest word of all: a page reads its own rows, however many there are. Only D1 counts.
  const { env: on, watch } = withFaults(env, null)
  const first = (await (await search(moderator, '的一', '', on)).json()) as Queue
  expect(first.cases.length).toBe(20)
  if ((hostName as string) === 'workerd') expect(watch.rowsRead).toBeLessThanOrEqual(5 * 20)
}, 120_000)

test('what a resident and the office wrote is found as soon as it is written, whatever the case is like now', async () => {
  const { id, number, receipt } = await aCase({ text: '凤凰木下面的树坑积了水，蚊子很多。', landmark: '杜鹃亭旁' })
  const found = async (q: string) => (await page(moderator, q)).cases.map((one) => one.number)
  for (const q of ['凤凰', '杜鹃亭', '杜鹃 树坑', number, number.slice(0, 6)])
    expect([q, await found(q)]).toEqual([q, [number]])
  expect(await found('凤凰 没有这个词')).toEqual([])
  await moved(moderator, id, { move: 'ask', said: '靠近琉璃桥的哪一边？' })
  expect(await found('琉璃')).toEqual([number])
  await post(env, '/api/tip-offs/track/moves', { receipt, move: 'answer', said: '珊瑚路那一边。' })
  expect(await found('珊瑚路')).toEqual([number])
  expect(await found('琉璃 珊瑚')).toEqual([number])
  await moved(moderator, id, { move: 'reject', said: '玛瑙湖不归本区管理。' })
  expect(await found('玛瑙')).toEqual([number])
  expect((await page(moderator, '玛瑙', '&status=open')).cases).toEqual([])
  // A refused move has written nothing.
  await move(moderator, id, { move: 'accept', said: '翡翠街已受理。' })
  expect(await found('翡翠')).toEqual([])
})

test('what was split off is found by the words of the first, by its own number and by why', async () => {
  const { id, number } = await aCase({ text: '墨竹轩旁边垃圾满了，还占道摆摊。' })
  await moved(moderator, id, { move: 'accept' })
  await moved(moderator, id, { move: 'split', category: 'stalls-street', note: '琥珀色棚子的摊位' })
  const found = (await page(moderator, '墨竹轩')).cases.map((one) => one.number)
  expect(found.length).toBe(2)
  const second = found.find((one) => one !== number)!
  expect((await page(moderator, '琥珀')).cases.map((one) => one.number)).toContain(second)
  expect((await page(moderator, second.slice(0, 6) + ' 墨竹')).cases.length).toBe(2)
})

test('full-width figures and capitals are no obstacle, one character and signs alone are asked again', async () => {
  const { number } = await aCase({ text: '车库Ｂ３出口的 LED 灯坏了两周。', landmark: '天狼广场' })
  for (const q of ['b3', 'Ｂ３', 'led', 'LED 灯'])
    expect([q, (await page(moderator, q)).cases.map((one) => one.number)]).toEqual([q, [number]])
  for (const q of ['灯', '！！', '灯 灯', '🙂🙂', '%', '"', "'", '\u0000']) {
    const response = await search(moderator, q)
    expect([q, response.status, await codesOf(response)]).toEqual([q, 422, ['search.too_short']])
  }
  expect(await codesOf(await search(moderator, '长'.repeat(61)))).toEqual(['search.too_long'])
  for (const q of ['"天狼" OR "凤凰"', '天狼*', 'words:天狼', 'NEAR(天狼)', '天狼) OR (凤凰'])
    expect([q, (await page(moderator, q)).cases]).toEqual([q, []])
  for (const after of ['x', '..', '%00']) expect((await search(moderator, '天狼', '&after=' + after)).status).toBe(200)
})

test('a handler finds cases of the own unit only, by words they may read', async () => {
  const { id, number } = await aCase({ text: '白鹭桥下有人喂鸟，电话19900001234可以联系。' })
  expect((await page(handler, '白鹭')).cases).toEqual([])
  await moved(moderator, id, { move: 'ask', said: '还在吗，您说的鹧鸪？' })
  await moved(moderator, id, { move: 'accept' })
  await moved(moderator, id, { move: 'assign', unit: 'sanitation', note: '沉香苑的老案子' })
  await env.DB.prepare("UPDATE tip_off_events SET note = '反映人姓欧阳' WHERE tip_off_id = ? AND kind = 'ask'")
    .bind(id)
    .run()
  await env.DB.prepare('DELETE FROM search_builds').run()
  await buildSearch(env, Date.now())
  for (const q of ['白鹭', '鹧鸪', '沉香苑'])
    expect([q, (await page(handler, q)).cases.map((one) => one.number)]).toEqual([q, [number]])
  const helper = await signedIn('handler', 'parks')
  expect((await page(helper, '白鹭')).cases).toEqual([])
  await moved(moderator, id, { move: 'joint', unit: 'parks', note: '一起看看' })
  expect((await page(helper, '白鹭')).cases.map((one) => one.number)).toEqual([number])
  // A number that is covered for them, and a note that is not for them.
  for (const q of ['19900001234', '0000', '欧阳', '姓欧阳']) {
    expect([q, (await page(handler, q)).cases.map((one) => one.number)]).toEqual([q, []])
  }
  for (const q of ['19900001234', '欧阳'])
    expect([q, (await page(moderator, q)).cases.map((one) => one.number)]).toEqual([q, [number]])
})

/** Whether a character lies in the index's own blocks: of a pair its end is there, whatever the pairs before it share. */
const liesInFile = async (character: string) => {
  const bytes = Array.from(new TextEncoder().encode(character), (byte) => byte.toString(16).padStart(2, '0')).join('')
  const blocks = await rowsOf<{ hex: string }>('SELECT hex(block) AS hex FROM tip_off_search_data')
  return blocks.some(({ hex }) => hex.includes(bytes.toUpperCase()))
}

test('a forgotten case leaves the search, and no pair of it stays in the file', async () => {
  const { id, receipt } = await aCase({ text: '蓬莱阁门口的石狮子倒了。', landmark: '瀛洲路口' })
  await moved(moderator, id, { move: 'ask', said: '是方丈山那一座吗？' })
  await post(env, '/api/tip-offs/track/moves', { receipt, move: 'withdraw' })
  expect((await page(moderator, '蓬莱')).cases.length).toBe(1)
  expect(await liesInFile('莱')).toBe(true)
  await forgetTipOffs(env, Date.now() + 11 * 86_400_000)
  for (const q of ['蓬莱', '瀛洲', '方丈']) expect([q, (await page(moderator, q)).cases]).toEqual([q, []])
  expect(await liesInFile('莱')).toBe(false)
  // A build that runs later does not bring it back.
  await env.DB.prepare('DELETE FROM search_builds').run()
  await buildSearch(env, Date.now())
  expect((await page(moderator, '蓬莱')).cases).toEqual([])
})
