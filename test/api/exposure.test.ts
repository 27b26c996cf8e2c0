import { env } from '#test-host'
import { beforeAll, expect, test } from 'vitest'
import { app } from '../../functions/app.ts'
import { DAY } from '../../functions/domain/shanghai-day.ts'
import { expireExposures } from '../../functions/exposure/expire-exposures.ts'
import { sendRedaction } from '../fixtures/cases.ts'
import { codesOf, move, moved, readAs, rowsOf, versionOf } from '../fixtures/desk.ts'
import {
  closedCase,
  decide,
  type Office,
  proposalOf,
  propose,
  proposed,
  published,
  readExposure,
  takeDown,
} from '../fixtures/exposure.ts'
import { asks, signedIn, type SignedIn } from '../fixtures/staff.ts'

let office: Office
let administrator: SignedIn
beforeAll(async () => {
  office = {
    moderator: await signedIn('moderator'),
    second: await signedIn('moderator'),
    handler: await signedIn('handler', 'sanitation'),
  }
  administrator = await signedIn('administrator')
}, 60_000)

const get = (path: string, headers: Record<string, string> = {}) => app.request(path, { headers }, env as never)
const isPublic = async (number: string) => {
  const page = (await get('/api/tip-offs/board/' + number)).status
  const { cases } = (await (await get('/api/tip-offs/board')).json()) as { cases: { number: string }[] }
  return { page, listed: cases.some((one) => one.number === number) }
}
const SHOWN = { page: 200, listed: true }
const HIDDEN = { page: 404, listed: false }
type Picture = Record<string, unknown> & { photo: string; key: string }
const picturesOf = async (id: string) => (await proposalOf(office.moderator, id)).pictures as Picture[]

test('nothing is public by one person alone: by no move, no form of it, for one case or many', async () => {
  const { moderator, second } = office
  const { id, number } = await closedCase(office)
  for (const name of ['publish', 'unpublish']) expect((await move(moderator, id, { move: name })).status).toBe(400)
  const cases = [{ id, version: await versionOf(id) }]
  expect((await asks(moderator, '/api/desk/tip-offs/moves', { json: { move: 'publish', cases } })).status).toBe(400)
  expect((await readAs(moderator, id)).allowedMoves).not.toContain('publish')

  const proposal = await proposed(moderator, id)
  expect(await isPublic(number)).toEqual(HIDDEN)
  const own = await decide(moderator, proposal)
  expect([own.status, await codesOf(own)]).toEqual([403, ['exposure.own_proposal']])
  for (const other of [office.handler, await signedIn('supervisor'), await signedIn('editor')]) {
    expect((await decide(other, proposal)).status).toBe(403)
  }
  expect((await decide(null as never, proposal)).status).toBe(404)
  expect(await isPublic(number)).toEqual(HIDDEN)
  // Nor by the database, should the code ever forget.
  const alone = env.DB.prepare("UPDATE exposures SET state = 'published', decided_by = proposed_by WHERE id = ?")
  await expect(alone.bind(proposal).run()).rejects.toThrow(/CHECK/)

  const approved = await decide(second, proposal)
  expect(approved.status).toBe(200)
  expect(await isPublic(number)).toEqual(SHOWN)
  const audit = await rowsOf(
    "SELECT action, staff_id, result FROM audit_events WHERE object_id = ? AND action LIKE 'exposure:%' ORDER BY rowid",
    id,
  )
  expect(audit).toEqual([
    { action: 'exposure:propose', staff_id: moderator.id, result: 'ok' },
    { action: 'exposure:approve', staff_id: moderator.id, result: 'refused:exposure.own_proposal' },
    { action: 'exposure:approve', staff_id: second.id, result: 'ok' },
  ])
})

