import { Hono } from 'hono'
import { RevokeInput } from '../domain/certificate.ts'
import type { App } from '../http/app-types.ts'
import { askedOf } from '../http/asked-of.ts'
import { problem } from '../http/problem.ts'
import { readJson } from '../http/read-json.ts'
import { requires } from '../staff/guards.ts'
import { listCertificates } from './list-certificates.ts'
import { revokeCertificate } from './revoke-certificate.ts'

/** Certificates as the office keeps them; `requireStaff` stands before the mount. */
export const deskCertificates = new Hono<App>()
  .get('/', requires('certificate:read'), async (c) =>
    c.json(await listCertificates(c.env, { after: c.req.query('after'), number: c.req.query('number') })),
  )
  .post('/:id/moves', requires('certificate:revoke'), async (c) => {
    const input = await readJson(c, RevokeInput)
    if (!input.ok) return problem(c, input.issues)
    const outcome = await revokeCertificate(c.env, c.req.param('id'), input.value, c.var.staff, askedOf(c))
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
