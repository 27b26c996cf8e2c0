import { env } from '#test-host'
import { beforeAll, expect, test } from 'vitest'
import { DAY, HOUR } from '../../functions/domain/shanghai-day.ts'
import { codesOf, rowsOf } from '../fixtures/desk.ts'
import {
  aDraft,
  addShift,
  anActivity,
  anActivityForm,
  aShiftForm,
  formOf,
  localIn,
  moveActivity,
  newsFor,
  readActivity,
} from '../fixtures/desk-activities.ts'
import { asks, signedIn, type SignedIn } from '../fixtures/staff.ts'
import { aTeam } from '../fixtures/teams.ts'
import { aSignUp } from '../fixtures/volunteers.ts'

let moderator: SignedIn
let handler: SignedIn
let stranger: SignedIn
beforeAll(async () => {
  moderator = await signedIn('moderator')
  handler = await signedIn('handler', 'heyuan-street')
  stranger = await signedIn('handler', 'yunqiao-street')
})

const create = (over: Record<string, unknown> = {}, who = moderator) =>
  asks(who, '/api/desk/activities', { json: anActivityForm(over) })
const change = (id: string, version: number, over: Record<string, unknown> = {}, who = moderator) => {
  const { key: _, ...form } = anActivityForm(over)
  return asks(who, '/api/desk/activities/' + id, { method: 'PUT', json: { ...form, version } })
}
const changeShift = (id: string, json: Record<string, unknown>, who = moderator) =>
  asks(who, '/api/desk/shifts/' + id, { method: 'PUT', json })
const cancelShift = (id: string, version: number, said = '暴雨橙色预警，改日再办', who = moderator) =>
  asks(who, `/api/desk/shifts/${id}/moves`, { json: { move: 'cancel', version, said } })
const listed = async (query: string, who = moderator) =>
  (
    (await (await asks(who, '/api/desk/activities?' + query)).json()) as { activities: { id: string }[] }
  ).activities.map(({ id }) => id)
const stateOf = async (signUp: string) =>
  (await rowsOf<{ state: string }>('SELECT state FROM sign_ups WHERE id = ?', signUp))[0]!.state
const acts = async (id: string) =>
  (
    await rowsOf<{ action: string; result: string }>(
      'SELECT action, result FROM audit_events WHERE object_id = ? ORDER BY happened_at, rowid',
      id,
    )
  ).map(({ action, result }) => `${action} ${result}`)

test('an activity is drafted, gets a shift, is published, and each act is on record', async () => {
  const draft = await aDraft(moderator)
  expect(draft.activity).toMatchObject({
    state: 'draft',
    street: 'heyuan-street',
    contactPhone: '19900000411',
    minAge: 14,
  })
  expect(draft.activity.number).toMatch(/^A\d\d-\d{4}$/)
  expect(draft.shifts).toMatchObject([{ state: 'draft', capacity: 10, taken: 0 }])
  const { id } = draft.activity
  expect(await listed('show=drafts')).toContain(id)
  expect((await asks(null, '/api/activities/' + draft.activity.number)).status).toBe(404)

  expect((await moveActivity(moderator, id, { move: 'publish' })).status).toBe(200)
  const open = await readActivity(moderator, id)
  expect(open.activity.state).toBe('open')
  expect(open.shifts).toMatchObject([{ state: 'open' }])
  expect(await listed('show=coming')).toContain(id)
  expect(await listed('show=drafts')).not.toContain(id)
  expect(await codesOf(await moveActivity(moderator, id, { move: 'publish' }))).toEqual(['activity.published_already'])
  expect(await acts(id)).toEqual([
    'activity:create ok',
    'activity:add_shift ok',
    'activity:publish ok',
    'activity:publish refused:activity.published_already',
  ])
})

test('a form sent twice makes one draft', async () => {
  const form = anActivityForm({ title: '只建一次的活动' })
  const statuses = []
  for (let times = 0; times < 2; times += 1)
    statuses.push((await asks(moderator, '/api/desk/activities', { json: form })).status)
  expect(statuses).toEqual([201, 200])
  expect(await rowsOf('SELECT id FROM activities WHERE title = ?', '只建一次的活动')).toEqual([{ id: form.key }])
  // Whose key belongs to a centre out of reach learns nothing of it.
  const far = await asks(stranger, '/api/desk/activities', {
    json: { ...form, centre: 'dukou-station', community: 'dukou' },
  })
  expect(far.status).toBe(404)
})

