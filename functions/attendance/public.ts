import { Hono } from 'hono'
import { DisputeInput, SpotInput } from '../domain/attendance.ts'
import type { App } from '../http/app-types.ts'
import { clientAddress } from '../http/client-address.ts'
import { problem } from '../http/problem.ts'
import { readJson } from '../http/read-json.ts'
import { checkInOnSpot } from './check-in-on-spot.ts'
import { disputeRecord } from './dispute-record.ts'

/** What volunteers do about their own attendance, with mobile and query code. */
export const publicAttendance = new Hono<App>()
  .post('/spot', async (c) => {
    const input = await readJson(c, SpotInput)
    if (!input.ok) return problem(c, input.issues)
    const outcome = await checkInOnSpot(c.env, input.value, clientAddress(c), Date.now())
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .post('/disputes', async (c) => {
    const input = await readJson(c, DisputeInput)
    if (!input.ok) return problem(c, input.issues)
    const outcome = await disputeRecord(c.env, input.value, clientAddress(c), Date.now())
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
