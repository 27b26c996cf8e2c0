import { formatReceipt } from '../domain/receipt.ts'
import { base64url, hmac } from '../staff/keys.ts'

/** All that is kept of an order's receipt code: with the database alone nobody can open an order, nor test a code. */
export const orderCodeHash = async (secret: string, receipt: string): Promise<string> =>
  base64url(await hmac(secret, 'order', `code:${receipt}`))

/** The receipt code that follows from a submission's key and our secret, so that neither needs to be kept. */
export const orderCodeOf = async (secret: string, key: string): Promise<string> =>
  formatReceipt(await hmac(secret, 'order', `receipt:${key}`))
