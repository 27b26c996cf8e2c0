import { totpUri, newTotpSecret } from '../staff/totp.ts'
import { base64url, hmac } from '../staff/keys.ts'

/** 256 random bits, for the link; the link is shown once. */
export const newInvitationToken = (): string => base64url(crypto.getRandomValues(new Uint8Array(32)))

/** All that is kept of a link: with the database alone nobody gets in. */
export const invitationHash = async (secret: string, token: string): Promise<string> =>
  base64url(await hmac(secret, 'invitation', token))

/**
 * The code secret that is offered to whoever holds this link, or this session: the same however often the page is opened,
 * and kept nowhere until it is confirmed with a code.
 */
export const offeredTotp = async (secret: string, holder: string): Promise<string> =>
  newTotpSecret((await hmac(secret, 'invitation', 'totp:' + holder)).slice(0, 20))

export type OfferedTotp = { secret: string; otpauth: string }
export const showTotp = (secret: string, signInName: string): OfferedTotp => ({
  secret: secret.replace(/.{4}(?=.)/g, '$& '),
  otpauth: totpUri(secret, signInName),
})
