import { base32, inGroups } from '../domain/receipt.ts'
import { base64url, hmac } from '../staff/keys.ts'

/** Characters of a one-time code: 60 bits, three groups of four. */
export const CODE_LENGTH = 12

/** The i-th code of a sheet; it follows from our secret, so that the sheet can be printed again and no code be kept. */
export const codeOf = async (secret: string, sheetId: string, i: number): Promise<string> =>
  inGroups(base32((await hmac(secret, 'survey', `code:${sheetId}:${i}`)).subarray(0, 8)).slice(0, CODE_LENGTH))

/** All that is kept of a code: with the database alone nobody can answer, nor test a code. */
export const codeHashOf = async (secret: string, surveyId: string, code: string): Promise<string> =>
  base64url(await hmac(secret, 'survey', `code-hash:${surveyId}:${code}`))