test('every picture is looked at for faces, plates, names and minors, in the very rendition that is shown', async () => {
  const { moderator } = office
  const bare = await closedCase(office, false)
  expect(await codesOf(await propose(moderator, bare.id))).toEqual(['exposure.pair_missing'])
  const { id, after } = await closedCase(office)
  const pictures = await picturesOf(id)
  const field = (at: number) => `picture-${pictures[at]!.photo}`
  const said = async (over: Record<string, unknown>) => {
    const response = await propose(moderator, id, over)
    const { issues } = (await response.json()) as { issues: { code: string; field?: string }[] }
    return issues.map((issue) => [issue.code, issue.field].filter(Boolean).join(' '))
  }
  const change = (over: Record<string, unknown>) => ({ pictures: [{ ...pictures[0], ...over }, pictures[1]] })
  for (const name of ['faces', 'plates', 'names']) {
    expect(await said(change({ [name]: false }))).toEqual([`mask_check.missing ${field(0)}`])
  }
  expect(await said(change({ minors: '' }))).toEqual([`mask_check.missing ${field(0)}`])
  expect(await said(change({ minors: 'recognisable' }))).toEqual([`mask_check.minor ${field(0)}`])
  expect(await said(change({ key: 'public/another.jpg' }))).toEqual([`exposure.picture_changed ${field(0)}`])
  expect(await said({ pictures: [pictures[0]] })).toEqual(['exposure.pair_missing pictures'])
  expect(await said({ pictures: [] })).toEqual(['exposure.pair_missing pictures'])
  expect(await said({ pictures: [pictures[0], pictures[0], pictures[1]] })).toEqual(['request.malformed'])
  // A photo of another case is none of this one's, whatever it shows.
  const other = await picturesOf((await closedCase(office)).id)
  expect(await said({ pictures: [...pictures, other[0]] })).toEqual([
    `mask_check.not_covered picture-${other[0]!.photo}`,
  ])
  expect(await rowsOf('SELECT id FROM exposures WHERE tip_off_id = ?', id)).toEqual([])
  expect((await readExposure(moderator, id)).photos.find((photo) => photo.id === after)?.key).toBe(pictures[1]!.key)
})

test.each([
  ['', 'public_text.missing'],
  ['一', 'public_text.too_short'],
  ['已清理，找 199 0000 8000 联系。', 'public_text.phone'],
  ['已清理，找１９９００００８０００。', 'public_text.phone'],
  ['座机 010-88886666', 'public_text.phone'],
  ['证号 11010119900101123x', 'public_text.identity'],
  ['云A12345 已挪走', 'public_text.plate'],
  ['云ａ·d12345 已挪走', 'public_text.plate'],
  ['李女士反映的垃圾已清理', 'public_text.person'],
  ['王某家门口已清理', 'public_text.person'],
  ['3 单元门口已清理', 'public_text.house'],
  ['5-2-301 门口已清理', 'public_text.house'],
])('words that give somebody away are not proposed: %s', async (publicText, code) => {
  const { id } = await (textCase ??= closedCase(office))
  expect(await codesOf(await propose(office.moderator, id, { publicText }))).toEqual([code])
})
let textCase: ReturnType<typeof closedCase> | undefined

test('a last day is a day to come, within a year, and it is the office’s usual one unless said', async () => {
  const { id } = await closedCase(office)
  const code = async (until: string) => codesOf(await propose(office.moderator, id, { until }))
  expect(await code('')).toEqual(['exposure_until.missing'])
  expect(await code('明年')).toEqual(['exposure_until.unreadable'])
  expect(await code('2026-02-30')).toEqual(['exposure_until.unreadable'])
  expect(await code('2020-01-01')).toEqual(['exposure_until.past'])
  expect(await code('2090-01-01')).toEqual(['exposure_until.too_far'])
  const { usualUntil } = await readExposure(office.moderator, id)
  const view = await published(office.moderator, office.second, id)
  expect(view.published!.until).toBe(Date.parse(`${usualUntil}T24:00:00+08:00`))
})

test('of two who approve at once one does, and of two who propose at once one', async () => {
  const { id, number } = await closedCase(office)
  const both = await Promise.all([propose(office.moderator, id), propose(office.second, id)])
  expect(both.map(({ status }) => status).sort()).toEqual([201, 409])
  const [{ id: proposal, proposed_by: by }] = (await rowsOf<{ id: string; proposed_by: string }>(
    "SELECT id, proposed_by FROM exposures WHERE tip_off_id = ? AND state = 'proposed'",
    id,
  )) as [{ id: string; proposed_by: string }]
  const others = [administrator, by === office.moderator.id ? office.second : office.moderator]
  const answers = await Promise.all([...others, ...others].map((one) => decide(one, proposal)))
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409])
  expect(await isPublic(number)).toEqual(SHOWN)
  const events = await rowsOf("SELECT kind FROM tip_off_events WHERE tip_off_id = ? AND kind = 'publish'", id)
  expect(events).toHaveLength(1)
})

