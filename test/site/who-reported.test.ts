import { globSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { aTipOff } from '../api/a-tip-off.ts'
import { anOffice, ask, askFor, bringTo, file, idOf, makeMove, readCase, shelve } from '../fixtures/over-http.ts'
import { portal } from './this-portal.ts'

const REPORTER = { name: '欧阳拾柒', phone: '19900005678' }
const [MOBILE, IDENTITY] = ['13900006789', '110101199001011237']
const TEXT = `垃圾桶满了三天没有人来收。打 ${MOBILE} 找我，身份证 ${IDENTITY}。`
const pages = join(import.meta.dirname, '../../src/pages/desk')

/** Every page of the desk that needs no id, and those of the objects there are. */
const deskPages = (objects: Record<string, string>): string[] =>
  globSync('**/*.astro', { cwd: pages }).flatMap((file) => {
    const route = file.replace(/(index)?\.astro$/, '')
    const path =
      '/desk/' + route.replace(/\[(\w+)\]/g, (_, name) => objects[route.split('/')[0] + ':' + name] ?? `[${name}]`)
    return path.includes('[') || path.includes('sign-out') ? [] : [path.replace(/\/?$/, '/')]
  })

test('no page, list or search of a unit tells who reported what it has to mend', async () => {
  const { url, folder } = portal
  const office = await anOffice(portal)
  const { moderator, handler } = office
  const own = await file(url, { text: TEXT, contact: REPORTER, photos: [await shelve(url)] })
  const id = await bringTo(portal, office, own.number, 'rectified')
  const helped = await file(url, { text: TEXT, contact: REPORTER, photos: [await shelve(url)] })
  const helpedId = await idOf(folder, helped.number)
  await makeMove(url, moderator, helpedId, 'accept')
  await makeMove(url, moderator, helpedId, 'assign', { unit: 'parks' })
  await makeMove(url, moderator, helpedId, 'joint', { unit: 'sanitation', note: '一起去看' })
  const late = await file(url, { text: TEXT, contact: REPORTER })
  const lateId = await bringTo(portal, office, late.number, 'assigned')
  const { tipOff } = await readCase(url, moderator, lateId)
  const json = { tipOff: lateId, colour: 'white', reason: '领导交办', version: tipOff.version }
  const slip = await askFor<{ id: string }>(url, '/api/desk/slips', { json, cookie: moderator.cookie }, 201)
  const traces = [...Object.values(REPORTER), MOBILE, IDENTITY]
  for (const { receipt } of [own, helped, late]) traces.push(receipt, receipt.replaceAll('-', ''))

  const told: string[] = []
  let open = 0
  const look = async (path: string, by = handler) => {
    const answer = await ask(url, path, { cookie: by.cookie })
    const body = await answer.text()
    if (by === handler && answer.status === 200) open += 1
    for (const trace of traces) if (body.includes(trace)) told.push(`${path}: ${trace}`)
    return body
  }
  const paths = [id, helpedId, lateId].flatMap((one) =>
    deskPages({ 'tip-offs:id': one, 'mine:id': one, 'slips:id': slip.id }),
  )
  const asked = ['/desk/?status=any', `/desk/?q=${encodeURIComponent('垃圾桶')}`, '/desk/?status=closed&door=problem']
  for (const path of [...new Set([...paths, ...asked])]) await look(path)
  expect(told).toEqual([])
  expect(open).toBeGreaterThan(10)
  // The trap works: the office itself reads the numbers in the description.
  await look(`/desk/tip-offs/${id}/`, moderator)
  expect(told).toContain(`/desk/tip-offs/${id}/: ${MOBILE}`)
})

const answers = (over: Record<string, string>) => {
  const { category, community, landmark } = aTipOff()
  const key = crypto.randomUUID()
  return { key, group: 'waste', category, community, landmark, text: TEXT, contact: '', ...over }
}

test.each(['', '/en'])('who writes a number into the description is asked whether it stays: %s/', async (prefix) => {
  const path = `${prefix}/tip-offs/new/`
  const form = answers({ step: 'check' })
  const send = (over: Record<string, string>) => ask(portal.url, path, { form: { ...form, ...over } })
  const warned = await send({})
  expect(warned.status).toBe(200)
  expect(await warned.text()).toContain(prefix ? 'number in the description' : '说明里写了手机号或身份证号')
  const again = await send({ step: 'send' })
  expect(again.status).toBe(422)
  const said = await again.text()
  expect(said).toContain(prefix ? 'The number is still in the description' : '说明里的号码还在')
  // Everything is still there, and the box can be ticked.
  expect(said).toContain(MOBILE)
  expect(said).toMatch(/<input id="numbers" type="checkbox" name="numbers" value="keep"(?! checked)/)
  const kept = await send({ step: 'send', numbers: 'keep' })
  expect(kept.status).toBe(303)
  const without = await send({ step: 'check', text: '垃圾桶满了三天没有人来收。' })
  expect(await without.text()).not.toContain('name="numbers"')
})

test('a number has no business in the place, which everybody reads', async () => {
  const answer = await ask(portal.url, '/tip-offs/new/', {
    form: answers({ step: 'check', text: '垃圾桶满了。', landmark: '柳岸菜市场东门 １９９ 0000 5678' }),
  })
  expect(answer.status).toBe(422)
  expect(await answer.text()).toContain('具体位置会公开')
})