test('every wrong field of an activity has its own sentence', async () => {
  const refusal = async (over: Record<string, unknown>) => codesOf(await create(over))
  expect(await refusal({ title: '', text: '', place: '', contactName: '', contactPhone: '' })).toEqual([
    'title.missing',
    'activity_text.missing',
    'place.missing',
    'contact_name.missing',
    'contact_phone.missing',
  ])
  expect(await refusal({ title: '太短' })).toEqual(['title.too_short'])
  expect(await refusal({ kind: 'party' })).toEqual(['activity_kind.missing'])
  expect(await refusal({ centre: 'nowhere', community: 'nowhere' })).toEqual([
    'centre.missing',
    'activity_community.missing',
  ])
  expect(await refusal({ contactPhone: '123' })).toEqual(['contact_phone.wrong'])
  expect(await refusal({ minAge: '19' })).toEqual(['min_age.wrong'])
  expect(await refusal({ skills: ['flying'] })).toEqual(['skills.unknown'])
  expect(await refusal({ team: crypto.randomUUID() })).toEqual(['activity_team.unknown'])
  for (const hostile of [
    { title: ['a'] },
    { key: 'x' },
    { skills: 'all' },
    { extra: 1 },
    { text: '\u202e'.repeat(20) },
  ])
    expect((await create(hostile)).status, JSON.stringify(hostile)).toBeGreaterThanOrEqual(400)
  for (const naughty of ["'; DROP TABLE activities; --", '<script>alert(1)</script>', '=1+1 HYPERLINK'])
    expect((await create({ title: naughty.slice(0, 40) })).status).toBe(201)
})

test('a team is named for an activity of its own centre only', async () => {
  const { id: team } = await aTeam()
  const { id: far } = await aTeam({ centre: 'dukou-station' })
  expect((await create({ team })).status).toBe(201)
  expect(await codesOf(await create({ team: far }))).toEqual(['activity_team.unknown'])
})

test('without a coming shift nothing is published', async () => {
  const form = anActivityForm()
  await asks(moderator, '/api/desk/activities', { json: form })
  expect(await codesOf(await moveActivity(moderator, form.key, { move: 'publish' }))).toEqual(['activity.no_shift'])
})

test('of two who change an activity the second is told who was faster, and nothing is overwritten', async () => {
  const { activity } = await aDraft(moderator)
  expect((await change(activity.id, activity.version, { title: '甲写的新名称' })).status).toBe(200)
  const late = await change(activity.id, activity.version, { title: '乙写的新名称' }, handler)
  expect(late.status).toBe(409)
  expect(((await late.json()) as { issues: unknown[] }).issues).toEqual([
    { code: 'activity.changed_meanwhile', detail: { by: moderator.name, minutes: 0 } },
  ])
  expect((await readActivity(moderator, activity.id)).activity.title).toBe('甲写的新名称')
})

test('of many who publish at once one does it', async () => {
  const { activity } = await aDraft(moderator)
  const { id, version } = activity
  const answers = await Promise.all([1, 2, 3, 4].map(() => moveActivity(moderator, id, { move: 'publish', version })))
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409])
  expect((await acts(id)).filter((act) => act === 'activity:publish ok')).toHaveLength(1)
})

