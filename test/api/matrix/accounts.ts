import { env } from '#test-host'
import { aGuest, invite } from '../../fixtures/accounts.ts'
import { makeStaff } from '../../fixtures/staff.ts'
import {
  desk,
  everyone,
  get,
  json,
  NEVER_DELETED,
  NEVER_HIDDEN,
  NOBODYS,
  staff,
  UNKNOWN,
  type Row,
  type State,
} from './rows.ts'

const readers = { supervisor: 200, auditor: 200, administrator: 200 }
/** What everybody signed in may ask for themselves. */
const signedIn = (status: number) => ({ ...everyone(status), ...UNKNOWN })
const NO_TOKEN = 'A'.repeat(43)
const NO_PASSKEY = {
  id: 'AAAA',
  rawId: 'AAAA',
  type: 'public-key',
  response: { clientDataJSON: 'AAAA', authenticatorData: 'AAAA', signature: 'AAAA' },
}
const NEW_PASSKEY = { ...NO_PASSKEY, response: { clientDataJSON: 'AAAA', attestationObject: 'AAAA' } }
const own = '/api/desk/my-account'
/** Accounts: one's own is no other's business to change, and that is asked in accounts.test.ts. */
const ofTheOffice = { others: NOBODYS, hidden: NEVER_HIDDEN, deleted: NEVER_DELETED }

/** A colleague's passkey, or nobody's. */
const aPasskeyOf = async (state: State): Promise<string> => {
  const id = crypto.randomUUID()
  if (state !== 'others') return id
  const { id: staffId } = await makeStaff('editor')
  await env.DB.prepare(
    "INSERT INTO passkeys (id, credential_id, staff_id, name, public_key, counter, transports, created_at) VALUES (?, ?, ?, '', '', 0, '[]', 0)",
  )
    .bind(id, id, staffId)
    .run()
  return id
}

/** The routes of accounts, invitations and passkeys. */
export const accountRows: Record<string, Row> = {
  'POST /api/staff/invitations': {
    expected: everyone(200),
    fields:
      'expiresAt name passkeysPossible profile{classes days former minLength name} role signInName totp{otpauth secret} unit',
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
  'POST /api/staff/passkeys/options': {
    expected: everyone(200),
    fields: 'allowCredentials challenge rpId timeout userVerification',
    ask: () => json('/api/staff/passkeys/options', {}),
  },
  'POST /api/staff/passkeys': {
    expected: everyone(401),
    ask: () => json('/api/staff/passkeys', { passkey: NO_PASSKEY }),
  },
  'GET /api/desk/accounts': {
    expected: desk(readers),
    fields:
      'accounts[createdAt demo disabledAt hasPassword id invitedUntil name passkeys role signInName signedInAt state unit version]',
    ask: () => get('/api/desk/accounts'),
  },
  'GET /api/desk/accounts/:id': {
    expected: desk(readers),
    fields:
      'account{createdAt demo disabledAt hasPassword id invitedUntil name passkeys role signInName signedInAt state unit version} sessions',
    ask: async () => get('/api/desk/accounts/' + (await makeStaff('editor')).id),
    ...ofTheOffice,
  },
  'POST /api/desk/accounts/invitations': {
    expected: desk({ administrator: 201 }),
    fields: 'expiresAt id token',
    ask: () => json('/api/desk/accounts/invitations', aGuest()),
  },
  'POST /api/desk/accounts/:id/moves': {
    expected: desk({ administrator: 200 }),
    fields: 'id invited',
    ask: async () =>
      json(`/api/desk/accounts/${(await makeStaff('editor')).id}/moves`, { move: 'disable', version: 1 }),
    ...ofTheOffice,
  },
  'GET /api/desk/my-account': {
    expected: signedIn(200),
    fields:
      'demo fresh passkeys passkeysPossible password passwordDue passwordDueAt passwordSetAt profile{classes days former idleMinutes minLength name} provedUntil recoveryCodes sessions[device here id method seenAt startedAt] signInName staff{id name role unit}',
    ask: () => get(own),
  },
  // 422: theirs to do, and they have no passkey, or typed what is wrong.
  'POST /api/desk/my-account/proof/options': { expected: signedIn(422), ask: () => json(own + '/proof/options', {}) },
  'POST /api/desk/my-account/proof': { expected: signedIn(422), ask: () => json(own + '/proof', { code: 'x' }) },
  'POST /api/desk/my-account/password': {
    expected: signedIn(422),
    ask: () => json(own + '/password', { current: 'x', password: 'y' }),
  },
  'GET /api/desk/my-account/totp': {
    expected: signedIn(200),
    fields: 'needsPassword otpauth secret',
    ask: () => get(own + '/totp'),
  },
  'POST /api/desk/my-account/totp': { expected: signedIn(422), ask: () => json(own + '/totp', { code: 'x' }) },
  'POST /api/desk/my-account/recovery-codes': {
    expected: signedIn(200),
    fields: 'recoveryCodes',
    ask: () => json(own + '/recovery-codes', {}),
  },
  'POST /api/desk/my-account/passkeys/options': {
    expected: signedIn(200),
    fields:
      'attestation authenticatorSelection{requireResidentKey residentKey userVerification} challenge excludeCredentials extensions{credProps} hints pubKeyCredParams[alg type] rp{id name} timeout user{displayName id name}',
    ask: () => json(own + '/passkeys/options', {}),
  },
  'POST /api/desk/my-account/passkeys': {
    expected: signedIn(401),
    ask: () => json(own + '/passkeys', { passkey: NEW_PASSKEY, name: 'x' }),
  },
  // Nobody's passkey, nobody's session.
  'POST /api/desk/my-account/passkeys/:id': {
    expected: signedIn(404),
    ask: async (_, state) => json(`${own}/passkeys/${await aPasskeyOf(state)}`, { move: 'remove' }),
    others: signedIn(404),
    hidden: NEVER_HIDDEN,
    deleted: NEVER_DELETED,
  },
  'POST /api/desk/my-account/sessions': {
    expected: signedIn(404),
    ask: () => json(own + '/sessions', { move: 'end', id: crypto.randomUUID() }),
  },
}
