import type { NewsKind } from '../domain/channel-input.ts'
import { may } from '../domain/staff.ts'
import type { Env } from '../http/app-types.ts'
import { listLive, type LiveSubscription } from './channel-rows.ts'
import { insertDelivery, type Way, WEBHOOK } from './delivery-rows.ts'
import { kindOf } from './news.ts'
import { listToLayOut, type MessageRow, recordLaidOut } from './rows.ts'
import { channelOf } from './webhook.ts'

const AT_ONCE = 50

/** Whether this subscription wants the message. Reporters and other residents are told through the webhook only. */
const wants = ({ owner, kinds, role }: LiveSubscription, { audience, topic }: MessageRow): boolean => {
  if (topic === 'test') return false
  if (owner.startsWith('unit:')) return owner === audience
  // A red slip is told to the desk and to the supervisor: each hears of it once, by the message that is theirs.
  const hears =
    role === 'supervisor' && topic.startsWith('slip.') && kindOf(topic) === 'red_slip' ? 'supervisor' : 'desk'
  if (audience !== hears || !(JSON.parse(kinds) as NewsKind[]).includes(kindOf(topic))) return false
  // Whose account was closed or who got another role hears no more of cases they may not read.
  return owner === 'desk' || (role !== null && role !== 'handler' && may(role, 'tip_off:list'))
}

/**
 * Lays new messages out: one delivery for the webhook and for each address that chose this news, all of a message in one
 * batch. Two clocks at once, or one that was cut short, end in the same deliveries. A message nobody is told of is
 * marked as not sent.
 */
export async function layOutMessages(env: Env, now: number): Promise<void> {
  const messages = await listToLayOut(env.DB, now, AT_ONCE)
  if (messages.length === 0) return
  const live = await listLive(env.DB)
  const webhook: Way[] = channelOf(env) ? [{ channel: WEBHOOK, subscription: '' }] : []
  for (const message of messages) {
    const chosen = live.filter((one) => wants(one, message))
    const ways = [...webhook, ...chosen.map(({ id, channel_id }) => ({ channel: channel_id, subscription: id }))]
    await env.DB.batch([
      ...ways.map((way) => insertDelivery(env.DB, message.id, way, now, crypto.randomUUID())),
      recordLaidOut(env.DB, message.id, now),
    ])
  }
}