test('cancelling an activity calls off what is to come, tells everybody once, and leaves what was', async () => {
  const { activity, shifts } = await anActivity(moderator)
  const { id } = activity
  await addShift(moderator, id, aShiftForm(10))
  const second = (await readActivity(moderator, id)).shifts[1]!
  const confirmed = await aSignUp(shifts[0]!.id)
  const waiting = await aSignUp(second.id, { state: 'waiting', volunteer: confirmed.volunteer })
  const gone = await aSignUp(second.id, { state: 'cancelled' })
  const past = (await readActivity(moderator, id)).shifts[0]!
  const response = await moveActivity(moderator, id, { move: 'cancel', said: '场地检修，改日再办' })
  expect(response.status).toBe(200)
  expect(await stateOf(confirmed.id)).toBe('called_off')
  expect(await stateOf(waiting.id)).toBe('called_off')
  expect(await stateOf(gone.id)).toBe('cancelled')
  expect(await newsFor(confirmed.volunteer.number)).toEqual(['activity.cancelled'])
  expect(await newsFor(gone.volunteer.number)).toEqual([])
  const after = await readActivity(moderator, id)
  expect(after.activity).toMatchObject({ state: 'cancelled', cancelledSaid: '场地检修，改日再办' })
  expect(after.shifts).toMatchObject([
    { state: 'cancelled', taken: 0, waiting: 0, cancelledSaid: '场地检修，改日再办' },
    { state: 'cancelled', taken: 0, waiting: 0 },
  ])
  expect(past.state).toBe('open')
  expect(await listed('show=cancelled')).toContain(id)
  for (const body of [{ move: 'publish' }, { move: 'cancel', said: '再取消一次看看' }, { move: 'delete' }])
    expect(await codesOf(await moveActivity(moderator, id, body))).toEqual(['activity.cancelled'])
  expect(await codesOf(await change(id, after.activity.version))).toEqual(['activity.cancelled'])
})

test('what has begun is not called off with the rest', async () => {
  const { activity, shifts } = await anActivity(moderator)
  const running = shifts[0]!.id
  await addShift(moderator, activity.id, aShiftForm(10))
  const now = Date.now()
  await env.DB.prepare('UPDATE shifts SET starts_at = ?, ends_at = ? WHERE id = ?')
    .bind(now - HOUR, now + HOUR, running)
    .run()
  const there = await aSignUp(running)
  await moveActivity(moderator, activity.id, { move: 'cancel', said: '后面几周不办了' })
  expect(await stateOf(there.id)).toBe('confirmed')
  const after = await readActivity(moderator, activity.id)
  expect(after.shifts.map(({ state }) => state)).toEqual(['open', 'cancelled'])
  const { version } = after.shifts[0]!
  expect(await codesOf(await cancelShift(running, version))).toEqual(['shift.begun'])
})

test('a cancellation without a reason, or that came too late, calls nobody off', async () => {
  const { activity, shifts } = await anActivity(moderator)
  const signUp = await aSignUp(shifts[0]!.id)
  expect(await codesOf(await moveActivity(moderator, activity.id, { move: 'cancel', said: '' }))).toEqual([
    'cancel_said.missing',
  ])
  const stale = await moveActivity(moderator, activity.id, { move: 'cancel', said: '不办了，抱歉', version: 1 })
  expect(stale.status).toBe(409)
  expect(await stateOf(signUp.id)).toBe('confirmed')
  expect(await newsFor(signUp.volunteer.number)).toEqual([])
})

test('a draft is deleted with its shifts, a published activity is not', async () => {
  const { activity } = await aDraft(moderator)
  expect(await codesOf(await moveActivity(moderator, activity.id, { move: 'cancel', said: '不办了不办了' }))).toEqual([
    'activity.is_draft',
  ])
  expect((await moveActivity(moderator, activity.id, { move: 'delete' })).status).toBe(200)
  expect((await asks(moderator, '/api/desk/activities/' + activity.id)).status).toBe(404)
  expect(await rowsOf('SELECT id FROM shifts WHERE activity_id = ?', activity.id)).toEqual([])
  const open = await anActivity(moderator)
  expect(await codesOf(await moveActivity(moderator, open.activity.id, { move: 'delete' }))).toEqual([
    'activity.published_already',
  ])
})

