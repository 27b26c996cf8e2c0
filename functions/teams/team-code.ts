import { formatReceipt, RECEIPT_BYTES } from '../domain/receipt.ts'
import { base64url, hmac } from '../staff/keys.ts'

/** All that is kept of a team leader's code: with the database alone nobody can open a team. */
export const teamCodeHash = async (secret: string, code: string): Promise<string> =>
  base64url(await hmac(secret, 'team', code))

/** A new code for a leader: 24 characters, 120 bits, shown once. */
export const newTeamCode = (): string => formatReceipt(crypto.getRandomValues(new Uint8Array(RECEIPT_BYTES)))
