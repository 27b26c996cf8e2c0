import type { Guard } from '../db/guard.ts'
import type { ChannelKind } from '../domain/channel-input.ts'
import type { Role } from '../domain/staff.ts'
import type { Database, Statement } from '../http/app-types.ts'

export type ChannelRow = {
  id: string
  kind: ChannelKind
  name: string
  settings: string
  password_sealed: string | null
  version: number
  disabled_at: number | null
  created_at: number
  changed_at: number
}
export type SubscriptionRow = {
  id: string
  channel_id: string
  owner: string
  address_sealed: string
  address_hint: string
  kinds: string
  created_at: number
}
export type ListedSubscription = Omit<SubscriptionRow, 'address_sealed'> & {
  channel_name: string
  kind: ChannelKind
  disabled_at: number | null
}
/** A live subscription, and who of staff it belongs to (a unit's and the desk's belong to nobody). */
export type LiveSubscription = Pick<SubscriptionRow, 'id' | 'channel_id' | 'owner' | 'kinds'> & { role: Role | null }

const CHANNEL = `SELECT id, kind, name, settings, password_sealed, version, disabled_at, created_at, changed_at
  FROM outbox_channels`
const CHANNELS = CHANNEL + ' ORDER BY created_at, id LIMIT 50'
const CHANNEL_BY_ID = CHANNEL + ' WHERE id = ?'
const INSERT_CHANNEL = `INSERT INTO outbox_channels
    (id, kind, name, settings, password_sealed, created_at, changed_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)`
const CHANGE = `UPDATE outbox_channels SET name = ?3, settings = ?4, password_sealed = ?5, changed_at = ?6,
  version = version + 1 WHERE id = ?1 AND version = ?2`
const SWITCH = `UPDATE outbox_channels SET disabled_at = ?3, changed_at = ?4, version = version + 1
  WHERE id = ?1 AND version = ?2`
const WHILE_AT = 'FROM outbox_channels WHERE id = ? AND version = ?'

const SUBSCRIPTION = `SELECT id, channel_id, owner, address_sealed, address_hint, kinds, created_at
  FROM outbox_subscriptions WHERE id = ? AND ended_at IS NULL`
const OF_OWNER = `SELECT outbox_subscriptions.id, channel_id, owner, address_hint, kinds,
    outbox_subscriptions.created_at, outbox_channels.name AS channel_name, kind, disabled_at
  FROM outbox_subscriptions JOIN outbox_channels ON outbox_channels.id = channel_id
  WHERE owner = ? AND ended_at IS NULL ORDER BY outbox_subscriptions.created_at, outbox_subscriptions.id`
const LIVE = `SELECT outbox_subscriptions.id, channel_id, owner, kinds, staff.role
  FROM outbox_subscriptions JOIN outbox_channels ON outbox_channels.id = channel_id
    LEFT JOIN staff ON 'staff:' || staff.id = owner AND staff.disabled_at IS NULL
  WHERE ended_at IS NULL AND outbox_channels.disabled_at IS NULL`
const INSERT_SUBSCRIPTION = `INSERT INTO outbox_subscriptions
    (id, channel_id, owner, address_sealed, address_hint, kinds, created_at) SELECT ?, ?, ?, ?, ?, ?, ?`
const WHILE_ROOM = `FROM outbox_channels WHERE id = ? AND disabled_at IS NULL
  AND (SELECT COUNT(*) FROM outbox_subscriptions WHERE owner = ? AND ended_at IS NULL) < ?`
const WHILE_LIVE = 'FROM outbox_subscriptions WHERE id = ? AND ended_at IS NULL'
const END = `UPDATE outbox_subscriptions SET ended_at = ?, address_sealed = '', address_hint = ''
  WHERE id = ? AND ended_at IS NULL`

export const listChannels = async (db: Database): Promise<ChannelRow[]> =>
  (await db.prepare(CHANNELS).all<ChannelRow>()).results
export const findChannel = (db: Database, id: string) => db.prepare(CHANNEL_BY_ID).bind(id).first<ChannelRow>()
export const insertChannel = (
  db: Database,
  one: Pick<ChannelRow, 'id' | 'kind' | 'name' | 'settings' | 'password_sealed'>,
  now: number,
): Statement => db.prepare(INSERT_CHANNEL).bind(one.id, one.kind, one.name, one.settings, one.password_sealed, now)
export const recordChannel = (
  db: Database,
  { id, version }: ChannelRow,
  to: Pick<ChannelRow, 'name' | 'settings' | 'password_sealed'>,
  now: number,
): Statement => db.prepare(CHANGE).bind(id, version, to.name, to.settings, to.password_sealed, now)
export const recordSwitch = (db: Database, { id, version }: ChannelRow, disabledAt: number | null, now: number) =>
  db.prepare(SWITCH).bind(id, version, disabledAt, now)
/** Holds while nobody has changed the channel since it was read. */
export const whileChannelAt = ({ id, version }: ChannelRow): Guard => ({ from: WHILE_AT, values: [id, version] })

export const findSubscription = (db: Database, id: string) => db.prepare(SUBSCRIPTION).bind(id).first<SubscriptionRow>()
export const listOfOwner = async (db: Database, owner: string): Promise<ListedSubscription[]> =>
  (await db.prepare(OF_OWNER).bind(owner).all<ListedSubscription>()).results
export const listLive = async (db: Database): Promise<LiveSubscription[]> =>
  (await db.prepare(LIVE).all<LiveSubscription>()).results
export const insertSubscription = (db: Database, one: SubscriptionRow, guard: Guard): Statement =>
  db
    .prepare(INSERT_SUBSCRIPTION + ' ' + guard.from)
    .bind(
      ...[one.id, one.channel_id, one.owner, one.address_sealed, one.address_hint, one.kinds, one.created_at],
      ...guard.values,
    )
/** Holds while the channel is on and its owner has room for one more. */
export const whileRoom = (channel: string, owner: string, max: number): Guard => ({
  from: WHILE_ROOM,
  values: [channel, owner, max],
})
export const whileLive = (id: string): Guard => ({ from: WHILE_LIVE, values: [id] })
/** Its address is forgotten with it. */
export const recordEnded = (db: Database, id: string, now: number) => db.prepare(END).bind(now, id)