test('a copy is a new draft with its shifts so many days later, and a form sent twice makes one', async () => {
  const { activity, shifts } = await anActivity(moderator, { form: { title: '要复制的活动' } })
  await cancelShift(shifts[0]!.id, shifts[0]!.version)
  await addShift(moderator, activity.id, aShiftForm(5))
  const { version } = (await readActivity(moderator, activity.id)).activity
  const copy = { move: 'copy', days: '30', version }
  const response = await moveActivity(moderator, activity.id, copy)
  const { id, n } = (await response.json()) as { id: string; n: number }
  expect(n).toBe(1)
  expect((await moveActivity(moderator, activity.id, copy)).status).toBe(409)
  const made = await readActivity(moderator, id)
  expect(made.activity).toMatchObject({ state: 'draft', title: '要复制的活动', cancelledSaid: null })
  expect(made.activity.number).not.toBe(activity.number)
  const origin = (await readActivity(moderator, activity.id)).shifts[1]!
  expect(made.shifts).toMatchObject([
    { state: 'draft', startsAt: origin.startsAt + 30 * DAY, closesAt: origin.closesAt + 30 * DAY, taken: 0 },
  ])
  expect(await rowsOf("SELECT count(*) AS n FROM activities WHERE title = '要复制的活动'")).toEqual([{ n: 2 }])
  // A cancelled activity is where a copy is wanted most.
  await moveActivity(moderator, activity.id, { move: 'cancel', said: '场地检修，改日再办' })
  const again = await moveActivity(moderator, activity.id, { move: 'copy', days: 60 })
  expect(await again.json()).toMatchObject({ n: 2 })
  expect(await codesOf(await moveActivity(moderator, activity.id, { move: 'copy', days: 0 }))).toEqual(['days.wrong'])
})

test('a shift is repeated weekly over midnight and the ends of months, and never twice', async () => {
  const { activity, shifts } = await anActivity(moderator, {
    shift: { startsAt: localIn(3, 22), endsAt: localIn(4, 1) },
  })
  const { id } = activity
  const repeat = (weeks: unknown) => moveActivity(moderator, id, { move: 'repeat', shift: shifts[0]!.id, weeks })
  expect(await (await repeat(26)).json()).toMatchObject({ n: 26 })
  const after = (await readActivity(moderator, id)).shifts
  expect(after).toHaveLength(27)
  const clock = (at: number) => new Date(at + 8 * HOUR).toISOString().slice(11, 16)
  for (const [week, shift] of after.entries()) {
    expect(shift.startsAt - after[0]!.startsAt).toBe(week * 7 * DAY)
    expect([clock(shift.startsAt), clock(shift.endsAt), shift.state]).toEqual(['22:00', '01:00', 'open'])
  }
  expect(await codesOf(await repeat(26))).toEqual(['repeat.nothing_new'])
  expect(await codesOf(await repeat(27))).toEqual(['weeks.wrong'])
  expect(await codesOf(await moveActivity(moderator, id, { move: 'repeat', shift: '', weeks: 2 }))).toEqual([
    'repeat_shift.missing',
  ])
  const foreign = await anActivity(moderator)
  const wrong = { move: 'repeat', shift: foreign.shifts[0]!.id, weeks: 2 }
  expect(await codesOf(await moveActivity(moderator, id, wrong))).toEqual(['repeat_shift.missing'])
})

test('a shift moved to another time is marked and told, other changes are not', async () => {
  const { shifts } = await anActivity(moderator)
  const [shift] = shifts
  const signUp = await aSignUp(shift!.id)
  const offered = await aSignUp(shift!.id, { state: 'offered', offerUntil: shift!.startsAt - HOUR })
  expect((await changeShift(shift!.id, formOf(shift!, { capacity: 12 }))).status).toBe(200)
  expect(await newsFor(signUp.volunteer.number)).toEqual([])
  const moved = { version: 3, startsAt: localIn(2, 14), endsAt: localIn(2, 16), closesAt: '', cancelUntil: '' }
  const [now] = await rowsOf<{ version: number }>('SELECT version FROM shifts WHERE id = ?', shift!.id)
  const response = await changeShift(shift!.id, formOf(shift!, { ...moved, capacity: 12, version: now!.version }))
  expect(await response.json()).toMatchObject({ moved: true })
  expect(await newsFor(signUp.volunteer.number)).toEqual(['shift.moved'])
  expect(await newsFor(offered.volunteer.number)).toEqual(['shift.moved'])
  const [row] = await rowsOf<Record<string, number>>('SELECT * FROM shifts WHERE id = ?', shift!.id)
  expect(row).toMatchObject({ capacity: 12, taken: 2 })
  expect(row!.moved_at).toBeGreaterThan(0)
  const [offer] = await rowsOf<Record<string, number>>('SELECT offer_until FROM sign_ups WHERE id = ?', offered.id)
  expect(offer!.offer_until).toBe(row!.starts_at)
})

