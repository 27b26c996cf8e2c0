import { env } from '#test-host'
import { beforeAll, expect, test } from 'vitest'
import { openTeam } from '../../functions/teams/open-team.ts'
import { codesOf, rowsOf } from '../fixtures/desk.ts'
import { asks, signedIn, type SignedIn } from '../fixtures/staff.ts'
import { aTeam, aTeamForm } from '../fixtures/teams.ts'

let moderator: SignedIn
let handler: SignedIn
beforeAll(async () => {
  moderator = await signedIn('moderator')
  handler = await signedIn('handler', 'heyuan-street')
})

type Listed = { id: string; name: string; version: number; feed: string | null; endedAt: number | null }
const listed = async (who: SignedIn) =>
  ((await (await asks(who, '/api/desk/teams')).json()) as { teams: Listed[] }).teams
const versionOf = async (id: string) => (await listed(moderator)).find((team) => team.id === id)!.version
const open = (code: string, on = env) => openTeam(on, code, '203.0.113.7', Date.now())

test('a leader opens the team with the code they were given, however they type it', async () => {
  const { id, code, name } = await aTeam()
  for (const typed of [code, code.toLowerCase().replaceAll('-', ' '), `  ${code.replaceAll('-', '')}  `])
    expect(await open(typed)).toEqual({ ok: true, value: { id, name, centre: 'liuan-station' } })
  const [row] = await rowsOf<Record<string, string>>('SELECT * FROM teams WHERE id = ?', id)
  for (const secret of [code, code.replaceAll('-', ''), '申予安', '19900001101'])
    expect(JSON.stringify(row)).not.toContain(secret)
})

test('a new code takes the place of the old one', async () => {
  const { id, code } = await aTeam()
  const response = await asks(moderator, `/api/desk/teams/${id}/moves`, { json: { move: 'new_code', version: 1 } })
  const renewed = (await response.json()) as { code: string }
  expect(renewed.code).not.toBe(code)
  expect((await open(renewed.code)).ok).toBe(true)
  expect(await open(code)).toMatchObject({ ok: false, issues: [{ code: 'team.unknown_code' }] })
})

test('an ended team opens for nobody, has no calendar any more, and ends once', async () => {
  const { id, code } = await aTeam()
  const end = (version: number) => asks(moderator, `/api/desk/teams/${id}/moves`, { json: { move: 'end', version } })
  expect((await end(9)).status).toBe(409)
  expect((await end(1)).status).toBe(200)
  expect((await open(code)).ok).toBe(false)
  expect((await listed(moderator)).find((team) => team.id === id)).toMatchObject({ feed: null })
  expect(await codesOf(await end(await versionOf(id)))).toEqual(['team.ended'])
})

test('wrong codes are counted by address, and a right one opens all the same', async () => {
  const { code } = await aTeam()
  const limited = { ...env, LIMITS: 'on' }
  const wrong = code.split('').reverse().join('')
  const codes: string[] = []
  for (let tries = 0; tries < 12; tries += 1) {
    const opened = await openTeam(limited, wrong, '203.0.113.8', 1_800_000_000_000)
    if (!opened.ok) codes.push(opened.issues[0]!.code)
  }
  expect(codes.filter((one) => one === 'team.unknown_code')).toHaveLength(10)
  expect(codes.filter((one) => one === 'request.too_many')).toHaveLength(2)
  expect((await openTeam(limited, code, '203.0.113.8', 1_800_000_000_000)).ok).toBe(true)
})

test('every wrong field of a team has its own sentence, and a name is taken once', async () => {
  const refusal = async (over: Record<string, unknown>) => {
    const response = await asks(moderator, '/api/desk/teams', { json: aTeamForm(over) })
    return [response.status, ...(await codesOf(response))]
  }
  expect(await refusal({ name: '' })).toEqual([422, 'team_name.missing'])
  expect(await refusal({ name: '队'.repeat(31) })).toEqual([422, 'team_name.too_long'])
  expect(await refusal({ centre: 'nowhere' })).toEqual([422, 'centre.missing'])
  expect(await refusal({ leaderName: '' })).toEqual([422, 'leader_name.missing'])
  expect(await refusal({ leaderPhone: '12345' })).toEqual([422, 'leader_phone.wrong'])
  expect(await refusal({ name: ['a'] })).toEqual([400, 'request.malformed'])
  const { name } = await aTeam()
  expect(await refusal({ name })).toEqual([422, 'team_name.taken'])
})

test('a handler sees the teams of their own centres only, and changes none', async () => {
  const { id } = await aTeam()
  const { id: far } = await aTeam({ centre: 'dukou-station' })
  const seen = (await listed(handler)).map((team) => team.id)
  expect(seen).toContain(id)
  expect(seen).not.toContain(far)
  const end = await asks(handler, `/api/desk/teams/${id}/moves`, { json: { move: 'end', version: 1 } })
  expect(end.status).toBe(403)
})

test('who leads a team is told for a reason, which stands in the log', async () => {
  const { id } = await aTeam()
  const ask = (reason: string) => asks(moderator, `/api/desk/teams/${id}/contact`, { json: { reason } })
  expect(await codesOf(await ask(''))).toEqual(['reason.missing'])
  expect(await (await ask('要和队长核对时间')).json()).toEqual({ name: '申予安', phone: '19900001101' })
  expect(
    await rowsOf("SELECT result, detail FROM audit_events WHERE action = 'team:unseal' AND object_id = ?", id),
  ).toEqual([{ result: 'ok', detail: '要和队长核对时间' }])
})
