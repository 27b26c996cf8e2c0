import { Hono } from 'hono'
import type { App } from '../http/app-types.ts'
import { newChallenge } from './challenge.ts'

/** Anyone may ask for work to do; it costs us one round of it and nothing is kept. */
export const publicChallenges = new Hono<App>().post('/', async (c) =>
  c.json({ challenge: await newChallenge(c.env, Date.now()) }),
)
