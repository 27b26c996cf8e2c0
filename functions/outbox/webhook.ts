import type { Env } from '../http/app-types.ts'
import type { DeliveryRow } from './delivery-rows.ts'
import { sentenceOf } from './news.ts'

export const TIMEOUT_MS = 10_000

export type Channel = { url: string; secret: string }

/** The webhook, when both its address and the key of its signature are configured. */
export const channelOf = ({ WEBHOOK_URL: url, WEBHOOK_SECRET: secret }: Env): Channel | null =>
  url && secret ? { url, secret } : null

/** All that leaves by it: which message, what kind, which case. Nothing of what the case says. */
export const bodyOf = ({ id, topic, number }: { id: string; topic: string; number: string }) =>
  JSON.stringify({ id, topic, number, text: sentenceOf({ topic, number }) })

const hex = (bytes: ArrayBuffer) => [...new Uint8Array(bytes)].map((one) => one.toString(16).padStart(2, '0')).join('')

/** `t=<seconds>,v1=<hex HMAC-SHA-256 of "<seconds>.<body>">`: the receiver checks the sum and that t is recent. */
export const signatureOf = async (secret: string, body: string, now: number): Promise<string> => {
  const encoder = new TextEncoder()
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), algorithm, false, ['sign'])
  const seconds = Math.floor(now / 1000)
  return `t=${seconds},v1=${hex(await crypto.subtle.sign('HMAC', key, encoder.encode(seconds + '.' + body)))}`
}

/** Why a server was not reached, in a word. */
export const faultOf = (error: unknown): string =>
  error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : 'unreachable'

/** Sends one message; answers null when it was taken (2xx), else a word on what went wrong. Redirects are not followed. */
export const sendToWebhook = async (
  { url, secret }: Channel,
  message: DeliveryRow,
  now: number,
): Promise<string | null> => {
  const body = bodyOf({ ...message, id: message.message_id })
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: {
        'content-type': 'application/json',
        'x-portal-message': message.message_id,
        'x-portal-signature': await signatureOf(secret, body, now),
      },
      body,
    })
    await response.body?.cancel()
    return response.ok ? null : 'status ' + response.status
  } catch (error) {
    return faultOf(error)
  }
}
