import process from 'node:process'
import { inject } from 'vitest'

const worker = process.env['VITEST_POOL_ID']
// The bench takes the browser from here too, on servers of its own.
const portals = worker === undefined ? [] : inject('portals')

/** The portal of this test file: two files run at once, each on a portal of its own, so that neither meets what the other does. */
export const portal = portals[(Number(worker) - 1) % portals.length]!
