import process from 'node:process'
import { inject } from 'vitest'

const portals = inject('portals')

/** The portal of this test file: two files run at once, each on a portal of its own, so that neither meets what the other does. */
export const portal = portals[(Number(process.env['VITEST_POOL_ID']) - 1) % portals.length]!
