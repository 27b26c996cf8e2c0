import type { SubscriptionInput, SubscriptionMove } from '../domain/channel-input.ts'
import { addressHint, isMailAddress, robotAddress } from '../domain/check-channel.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import { may, type Staff } from '../domain/staff.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import { seal } from '../staff/keys.ts'
import * as rows from './channel-rows.ts'
import { giveUpSubscription } from './delivery-rows.ts'
import type { MessageRow } from './rows.ts'
import { settingsOf } from './send-delivery.ts'
import { sendTestOn } from './send-test.ts'

type Asked = { requestId: string; now: number }
/** Most addresses of one person, unit, or the desk. */
export const SUBSCRIPTIONS_MAX = 5

/** Whose subscriptions this member of staff may keep: a handler their unit's, others their own, an administrator the desk's. */
export const ownersOf = (staff: Staff): { for: SubscriptionInput['for']; owner: string }[] => {
  if (staff.role === 'handler') return staff.unit ? [{ for: 'unit', owner: 'unit:' + staff.unit }] : []
  const own = { for: 'me' as const, owner: 'staff:' + staff.id }
  return may(staff.role, 'outbox:manage') ? [own, { for: 'desk', owner: 'desk' }] : [own]
}

/**
 * Chooses where messages go. The address is sealed and only hinted at afterwards. `subscription.not_yours`,
 * `subscription.channel` (none, or off), `subscription.address`, `subscription.kinds` (none chosen),
 * `subscription.too_many`.
 */
export async function addSubscription(
  env: Env,
  input: SubscriptionInput,
  staff: Staff,
  asked: Asked,
): Promise<Outcome<{ id: string }>> {
  const id = crypto.randomUUID()
  const act = { staff, action: 'subscription:add', object: { kind: 'channel' as const, id }, ...asked }
  const refuse = async (code: string, field?: string, detail?: Record<string, number>) => {
    await recordRefusal(env.DB, { ...act, detail: input.for }, code)
    return refused(code, field, detail)
  }
  const owner = ownersOf(staff).find((one) => one.for === input.for)?.owner
  if (owner === undefined) return refuse('subscription.not_yours', 'for')
  const channel = await rows.findChannel(env.DB, input.channel)
  if (!channel || channel.disabled_at !== null) return refuse('subscription.channel', 'channel')
  const robot = channel.kind === 'wecom' ? robotAddress(input.address, settingsOf(channel).host) : null
  const address = robot ?? (channel.kind !== 'wecom' && isMailAddress(input.address) ? input.address : null)
  if (address === null)
    return refuse(channel.kind === 'wecom' ? 'subscription.robot' : 'subscription.address', 'address')
  if (input.for !== 'unit' && input.kinds.length === 0) return refuse('subscription.kinds', 'kinds')
  const guard = rows.whileRoom(channel.id, owner, SUBSCRIPTIONS_MAX)
  const subscription = {
    id,
    channel_id: channel.id,
    owner,
    address_sealed: await seal(env, 'vault', address, id),
    address_hint: addressHint(channel.kind, address),
    kinds: JSON.stringify(input.for === 'unit' ? [] : input.kinds),
    created_at: asked.now,
  }
  const results = await env.DB.batch([
    recordAct(env.DB, { ...act, result: 'ok', detail: owner }, guard),
    rows.insertSubscription(env.DB, subscription, guard),
  ])
  if (results.at(-1)?.meta.changes !== 0) return done({ id })
  return refuse('subscription.too_many', 'address', { max: SUBSCRIPTIONS_MAX })
}

/** Tries an address out, or ends it: nothing that waits for it is sent then. `subscription.not_found` for another's. */
export async function moveSubscription(
  env: Env,
  id: string,
  { move }: SubscriptionMove,
  staff: Staff,
  asked: Asked,
): Promise<Outcome<{ id: string; test?: Pick<MessageRow, 'state' | 'last_error'> }>> {
  const act = { staff, action: 'subscription:' + move, object: { kind: 'channel' as const, id }, ...asked }
  const refuse = async (code: string) => {
    await recordRefusal(env.DB, act, code)
    return refused(code)
  }
  if (!isUuid(id)) return refused('subscription.not_found')
  const row = await rows.findSubscription(env.DB, id)
  if (!row || !ownersOf(staff).some(({ owner }) => owner === row.owner)) return refuse('subscription.not_found')
  if (move === 'test') {
    const { state, last_error } = await sendTestOn(env, { channel: row.channel_id, subscription: id }, act)
    return done({ id, test: { state, last_error } })
  }
  const results = await env.DB.batch([
    recordAct(env.DB, { ...act, result: 'ok' }, rows.whileLive(id)),
    giveUpSubscription(env.DB, id),
    rows.recordEnded(env.DB, id, asked.now),
  ])
  return results.at(-1)?.meta.changes === 0 ? refuse('subscription.not_found') : done({ id })
}
