import type { Env } from '../http/app-types.ts'
import { base64url, hmac } from '../staff/keys.ts'

/** All that is kept of a submission's key; the same key in another survey is another submission. */
export const keyHashOf = async ({ PORTAL_SECRET: secret }: Env, surveyId: string, key: string): Promise<string> =>
  base64url(await hmac(secret, 'survey', `key:${surveyId}:${key}`))

/** What two submissions under one key must agree in; an HMAC, for answers can be guessed. */
export const bodyHashOf = async ({ PORTAL_SECRET: secret }: Env, surveyId: string, body: string): Promise<string> =>
  base64url(await hmac(secret, 'survey', `body:${surveyId}:${body}`))

/** By which equal answers of one survey are found. */
export const answersHashOf = async ({ PORTAL_SECRET: secret }: Env, surveyId: string, text: string): Promise<string> =>
  base64url((await hmac(secret, 'survey', `answers:${surveyId}:${text}`)).subarray(0, 15))

/** A value as JSON with the keys of every object in order, so that equal values are equal texts. */
export const inKeyOrder = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  )
