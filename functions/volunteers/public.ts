import { Hono } from 'hono'
import { SignUpInput } from '../domain/sign-up-input.ts'
import { JoinInput, OpenInput, VolunteerMove } from '../domain/volunteer-move.ts'
import type { App } from '../http/app-types.ts'
import { clientAddress } from '../http/client-address.ts'
import { problem } from '../http/problem.ts'
import { readJson } from '../http/read-json.ts'
import { eraseMe } from './erase-me.ts'
import { joinBooks } from './join-books.ts'
import { moveMySignUp } from './move-my-sign-up.ts'
import { myRecord } from './my-record.ts'
import { signUp } from './sign-up.ts'

/** What anyone may call to volunteer, and what a mobile with its query code opens. */
export const publicVolunteers = new Hono<App>()
  .post('/sign-ups', async (c) => {
    const input = await readJson(c, SignUpInput)
    if (!input.ok) return problem(c, input.issues)
    const outcome = await signUp(c.env, input.value, clientAddress(c), Date.now())
    if (!outcome.ok) return problem(c, outcome.issues)
    return c.json(outcome.value.signedUp, outcome.value.again ? 200 : 201)
  })

  .post('/me', async (c) => {
    const input = await readJson(c, OpenInput)
    if (!input.ok) return problem(c, input.issues)
    const outcome = await myRecord(c.env, input.value, clientAddress(c), Date.now())
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })

  .post('/me/moves', async (c) => {
    const move = await readJson(c, VolunteerMove)
    if (!move.ok) return problem(c, move.issues)
    const outcome = await moveMySignUp(c.env, move.value, clientAddress(c), Date.now())
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })

  .post('/me/join', async (c) => {
    const input = await readJson(c, JoinInput)
    if (!input.ok) return problem(c, input.issues)
    const { otherPhone, otherCode, ...mine } = input.value
    const other = { phone: otherPhone, code: otherCode }
    const outcome = await joinBooks(c.env, mine, other, clientAddress(c), Date.now())
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })

  .post('/me/erase', async (c) => {
    const input = await readJson(c, OpenInput)
    if (!input.ok) return problem(c, input.issues)
    const outcome = await eraseMe(c.env, input.value, clientAddress(c), Date.now())
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
