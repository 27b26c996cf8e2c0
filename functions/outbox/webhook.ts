import type { Env } from '../http/app-types.ts'
import { wordsFor } from '../words.ts'
import type { MessageRow } from './rows.ts'

const TIMEOUT_MS = 10_000

export type Channel = { url: string; secret: string }

/** The webhook, when both its address and the key of its signature are configured. */
export const channelOf = ({ WEBHOOK_URL: url, WEBHOOK_SECRET: secret }: Env): Channel | null =>
  url && secret ? { url, secret } : null

/** A case is not an order, and a volunteer is neither: the first part of a topic says what has news. */
const newsOf = (topic: string) => {
  if (topic.startsWith('order.')) return 'outbox.order_has_news'
  return /^(sign_up|shift|activity|record)\./.test(topic) ? 'outbox.volunteer_has_news' : 'outbox.case_has_news'
}

/** All that leaves the portal: which message, what kind, which case. Nothing of what the case says. */
export const bodyOf = ({ id, topic, number }: Pick<MessageRow, 'id' | 'topic' | 'number'>) => {
  const t = wordsFor('zh-CN')
  const text = topic === 'test' ? t('outbox.test') : t(newsOf(topic), { number })
  return JSON.stringify({ id, topic, number, text })
}

const hex = (bytes: ArrayBuffer) => [...new Uint8Array(bytes)].map((one) => one.toString(16).padStart(2, '0')).join('')

/** `t=<seconds>,v1=<hex HMAC-SHA-256 of "<seconds>.<body>">`: the receiver checks the sum and that t is recent. */
export const signatureOf = async (secret: string, body: string, now: number): Promise<string> => {
  const encoder = new TextEncoder()
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), algorithm, false, ['sign'])
  const seconds = Math.floor(now / 1000)
  return `t=${seconds},v1=${hex(await crypto.subtle.sign('HMAC', key, encoder.encode(seconds + '.' + body)))}`
}

/** Sends one message; answers null when it was taken (2xx), else a word on what went wrong. Redirects are not followed. */
export const send = async ({ url, secret }: Channel, message: MessageRow, now: number): Promise<string | null> => {
  const body = bodyOf(message)
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: {
        'content-type': 'application/json',
        'x-portal-message': message.id,
        'x-portal-signature': await signatureOf(secret, body, now),
      },
      body,
    })
    await response.body?.cancel()
    return response.ok ? null : 'status ' + response.status
  } catch (error) {
    return error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : 'unreachable'
  }
}