test('places never go below those taken, and the sentence says how many', async () => {
  const { shifts } = await anActivity(moderator)
  const [shift] = shifts
  for (let n = 0; n < 3; n += 1) await aSignUp(shift!.id)
  const response = await changeShift(shift!.id, formOf(shift!, { capacity: 2 }))
  expect(response.status).toBe(422)
  expect(((await response.json()) as { issues: unknown[] }).issues).toEqual([
    { code: 'capacity.below_taken', field: 'capacity', detail: { taken: 3 } },
  ])
  expect((await changeShift(shift!.id, formOf(shift!, { capacity: 3 }))).status).toBe(200)
})

test('a place taken between reading and writing is counted before places go down', async () => {
  const { shifts } = await anActivity(moderator)
  const [shift] = shifts
  await aSignUp(shift!.id)
  let late = true
  const DB = {
    prepare: (sql: string) => env.DB.prepare(sql),
    batch: async <T>(statements: Parameters<typeof env.DB.batch>[0]) => {
      if (late) await aSignUp(shift!.id)
      late = false
      return env.DB.batch<T>(statements)
    },
  }
  const response = await asks(moderator, '/api/desk/shifts/' + shift!.id, {
    method: 'PUT',
    json: formOf(shift!, { capacity: 1 }),
    env: { ...env, DB },
  })
  expect(((await response.json()) as { issues: unknown[] }).issues).toEqual([
    { code: 'capacity.below_taken', field: 'capacity', detail: { taken: 2 } },
  ])
  expect(await rowsOf('SELECT capacity FROM shifts WHERE id = ?', shift!.id)).toEqual([{ capacity: 10 }])
  expect(await acts(shift!.id)).toEqual(['shift:change refused:capacity.below_taken'])
})

test('when a shift gets more places, the waiting list moves up in its order', async () => {
  const { shifts } = await anActivity(moderator, { shift: { capacity: '1' } })
  const [shift] = shifts
  await aSignUp(shift!.id)
  const first = await aSignUp(shift!.id, { state: 'waiting' })
  const second = await aSignUp(shift!.id, { state: 'waiting' })
  expect((await changeShift(shift!.id, formOf(shift!, { capacity: 2 }))).status).toBe(200)
  expect([await stateOf(first.id), await stateOf(second.id)]).toEqual(['offered', 'waiting'])
  expect(await newsFor(first.volunteer.number)).toEqual(['sign_up.offered'])
})

test('of two who change a shift the second is told, and what was saved stays', async () => {
  const { shifts } = await anActivity(moderator)
  const [shift] = shifts
  expect((await changeShift(shift!.id, formOf(shift!, { capacity: 20 }))).status).toBe(200)
  const late = await changeShift(shift!.id, formOf(shift!, { capacity: 30 }), handler)
  expect(late.status).toBe(409)
  const [row] = await rowsOf('SELECT capacity FROM shifts WHERE id = ?', shift!.id)
  expect(row).toEqual({ capacity: 20 })
})

test('wrong times of a shift are refused on their fields, and two shifts never start at once', async () => {
  const { activity, shifts } = await anActivity(moderator)
  const wrong = async (over: Record<string, unknown>) => {
    const response = await addShift(moderator, activity.id, aShiftForm(4, over))
    return ((await response.json()) as { issues: { code: string; field: string }[] }).issues.map(
      ({ code, field }) => `${field} ${code}`,
    )
  }
  expect(await wrong({ endsAt: localIn(4, 8) })).toEqual(['endsAt ends.before_start'])
  expect(await wrong({ startsAt: localIn(-1) })).toEqual(['startsAt starts.past', 'endsAt ends.too_long'])
  expect(await wrong({ capacity: '0' })).toEqual(['capacity capacity.wrong'])
  expect(await wrong({ capacity: '很多' })).toEqual(['capacity capacity.wrong'])
  expect(await wrong({ reserved: '11' })).toEqual(['reserved reserved.over_capacity'])
  const same = aShiftForm(3)
  expect(await codesOf(await addShift(moderator, activity.id, same))).toEqual(['starts.taken'])
  expect(shifts).toHaveLength(1)
  for (const startsAt of [1, null, ['2026'], { a: 1 }, '\u0000', 'x'.repeat(5000)])
    expect((await addShift(moderator, activity.id, aShiftForm(4, { startsAt }))).status).toBeLessThan(500)
})