test('a picture covered anew, a case opened again or put right voids the proposal', async () => {
  const { moderator, second } = office
  const covered = await closedCase(office)
  const first = await proposed(moderator, covered.id)
  await sendRedaction(second, covered.before)
  const late = await decide(second, first)
  expect([late.status, await codesOf(late)]).toEqual([409, ['exposure.changed_meanwhile']])

  const reopened = await closedCase(office)
  const proposal = await proposed(moderator, reopened.id)
  await moved(moderator, reopened.id, { move: 'reopen', note: '重新核实' })
  expect((await decide(second, proposal)).status).toBe(409)
  for (const { id, number } of [covered, reopened]) {
    expect(await isPublic(number)).toEqual(HIDDEN)
    expect(await rowsOf('SELECT state FROM exposures WHERE tip_off_id = ?', id)).toEqual([{ state: 'void' }])
  }
  expect(await codesOf(await propose(moderator, reopened.id))).toEqual(['exposure.not_closed'])
  expect(await codesOf(await propose(moderator, covered.id, { version: 1 }))).toEqual(['exposure.case_changed'])
})

test('a proposal is refused with a reason, or withdrawn by whoever made it, and can be made again', async () => {
  const { moderator, second } = office
  const { id, number } = await closedCase(office)
  const proposal = await proposed(moderator, id)
  expect(await codesOf(await propose(second, id))).toEqual(['exposure.already_proposed'])
  expect(await codesOf(await decide(second, proposal, 'refuse'))).toEqual(['exposure_reason.missing'])
  expect(await codesOf(await decide(second, proposal, 'withdraw'))).toEqual(['exposure.not_yours'])
  expect(await codesOf(await decide(moderator, proposal, 'refuse', '反悔了'))).toEqual(['exposure.own_proposal'])
  expect((await decide(second, proposal, 'refuse', '左下角还有半张脸')).status).toBe(200)
  expect((await decide(second, proposal)).status).toBe(409)
  const again = await proposed(second, id)
  expect((await decide(second, again, 'withdraw')).status).toBe(200)
  expect((await decide(moderator, again)).status).toBe(409)
  expect(await isPublic(number)).toEqual(HIDDEN)
  expect((await readExposure(moderator, id)).past.map(({ state, reason }) => [state, reason])).toEqual([
    ['withdrawn', null],
    ['refused', '左下角还有半张脸'],
  ])
  for (const nobody of [crypto.randomUUID(), 'x']) expect((await decide(second, nobody)).status).toBe(404)
})

test('what is taken down is gone at once, for those who kept a copy too, and looks like what never was', async () => {
  const { moderator, second } = office
  const { id, number } = await closedCase(office)
  await published(moderator, second, id)
  const { photos } = (await (await get('/api/tip-offs/board/' + number)).json()) as {
    photos: Record<string, { key: string; thumb: string }[]>
  }
  const keys = [...photos['before']!, ...photos['after']!].flatMap(({ key, thumb }) => [key, thumb])
  expect(keys).toHaveLength(4)
  const etags: string[] = []
  for (const key of keys) {
    const picture = await get('/api/photos/' + key)
    expect([picture.status, picture.headers.get('cache-control')]).toEqual([200, 'private, no-cache'])
    etags.push(picture.headers.get('etag')!)
    expect((await get('/api/photos/' + key, { 'if-none-match': etags.at(-1)! })).status).toBe(304)
  }
  const nothing = await takeDown(moderator, id, '')
  expect(await codesOf(nothing)).toEqual(['exposure_reason.missing'])
  expect((await takeDown(office.handler, id)).status).toBe(403)
  expect((await takeDown(moderator, id, '当事人来电')).status).toBe(200)
  expect(await isPublic(number)).toEqual(HIDDEN)
  const never = await get('/api/photos/public/never-was.jpg')
  const body = await never.text()
  for (const [at, key] of keys.entries()) {
    const gone = await get('/api/photos/' + key, { 'if-none-match': etags[at]! })
    expect([gone.status, await gone.text(), gone.headers.get('etag')]).toEqual([404, body, null])
  }
  const noCase = await (await get('/api/tip-offs/board/200101-9999')).text()
  expect(await (await get('/api/tip-offs/board/' + number)).text()).toBe(noCase)
  const again = await takeDown(second, id)
  expect([again.status, await codesOf(again)]).toEqual([409, ['exposure.not_published']])
  const list = (await (await asks(second, '/api/desk/exposures')).json()) as { down: Record<string, unknown>[] }
  expect(list.down[0]).toMatchObject({ endedKind: 'hidden', endedBy: moderator.name, endedReason: '当事人来电' })
})

test('a public picture covered anew is off the board until two people have seen the new one', async () => {
  const { moderator, second } = office
  const { id, number, before } = await closedCase(office)
  await published(moderator, second, id)
  const { publicKey, publicThumbKey } = (await (await sendRedaction(moderator, before)).json()) as Record<
    string,
    string
  >
  const view = await (await get('/api/tip-offs/board/' + number)).text()
  expect(view).not.toContain(publicKey)
  for (const key of [publicKey, publicThumbKey]) expect((await get('/api/photos/' + key)).status).toBe(404)
  expect(JSON.parse(view)).toMatchObject({ before: null, photos: { before: [] } })
  await published(moderator, second, id)
  expect((await get('/api/photos/' + publicKey)).status).toBe(200)
  expect((await readExposure(moderator, id)).past.map(({ state }) => state)).toEqual(['replaced'])
})

