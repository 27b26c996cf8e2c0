import { Hono } from 'hono'
import { OpenInterviewsInput, SyncInput } from '../domain/interview-input.ts'
import type { App } from '../http/app-types.ts'
import { clientAddress } from '../http/client-address.ts'
import { problem } from '../http/problem.ts'
import { readJson } from '../http/read-json.ts'
import { openInterviewer } from './open-interviewer.ts'
import { openInterviews } from './open-interviews.ts'
import { takeInterviews } from './take-interviews.ts'

/** What an interviewer may call with their code. */
export const publicInterviews = new Hono<App>()
  .post('/', async (c) => {
    const input = await readJson(c, OpenInterviewsInput)
    if (!input.ok) return problem(c, input.issues)
    const now = Date.now()
    const who = await openInterviewer(c.env, input.value.code, clientAddress(c), now)
    if (!who.ok) return problem(c, who.issues)
    const outcome = await openInterviews(c.env, who.value, now)
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .post('/responses', async (c) => {
    const input = await readJson(c, SyncInput)
    if (!input.ok) return problem(c, input.issues)
    const now = Date.now()
    const who = await openInterviewer(c.env, input.value.code, clientAddress(c), now)
    if (!who.ok) return problem(c, who.issues)
    const outcome = await takeInterviews(c.env, who.value, input.value, now)
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
