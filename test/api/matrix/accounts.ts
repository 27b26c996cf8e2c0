import { aGuest, invite } from '../../fixtures/accounts.ts'
import { makeStaff } from '../../fixtures/staff.ts'
import { desk, everyone, get, json, staff, type Row } from './rows.ts'

const readers = { supervisor: 200, auditor: 200, administrator: 200 }
/** What everybody signed in may ask for themselves. */
const signedIn = (status: number) => ({ ...everyone(status), stranger: 404, disabled: 404 })
const NO_TOKEN = 'A'.repeat(43)
const NO_PASSKEY = {
  id: 'AAAA',
  rawId: 'AAAA',
  type: 'public-key',
  response: { clientDataJSON: 'AAAA', authenticatorData: 'AAAA', signature: 'AAAA' },
}
const NEW_PASSKEY = { ...NO_PASSKEY, response: { clientDataJSON: 'AAAA', attestationObject: 'AAAA' } }
const own = '/api/desk/my-account'

/** The routes of accounts, invitations and passkeys. */
export const accountRows: Record<string, Row> = {
  'POST /api/staff/invitations': {
    expected: everyone(200),
    ask: async () => json('/api/staff/invitations', { token: (await invite(staff.administrator!)).token }),
  },
  'POST /api/staff/invitations/accept': {
    expected: everyone(404),
    ask: () => json('/api/staff/invitations/accept', { token: NO_TOKEN, password: 'x', code: '000000' }),
  },
  'POST /api/staff/invitations/passkey-options': {
    expected: everyone(404),
    ask: () => json('/api/staff/invitations/passkey-options', { token: NO_TOKEN }),
  },
  'POST /api/staff/invitations/passkey': {
    expected: everyone(404),
    ask: () => json('/api/staff/invitations/passkey', { token: NO_TOKEN, passkey: NEW_PASSKEY, name: 'x' }),
  },
  'POST /api/staff/passkeys/options': { expected: everyone(200), ask: () => json('/api/staff/passkeys/options', {}) },
  'POST /api/staff/passkeys': {
    expected: everyone(401),
    ask: () => json('/api/staff/passkeys', { passkey: NO_PASSKEY }),
  },
  'GET /api/desk/accounts': { expected: desk(readers), ask: () => get('/api/desk/accounts') },
  'GET /api/desk/accounts/:id': {
    expected: desk(readers),
    ask: async () => get('/api/desk/accounts/' + (await makeStaff('editor')).id),
  },
  'POST /api/desk/accounts/invitations': {
    expected: desk({ administrator: 201 }),
    ask: () => json('/api/desk/accounts/invitations', aGuest()),
  },
  'POST /api/desk/accounts/:id/moves': {
    expected: desk({ administrator: 200 }),
    ask: async () =>
      json(`/api/desk/accounts/${(await makeStaff('editor')).id}/moves`, { move: 'disable', version: 1 }),
  },
  'GET /api/desk/my-account': { expected: signedIn(200), ask: () => get(own) },
  // 422: theirs to do, and they have no passkey, or typed what is wrong.
  'POST /api/desk/my-account/proof/options': { expected: signedIn(422), ask: () => json(own + '/proof/options', {}) },
  'POST /api/desk/my-account/proof': { expected: signedIn(422), ask: () => json(own + '/proof', { code: 'x' }) },
  'POST /api/desk/my-account/password': {
    expected: signedIn(422),
    ask: () => json(own + '/password', { current: 'x', password: 'y' }),
  },
  'GET /api/desk/my-account/totp': { expected: signedIn(200), ask: () => get(own + '/totp') },
  'POST /api/desk/my-account/totp': { expected: signedIn(422), ask: () => json(own + '/totp', { code: 'x' }) },
  'POST /api/desk/my-account/recovery-codes': {
    expected: signedIn(200),
    ask: () => json(own + '/recovery-codes', {}),
  },
  'POST /api/desk/my-account/passkeys/options': {
    expected: signedIn(200),
    ask: () => json(own + '/passkeys/options', {}),
  },
  'POST /api/desk/my-account/passkeys': {
    expected: signedIn(401),
    ask: () => json(own + '/passkeys', { passkey: NEW_PASSKEY, name: 'x' }),
  },
  // Nobody's passkey, nobody's session.
  'POST /api/desk/my-account/passkeys/:id': {
    expected: signedIn(404),
    ask: () => json(`${own}/passkeys/${crypto.randomUUID()}`, { move: 'remove' }),
  },
  'POST /api/desk/my-account/sessions': {
    expected: signedIn(404),
    ask: () => json(own + '/sessions', { move: 'end', id: crypto.randomUUID() }),
  },
}
