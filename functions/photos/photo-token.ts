import { base64url, fromBase64url, hmac, hmacHolds } from '../staff/keys.ts'

/** What is known of a shelved picture. `exp` is when the token ends, epoch milliseconds, cut to the minute. */
export type ShelvedPhoto = {
  key: string
  type: string
  size: number
  width: number
  height: number
  sha256: string
  exp: number
}

const encoder = new TextEncoder()

/** A text that lets its holder show the picture, or file it with a tip-off, until `exp`: JSON and its HMAC. */
export const photoToken = async (secret: string, photo: ShelvedPhoto): Promise<string> => {
  const said = base64url(encoder.encode(JSON.stringify(photo)))
  return `${said}.${base64url(await hmac(secret, 'photo-token', said))}`
}

/** What a token of ours says, expired or not; null when it is not ours. */
export const readPhotoToken = async (secret: string, token: string): Promise<ShelvedPhoto | null> => {
  const [said = '', mac = '', rest] = token.split('.')
  const [json, sum] = [fromBase64url(said), fromBase64url(mac)]
  if (!json || !sum || rest !== undefined || !(await hmacHolds(secret, 'photo-token', said, sum))) return null
  return JSON.parse(new TextDecoder().decode(json)) as ShelvedPhoto
}
