import { type Context, Hono } from 'hono'
import { AcceptInput, AcceptPasskeyInput, OpenInput, PasskeySignInInput } from '../domain/account-input.ts'
import { relyingParty } from '../domain/relying-party.ts'
import type { App } from '../http/app-types.ts'
import { clientAddress } from '../http/client-address.ts'
import { problem } from '../http/problem.ts'
import { readJson } from '../http/read-json.ts'
import { profileName, staffProfile } from '../staff/profile.ts'
import { readDeviceCookie, readSessionToken, setDeviceCookie, setSessionCookie } from '../staff/sessions.ts'
import { acceptInvitation } from './accept-invitation.ts'
import { acceptWithPasskey, offerPasskey } from './accept-with-passkey.ts'
import { offeredTotp, showTotp } from './invitation-token.ts'
import { openInvitation } from './open-invitation.ts'
import { offerSignIn, signInWithPasskey } from './sign-in-with-passkey.ts'

const askedBy = (c: Context<App>) => ({
  address: clientAddress(c),
  requestId: c.var.requestId,
  now: Date.now(),
  party: relyingParty(c.req.url, c.env.PORTAL_URL),
})

/** Taking up an invitation, and signing in with a passkey: what a stranger reaches. */
export const publicAccounts = new Hono<App>()
  .post('/invitations', async (c) => {
    const input = await readJson(c, OpenInput)
    if (!input.ok) return problem(c, input.issues)
    const asked = askedBy(c)
    const opened = await openInvitation(c.env, input.value.token, asked)
    if (!opened.ok) return problem(c, opened.issues)
    const { name, sign_in_name: signInName, role, unit, expires_at: expiresAt } = opened.value
    const totp = showTotp(await offeredTotp(c.env.PORTAL_SECRET, input.value.token), signInName)
    const profile = { name: profileName(), ...staffProfile() }
    return c.json({ name, signInName, role, unit, expiresAt, totp, profile, passkeysPossible: asked.party !== null })
  })
  .post('/invitations/accept', async (c) => {
    const input = await readJson(c, AcceptInput)
    if (!input.ok) return problem(c, input.issues)
    const outcome = await acceptInvitation(c.env, input.value, askedBy(c))
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .post('/invitations/passkey-options', async (c) => {
    const input = await readJson(c, OpenInput)
    if (!input.ok) return problem(c, input.issues)
    const outcome = await offerPasskey(c.env, input.value.token, askedBy(c))
    return outcome.ok ? c.json(outcome.value as object) : problem(c, outcome.issues)
  })
  .post('/invitations/passkey', async (c) => {
    const input = await readJson(c, AcceptPasskeyInput)
    if (!input.ok) return problem(c, input.issues)
    const outcome = await acceptWithPasskey(c.env, input.value, askedBy(c))
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .post('/passkeys/options', async (c) => {
    const outcome = await offerSignIn(c.env, relyingParty(c.req.url, c.env.PORTAL_URL), Date.now())
    return outcome.ok ? c.json(outcome.value as object) : problem(c, outcome.issues)
  })
  .post('/passkeys', async (c) => {
    const input = await readJson(c, PasskeySignInInput)
    if (!input.ok) return problem(c, input.issues)
    const visit = {
      oldToken: readSessionToken(c),
      device: readDeviceCookie(c),
      userAgent: c.req.header('user-agent') ?? '',
    }
    const outcome = await signInWithPasskey(c.env, input.value.passkey, { ...askedBy(c), ...visit })
    if (!outcome.ok) return problem(c, outcome.issues)
    setSessionCookie(c, outcome.value.token)
    setDeviceCookie(c, outcome.value.device)
    return c.json({ staff: outcome.value.staff })
  })
