import { formatReceipt, RECEIPT_BYTES } from '../domain/receipt.ts'
import { base64url, hmac } from '../staff/keys.ts'

/** All that is kept of an interviewer's code: with the database alone nobody can interview. */
export const interviewerCodeHash = async (secret: string, code: string): Promise<string> =>
  base64url(await hmac(secret, 'survey', `interviewer:${code}`))

/** A new code for an interviewer: 24 characters, 120 bits, shown once. */
export const newInterviewerCode = (): string => formatReceipt(crypto.getRandomValues(new Uint8Array(RECEIPT_BYTES)))
