import { Hono } from 'hono'
import { IssueInput, PrintInput } from '../domain/certificate.ts'
import type { App } from '../http/app-types.ts'
import { clientAddress } from '../http/client-address.ts'
import { problem } from '../http/problem.ts'
import { readJson } from '../http/read-json.ts'
import { issueCertificate } from './issue-certificate.ts'
import { printCertificate } from './print-certificate.ts'
import { verifyCertificate } from './verify-certificate.ts'

/** Certificates for the volunteer whose they are, and for whoever was shown one. */
export const publicCertificates = new Hono<App>()
  .post('/', async (c) => {
    const input = await readJson(c, IssueInput)
    if (!input.ok) return problem(c, input.issues)
    const outcome = await issueCertificate(c.env, input.value, clientAddress(c), Date.now())
    if (!outcome.ok) return problem(c, outcome.issues)
    return c.json(outcome.value.issued, outcome.value.again ? 200 : 201)
  })
  .post('/print', async (c) => {
    const input = await readJson(c, PrintInput)
    if (!input.ok) return problem(c, input.issues)
    const outcome = await printCertificate(c.env, input.value, clientAddress(c), Date.now())
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .get('/:key', async (c) => {
    const outcome = await verifyCertificate(c.env, c.req.param('key'))
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
