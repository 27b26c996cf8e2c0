import type { ChannelSettings } from '../domain/check-channel.ts'
import { isMailAddress, robotAddress } from '../domain/check-channel.ts'
import type { Reach } from '../domain/private-host.ts'
import { mayReach } from '../domain/private-host.ts'
import type { Env } from '../http/app-types.ts'
import { unseal } from '../staff/keys.ts'
import { wordsFor } from '../words.ts'
import { type ChannelRow, findChannel, findSubscription } from './channel-rows.ts'
import { type DeliveryRow, WEBHOOK } from './delivery-rows.ts'
import { linkOf, sentenceOf } from './news.ts'
import { channelOf, sendToWebhook } from './webhook.ts'
import { sendToRobot } from './wecom.ts'

/** What became of one try: `gone` when nobody is left to send to; a word on what went wrong, or null when it was taken. */
export type Tried = { gone: boolean; error: string | null }
const tried = (error: string | null): Tried => ({ gone: false, error })
const GONE: Tried = { gone: true, error: 'gone' }

/** Inner networks are closed unless the office opened them; this machine is open in a demo, to try things out. */
export const reachOf = ({ DEMO, OUTBOX_PRIVATE }: Env): Reach => ({
  loopback: DEMO === '1' || OUTBOX_PRIVATE === '1',
  private: OUTBOX_PRIVATE === '1',
})

export const settingsOf = ({ settings }: ChannelRow) => JSON.parse(settings) as ChannelSettings

/** A text sealed in a channel's row or a subscription's; '' for none, null when the key does not open it. */
export const openSealed = async (env: Env, sealed: string | null, bound: string): Promise<string | null> =>
  sealed ? unseal(env, 'vault', sealed, bound) : ''

const withLink = (message: DeliveryRow, env: Env) =>
  [sentenceOf(message), linkOf(message, env.PORTAL_URL)].filter(Boolean).join('\n')

const sendMail = async (env: Env, channel: ChannelRow, to: string, message: DeliveryRow): Promise<Tried> => {
  const mail = { to, subject: wordsFor('zh-CN')('outbox.mail_subject'), text: withLink(message, env) + '\n' }
  const { from, host, port, tls, user } = settingsOf(channel)
  if (!isMailAddress(to) || !isMailAddress(from)) return tried('smtp.address')
  if (channel.kind === 'cloudflare') {
    if (!env.EMAIL) return tried('not_here')
    return env.EMAIL.send({ from, ...mail }).then(
      () => tried(null),
      (error: unknown) => tried('cloudflare ' + ((error as { code?: string })?.code ?? '?').slice(0, 60)),
    )
  }
  if (!env.SMTP) return tried('not_here')
  const password = await openSealed(env, channel.password_sealed, channel.id)
  if (password === null) return tried('unreadable')
  const server = { host, port, tls, user, password, from, reach: reachOf(env) }
  return tried(await env.SMTP(server, mail, message.id))
}

/** Sends one delivery on its channel. The address is opened for this only and is in no log and no error. */
export async function sendDelivery(env: Env, message: DeliveryRow, now: number): Promise<Tried> {
  if (message.channel_id === WEBHOOK) {
    const webhook = channelOf(env)
    return webhook ? tried(await sendToWebhook(webhook, message, now)) : GONE
  }
  const channel = await findChannel(env.DB, message.channel_id)
  const subscription = await findSubscription(env.DB, message.subscription_id)
  if (!channel || channel.disabled_at !== null || !subscription) return GONE
  const address = await openSealed(env, subscription.address_sealed, subscription.id)
  if (address === null) return tried('unreadable')
  if (channel.kind !== 'wecom') return sendMail(env, channel, address, message)
  const { host } = settingsOf(channel)
  const robot = robotAddress(address, host)
  const reachable = robot !== null && mayReach(new URL(robot).hostname, reachOf(env))
  return tried(reachable ? await sendToRobot(robot, withLink(message, env)) : 'not_allowed')
}
