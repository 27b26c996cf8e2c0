import * as v from 'valibot'
import { line, MALFORMED } from './text.ts'
import { Version } from './version.ts'

/** Ways a message can leave beside the webhook: a WeCom group robot, the office's mail server, Cloudflare's mail. */
export const CHANNEL_KINDS = ['wecom', 'smtp', 'cloudflare'] as const
export type ChannelKind = (typeof CHANNEL_KINDS)[number]
/** How the mail server is spoken to: TLS at once (465), after STARTTLS, or not at all (this machine only). */
export const TLS = ['tls', 'starttls', 'none'] as const

export const CHANNEL_NAME = { min: 2, max: 30 }
/** What a desk subscription can be about. */
export const NEWS_KINDS = ['new_case', 'hand_back', 'overdue', 'red_slip', 'other'] as const
export type NewsKind = (typeof NEWS_KINDS)[number]

const short = (max: number) => v.pipe(v.optional(v.string(MALFORMED), ''), v.trim(), v.maxLength(max, MALFORMED))
const settings = {
  name: v.pipe(
    line(CHANNEL_NAME, 'channel_name'),
    v.check((name) => name !== '', 'channel_name.missing'),
  ),
  host: short(253),
  port: v.pipe(
    v.optional(v.number(MALFORMED), 465),
    v.integer(MALFORMED),
    v.minValue(1, 'channel.port'),
    v.maxValue(65_535, 'channel.port'),
  ),
  tls: v.optional(v.picklist(TLS, MALFORMED), 'tls'),
  user: short(120),
  password: v.pipe(v.optional(v.string(MALFORMED), ''), v.maxLength(200, MALFORMED)),
  from: short(120),
}
/** A channel as the administrator sets it up; a kind takes of it what it needs (domain/check-channel.ts). */
export const ChannelInput = v.strictObject({ kind: v.picklist(CHANNEL_KINDS, MALFORMED), ...settings }, MALFORMED)
export type ChannelInput = v.InferOutput<typeof ChannelInput>

export const ChannelMove = v.variant(
  'move',
  [
    v.strictObject({ move: v.literal('change'), version: Version, ...settings }, MALFORMED),
    v.strictObject({ move: v.picklist(['enable', 'disable'], MALFORMED), version: Version }, MALFORMED),
  ],
  MALFORMED,
)
export type ChannelMove = v.InferOutput<typeof ChannelMove>

/** Whose messages go there: one's own choice, the unit's of a handler, or the whole desk's (administrator). */
export const SubscriptionInput = v.strictObject(
  {
    for: v.picklist(['me', 'unit', 'desk'], MALFORMED),
    channel: v.pipe(v.string(MALFORMED), v.uuid('subscription.channel')),
    address: v.pipe(v.optional(v.string(MALFORMED), ''), v.trim(), v.maxLength(400, 'subscription.address')),
    kinds: v.pipe(v.optional(v.array(v.picklist(NEWS_KINDS, MALFORMED), MALFORMED), []), v.maxLength(10, MALFORMED)),
  },
  MALFORMED,
)
export type SubscriptionInput = v.InferOutput<typeof SubscriptionInput>

export const SubscriptionMove = v.strictObject({ move: v.picklist(['end', 'test'], MALFORMED) }, MALFORMED)
export type SubscriptionMove = v.InferOutput<typeof SubscriptionMove>
