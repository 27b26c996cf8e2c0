import type { Staff } from '../domain/staff.ts'
import { may } from '../domain/staff.ts'
import type { Env } from '../http/app-types.ts'
import { type ChannelRow, listChannels, type ListedSubscription, listOfOwner } from './channel-rows.ts'
import type { DeliveryRow } from './delivery-rows.ts'
import type { MessageRow } from './rows.ts'
import { settingsOf } from './send-delivery.ts'
import { ownersOf } from './set-up-subscription.ts'
import { channelOf } from './webhook.ts'

export const messageView = (row: MessageRow, hasChannel: boolean) => ({
  id: row.id,
  topic: row.topic,
  audience: row.audience,
  number: row.number,
  // Nothing will ever send it: said at once, not when the clock comes round.
  state: row.state === 'waiting' && !hasChannel ? ('not_sent' as const) : row.state,
  attempts: row.attempts,
  nextAttemptAt: row.next_attempt_at,
  lastError: row.last_error,
  createdAt: row.created_at,
  sentAt: row.sent_at,
})

export const deliveryView = (row: DeliveryRow) => ({
  id: row.id,
  topic: row.topic,
  audience: row.audience,
  number: row.number,
  state: row.state,
  attempts: row.attempts,
  nextAttemptAt: row.next_attempt_at,
  lastError: row.last_error,
  createdAt: row.created_at,
  sentAt: row.sent_at,
})

/** A channel as it is shown: whether it has a password, never which. */
const channelView = (row: ChannelRow) => ({
  id: row.id,
  kind: row.kind,
  name: row.name,
  ...settingsOf(row),
  hasPassword: row.password_sealed !== null,
  version: row.version,
  disabled: row.disabled_at !== null,
  changedAt: row.changed_at,
})
const subscriptionView = (row: ListedSubscription) => ({
  id: row.id,
  owner: row.owner,
  channel: { id: row.channel_id, name: row.channel_name, kind: row.kind, disabled: row.disabled_at !== null },
  addressHint: row.address_hint,
  kinds: JSON.parse(row.kinds) as string[],
  createdAt: row.created_at,
})

export type ChannelView = ReturnType<typeof channelView>
export type DeliveryView = ReturnType<typeof deliveryView>

/** Every channel, and what this host can do. */
export async function readChannels(env: Env) {
  const channels = (await listChannels(env.DB)).map(channelView)
  return { webhook: channelOf(env) !== null, here: { smtp: !!env.SMTP, cloudflare: !!env.EMAIL }, channels }
}

/** `webhook`, `own` (only channels set up at the desk), or `none`. */
export async function channelsInUse(env: Env): Promise<'webhook' | 'own' | 'none'> {
  if (channelOf(env)) return 'webhook'
  return (await listChannels(env.DB)).some(({ disabled_at }) => disabled_at === null) ? 'own' : 'none'
}

/** What this member of staff chose for themselves, their unit or the desk, and the channels there are to choose from. */
export async function readSubscriptions(env: Env, staff: Staff) {
  const owners = ownersOf(staff)
  const lists = await Promise.all(owners.map(({ owner }) => listOfOwner(env.DB, owner)))
  const channels = (await listChannels(env.DB)).filter(({ disabled_at }) => disabled_at === null)
  return {
    for: owners.map((one) => one.for),
    mayManage: may(staff.role, 'outbox:manage'),
    // Enough to choose by: where a robot's address has to be, not whose mail server it is.
    channels: channels.map((row) => ({
      id: row.id,
      kind: row.kind,
      name: row.name,
      robotHost: row.kind === 'wecom' ? settingsOf(row).host : '',
    })),
    subscriptions: lists.flat().map(subscriptionView),
  }
}
