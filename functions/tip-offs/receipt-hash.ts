import { base64url, hmac } from '../staff/keys.ts'

/** All that is kept of a receipt code: with the database alone nobody can open a case, nor test a code. */
export const receiptHash = async (secret: string, receipt: string): Promise<string> =>
  base64url(await hmac(secret, 'receipt-hash', receipt))
