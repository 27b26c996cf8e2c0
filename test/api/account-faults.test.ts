import { env } from '#test-host'
import { beforeAll, expect, test, vi } from 'vitest'
import type { Env } from '../../functions/http/app-types.ts'
import { invite, moveAccount, offeredCode, postInvitation, strangerAsks, withKey } from '../fixtures/accounts.ts'
import { rowsOf } from '../fixtures/desk.ts'
import { newPasskey } from '../fixtures/passkeys.ts'
import { asks, signedIn, type SignedIn } from '../fixtures/staff.ts'
import { failingEnv } from './failing-env.ts'

vi.spyOn(console, 'error').mockImplementation(() => {})
let admin: SignedIn
beforeAll(async () => {
  admin = await signedIn('administrator')
})

const own = '/api/desk/my-account'
const state = async () =>
  JSON.stringify([
    await rowsOf('SELECT id, role, unit, version, disabled_at, password_hash IS NULL AS open FROM staff ORDER BY id'),
    await rowsOf('SELECT id, staff_id, name, counter FROM passkeys ORDER BY id'),
    await rowsOf('SELECT code_hash FROM recovery_codes ORDER BY code_hash'),
    await rowsOf('SELECT id, used_at, revoked_at FROM invitations ORDER BY id'),
    await rowsOf('SELECT id, proved_at FROM sessions ORDER BY id'),
    await rowsOf("SELECT action, object_id FROM audit_events WHERE result = 'ok' ORDER BY id"),
  ])
/** Nobody used a link without a way in; nobody has codes without a password; nothing happened without its audit row. */
const halves = async () =>
  (
    await Promise.all([
      rowsOf(`SELECT staff.id FROM staff JOIN invitations ON staff_id = staff.id AND used_at IS NOT NULL
        WHERE password_hash IS NULL AND NOT EXISTS (SELECT 1 FROM passkeys WHERE staff_id = staff.id)
          AND NOT EXISTS (SELECT 1 FROM audit_events WHERE object_id = staff.id AND action = 'staff:reset')`),
      rowsOf('SELECT id FROM staff WHERE password_hash IS NULL AND EXISTS (SELECT 1 FROM recovery_codes WHERE staff_id = staff.id)'), // prettier-ignore
      rowsOf("SELECT id FROM staff WHERE NOT EXISTS (SELECT 1 FROM audit_events WHERE object_id = staff.id AND action IN ('staff:add', 'staff:invite'))"), // prettier-ignore
      rowsOf("SELECT staff_id FROM invitations WHERE used_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM audit_events WHERE object_id = staff_id AND action = 'staff:accept')"), // prettier-ignore
      rowsOf("SELECT id FROM passkeys WHERE (SELECT count(*) FROM passkeys AS p WHERE p.staff_id = passkeys.staff_id) > 1 AND NOT EXISTS (SELECT 1 FROM audit_events WHERE object_id = passkeys.id OR action = 'staff:accept')"), // prettier-ignore
    ])
  ).flat()

type Act = (on: Env) => Promise<Response>
const version = async (id: string) =>
  (await rowsOf<{ version: number }>('SELECT version FROM staff WHERE id = ?', id))[0]!.version
const movesOf = (move: string) => async (): Promise<Act> => {
  const { id } = await withKey(admin)
  const seen = await version(id)
  return (on) =>
    moveAccount(admin, id, { move, version: seen, ...(move === 'change' && { role: 'editor', unit: null }) }, on)
}
let named = 0
const acts: [string, () => Promise<Act>][] = [
  [
    'inviting',
    async () => {
      named += 1
      const signInName = `faulty-${named}`
      return (on) => postInvitation(admin, { signInName }, on)
    },
  ],
  [
    'taking up an invitation',
    async () => {
      const { token } = await invite(admin)
      const { code } = await offeredCode(token)
      const json = { token, password: '柳岸-mulberry-47-lantern', code }
      return (on) => strangerAsks('/api/staff/invitations/accept', json, on)
    },
  ],
  [
    'taking one up with a passkey',
    async () => {
      const { token } = await invite(admin)
      const options = await (await strangerAsks('/api/staff/invitations/passkey-options', { token })).json()
      const passkey = await (await newPasskey()).register(options as never)
      return (on) => strangerAsks('/api/staff/invitations/passkey', { token, passkey, name: '电脑' }, on)
    },
  ],
  [
    'signing in with a passkey',
    async () => {
      const { key } = await withKey(admin)
      const passkey = await key.use((await (await strangerAsks('/api/staff/passkeys/options', {})).json()) as never)
      return (on) => strangerAsks('/api/staff/passkeys', { passkey }, on)
    },
  ],
  [
    'adding a passkey',
    async () => {
      const colleague = await withKey(admin)
      const options = await (await asks(colleague, own + '/passkeys/options', { json: {} })).json()
      const passkey = await (await newPasskey()).register(options as never)
      return (on) => asks(colleague, own + '/passkeys', { json: { passkey, name: '手机' }, env: on })
    },
  ],
  [
    'showing a second factor',
    async () => {
      const colleague = await withKey(admin)
      const options = await (await asks(colleague, own + '/proof/options', { json: {} })).json()
      const passkey = await colleague.key.use(options as never)
      return (on) => asks(colleague, own + '/proof', { json: { passkey }, env: on })
    },
  ],
  [
    'ending other sessions',
    async () => {
      const colleague = await withKey(admin)
      return (on) => asks(colleague, own + '/sessions', { json: { move: 'end_others' }, env: on })
    },
  ],
  ['changing a role', movesOf('change')],
  ['disabling', movesOf('disable')],
  ['resetting', movesOf('reset')],
]

test.each(acts)('%s: whichever call fails, 503, nothing half done, and the next try succeeds', async (_, ready) => {
  for (let k = 1; ; k += 1) {
    const act = await ready()
    const before = await state()
    const broken = failingEnv(env, k, 'Network connection lost.')
    const response = await act(broken.env)
    if (broken.counted.calls < k) {
      expect(response.status).toBeLessThan(300)
      expect(k).toBeGreaterThan(2)
      break
    }
    expect([k, response.status, response.headers.get('retry-after')]).toEqual([k, 503, '5'])
    expect(await state()).toBe(before)
    expect((await act(env)).status).toBeLessThan(300)
    expect(await halves()).toEqual([])
  }
})
