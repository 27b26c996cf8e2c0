import { type Context, Hono } from 'hono'
import {
  AccountMove,
  InviteInput,
  PasskeyInput,
  PasskeyMove,
  PasswordInput,
  ProofInput,
  SessionMove,
  TotpInput,
  unitFor,
} from '../domain/account-input.ts'
import { relyingParty } from '../domain/relying-party.ts'
import type { Outcome } from '../domain/outcome.ts'
import type { App } from '../http/app-types.ts'
import { problem } from '../http/problem.ts'
import { readJson } from '../http/read-json.ts'
import { requires, requiresProof } from '../staff/guards.ts'
import { listAccounts } from './account-rows.ts'
import { addPasskey, offerNewPasskey } from './add-passkey.ts'
import { changePassword } from './change-password.ts'
import { endOwnSessions } from './end-own-sessions.ts'
import { inviteStaff } from './invite-staff.ts'
import { moveAccount } from './move-account.ts'
import { movePasskey } from './move-passkey.ts'
import type { Own } from './own-asked.ts'
import { offerProof, prove } from './prove.ts'
import { accountView, readAccount } from './read-account.ts'
import { readOwnAccount } from './read-own-account.ts'
import { renewRecoveryCodes } from './renew-recovery-codes.ts'
import { offerTotp, renewTotp } from './renew-totp.ts'

const asked = (c: Context<App>) => ({ requestId: c.var.requestId, now: Date.now() })
const answer = (c: Context<App>, outcome: Outcome<unknown>, status: 200 | 201 = 200) =>
  outcome.ok ? c.json(outcome.value as object, status) : problem(c, outcome.issues)
const own = (c: Context<App>): Own => ({
  staff: c.var.staff,
  session: c.var.session,
  party: relyingParty(c.req.url, c.env.PORTAL_URL),
  ...asked(c),
})

const STATES = ['active', 'invited', 'disabled']
const filterOf = (c: Context<App>) => {
  const text = (name: string) => (c.req.query(name) ?? '').normalize('NFC').trim().slice(0, 60)
  const state = text('state')
  return { role: text('role'), unit: text('unit'), q: text('q'), state: STATES.includes(state) ? state : '' }
}

/** Accounts of staff and invitations, for who manages them. */
export const deskAccounts = new Hono<App>()
  .get('/', requires('account:read'), async (c) => {
    const rows = await listAccounts(c.env.DB, filterOf(c))
    return c.json({ accounts: rows.map(accountView) })
  })
  .post('/invitations', requires('account:manage'), async (c) => {
    const input = await readJson(c, InviteInput)
    if (!input.ok) return problem(c, input.issues)
    const wanted = { ...input.value, unit: unitFor(input.value.role, input.value.unit) }
    return answer(c, await inviteStaff(c.env, wanted, c.var.staff, asked(c)), 201)
  })
  .get('/:id', requires('account:read'), async (c) =>
    answer(c, await readAccount(c.env, c.req.param('id'), Date.now())),
  )
  .post('/:id/moves', requires('account:manage'), async (c) => {
    const move = await readJson(c, AccountMove)
    if (!move.ok) return problem(c, move.issues)
    return answer(c, await moveAccount(c.env, c.req.param('id'), move.value, c.var.staff, asked(c)))
  })

/** What somebody signed in sets for themselves: passkeys, recovery codes, password, sessions. */
export const deskMyAccount = new Hono<App>()
  .get('/', async (c) => answer(c, await readOwnAccount(c.env, own(c))))
  .post('/proof/options', async (c) => answer(c, await offerProof(c.env, own(c))))
  .post('/proof', async (c) => {
    const input = await readJson(c, ProofInput)
    return input.ok ? answer(c, await prove(c.env, input.value, own(c))) : problem(c, input.issues)
  })
  .post('/password', async (c) => {
    const input = await readJson(c, PasswordInput)
    return input.ok ? answer(c, await changePassword(c.env, input.value, own(c))) : problem(c, input.issues)
  })
  .get('/totp', requiresProof, async (c) => answer(c, await offerTotp(c.env, own(c))))
  .post('/totp', requiresProof, async (c) => {
    const input = await readJson(c, TotpInput)
    return input.ok ? answer(c, await renewTotp(c.env, input.value, own(c))) : problem(c, input.issues)
  })
  .post('/recovery-codes', requiresProof, async (c) => answer(c, await renewRecoveryCodes(c.env, own(c))))
  .post('/passkeys/options', requiresProof, async (c) => answer(c, await offerNewPasskey(c.env, own(c))))
  .post('/passkeys', requiresProof, async (c) => {
    const input = await readJson(c, PasskeyInput)
    return input.ok ? answer(c, await addPasskey(c.env, input.value, own(c)), 201) : problem(c, input.issues)
  })
  .post('/passkeys/:id', async (c) => {
    const move = await readJson(c, PasskeyMove)
    return move.ok
      ? answer(c, await movePasskey(c.env, c.req.param('id'), move.value, own(c)))
      : problem(c, move.issues)
  })
  .post('/sessions', async (c) => {
    const move = await readJson(c, SessionMove)
    return move.ok ? answer(c, await endOwnSessions(c.env, move.value, own(c))) : problem(c, move.issues)
  })