test('one shift is cancelled with its reason, the others go on', async () => {
  const { activity, shifts } = await anActivity(moderator)
  await addShift(moderator, activity.id, aShiftForm(8))
  const [shift] = shifts
  const signUp = await aSignUp(shift!.id)
  expect(await codesOf(await cancelShift(shift!.id, shift!.version, ''))).toEqual(['cancel_said.missing'])
  expect((await cancelShift(shift!.id, shift!.version)).status).toBe(200)
  expect(await stateOf(signUp.id)).toBe('called_off')
  expect(await newsFor(signUp.volunteer.number)).toEqual(['shift.cancelled'])
  const after = await readActivity(moderator, activity.id)
  expect(after.shifts.map(({ state }) => state)).toEqual(['cancelled', 'open'])
  expect(after.activity.state).toBe('open')
  expect(await codesOf(await cancelShift(shift!.id, after.shifts[0]!.version))).toEqual(['shift.cancelled_already'])
})

test('a handler plans for the centres of their own unit, and finds nothing of others', async () => {
  const mine = await anActivity(handler)
  expect(mine.activity.state).toBe('open')
  expect(await codesOf(await create({ centre: 'dukou-station', community: 'dukou' }, handler))).toEqual([
    'centre.not_yours',
  ])
  const { id } = mine.activity
  const shift = mine.shifts[0]!
  for (const response of [
    await asks(stranger, '/api/desk/activities/' + id),
    await change(id, mine.activity.version, {}, stranger),
    await moveActivity(stranger, id, { move: 'publish', version: 1 }),
    await addShift(stranger, id, { ...aShiftForm(9), version: 1 }),
    await asks(stranger, '/api/desk/shifts/' + shift.id),
    await changeShift(shift.id, formOf(shift), stranger),
    await cancelShift(shift.id, shift.version, '想取消别人的班次', stranger),
  ])
    expect(response.status).toBe(404)
  expect(await listed('show=coming', stranger)).not.toContain(id)
  expect(await listed('show=coming&centre=liuan-station', stranger)).toEqual([])
  expect(await listed('show=coming', handler)).toContain(id)
  expect(await acts(shift.id)).toEqual(['shift:change refused:shift.not_found', 'shift:cancel refused:shift.not_found'])
})

test('the list goes on page by page, each activity once, the next shift first', async () => {
  for (let n = 0; n < 22; n += 1) await anActivity(moderator, { days: 40 + n, form: { centre: 'jingtang-branch' } })
  const seen: { id: string; next: { startsAt: number } }[] = []
  let after = ''
  do {
    const response = await asks(moderator, `/api/desk/activities?show=coming&centre=jingtang-branch&after=${after}`)
    const page = (await response.json()) as { activities: typeof seen; next: string | null }
    seen.push(...page.activities)
    after = page.next ?? ''
  } while (after !== '')
  expect(new Set(seen.map(({ id }) => id)).size).toBe(22)
  expect(seen).toHaveLength(22)
  const times = seen.map(({ next }) => next.startsAt)
  expect(times).toEqual([...times].sort((a, b) => a - b))
})

test('when its last shift is over an activity stands among the past ones', async () => {
  const { activity, shifts } = await anActivity(moderator)
  await env.DB.prepare('UPDATE shifts SET starts_at = ?, ends_at = ? WHERE id = ?')
    .bind(Date.now() - 3 * HOUR, Date.now() - HOUR, shifts[0]!.id)
    .run()
  expect(await listed('show=coming')).not.toContain(activity.id)
  expect(await listed('show=past')).toContain(activity.id)
})