test('what is past its last day is not read, with the job dead, and the job run twice takes it down once', async () => {
  const { moderator, second } = office
  const { id, number } = await closedCase(office)
  const { published: one } = await published(moderator, second, id)
  const key = one!.pictures[0]!.key
  // As if its last day had been yesterday.
  const over = Date.now() - DAY
  await env.DB.batch([
    env.DB.prepare('UPDATE exposures SET until = ? WHERE id = ?').bind(over, one!.id),
    env.DB.prepare('UPDATE tip_offs SET published_until = ? WHERE id = ?').bind(over, id),
  ])
  expect(await isPublic(number)).toEqual(HIDDEN)
  expect((await get('/api/photos/' + key)).status).toBe(404)
  const counts = async () =>
    ((await (await get('/api/exposure/take-downs')).json()) as { counts: Record<string, number> }).counts['expired']!
  const before = await counts()
  await Promise.all([expireExposures(env, Date.now()), expireExposures(env, Date.now())])
  await expireExposures(env, Date.now())
  expect(await counts()).toBe(before + 1)
  expect(
    await rowsOf("SELECT actor FROM tip_off_events WHERE tip_off_id = ? AND kind = 'expire_exposure'", id),
  ).toEqual([{ actor: 'system' }])
  expect((await readAs(moderator, id)).tipOff.publishedAt).toBeNull()
})

test('a public case that is opened again and then rejected, or put right, is off the board, and no undo brings it back', async () => {
  const { moderator, second } = office
  const rejected = await closedCase(office)
  await published(moderator, second, rejected.id)
  await moved(moderator, rejected.id, { move: 'reopen', note: '重新核实' })
  expect((await isPublic(rejected.number)).page).toBe(200)
  const cases = [{ id: rejected.id, version: await versionOf(rejected.id) }]
  const json = { move: 'reject', cases, said: '经核实不属实。' }
  const many = (await (await asks(moderator, '/api/desk/tip-offs/moves', { json })).json()) as { id: string }
  expect(await isPublic(rejected.number)).toEqual(HIDDEN)
  const undone = await asks(moderator, `/api/desk/tip-offs/bulk-acts/${many.id}/undo`, { json: {} })
  expect(undone.status).toBe(200)
  const { status, publishedAt } = (await readAs(moderator, rejected.id)).tipOff
  expect([status, publishedAt]).toEqual(['accepted', null])
  expect(await isPublic(rejected.number)).toEqual(HIDDEN)

  const corrected = await closedCase(office)
  await published(moderator, second, corrected.id)
  await moved(moderator, corrected.id, { move: 'reopen', note: '重新核实' })
  const spot = {
    category: 'waste-corridor',
    community: 'liuan',
    landmark: '柳岸菜市场东门',
    placeKind: '',
    lng: '',
    lat: '',
  }
  await moved(moderator, corrected.id, { move: 'correct', ...spot })
  expect(await isPublic(corrected.number)).toEqual(HIDDEN)
  const list = (await (await asks(second, '/api/desk/exposures')).json()) as { down: { endedKind: string }[] }
  expect(list.down.slice(0, 2).map(({ endedKind }) => endedKind)).toEqual(['changed', 'changed'])
})

test.each([
  ['[]'],
  ['{"version":1}'],
  ['{"version":"1","publicText":"已清运","until":"2027-01-01","pictures":[]}'],
  ['{"version":1,"publicText":"已清运","until":"2027-01-01","pictures":{}}'],
  ['{"version":1,"publicText":"已清运","until":"2027-01-01","pictures":[],"decided_by":"x"}'],
  ['{"version":1,"publicText":"已清运","until":"2027-01-01","pictures":[{"photo":"x","key":"y"}]}'],
  ['{"version":1,"publicText":["已清运"],"until":"2027-01-01","pictures":[]}'],
])('a proposal that no form of ours sends (%s) is refused whole', async (body) => {
  const { id } = await (textCase ??= closedCase(office))
  const headers = { 'content-type': 'application/json' }
  const response = await asks(office.moderator, `/api/desk/tip-offs/${id}/exposure`, { method: 'POST', headers, body })
  expect([400, 409, 422]).toContain(response.status)
  expect(await rowsOf('SELECT id FROM exposures WHERE tip_off_id = ?', id)).toEqual([])
})
