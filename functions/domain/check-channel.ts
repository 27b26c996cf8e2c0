import type { ChannelInput, ChannelKind } from './channel-input.ts'
import type { Issue } from './outcome.ts'
import { mayReach, networkOf, type Reach } from './private-host.ts'

/** What a channel keeps beside its password. */
export type ChannelSettings = Pick<ChannelInput, 'host' | 'port' | 'tls' | 'user' | 'from'>

export const WECOM_HOST = 'qyapi.weixin.qq.com'
const ROBOT_PATH = '/cgi-bin/webhook/send'

/**
 * A mail address as offices write them, far stricter than RFC 5321: nothing of it can end a header line, add a second
 * recipient or carry a name.
 */
export const isMailAddress = (text: string): boolean =>
  text.length <= 254 &&
  /^[a-z0-9_+-]+(\.[a-z0-9_+-]+)*@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$/i.test(text)

const issue = (code: string, field: string): Issue => ({ code, field })

/**
 * What is wrong with a channel's settings: `channel.host`, `channel.private` (an inner network the office has not
 * opened), `channel.tls` (clear text leaves this machine), `channel.from`.
 */
export const checkChannel = (
  kind: ChannelKind,
  { host, tls, from }: Pick<ChannelSettings, 'host' | 'tls' | 'from'>,
  reach: Reach,
): Issue[] => {
  const issues: Issue[] = []
  if (kind !== 'cloudflare') {
    // A robot's server may be named with its port; a mail server's stands beside it.
    const name = kind === 'wecom' ? (host || WECOM_HOST).replace(/:\d{1,5}$/, '') : host
    const network = name === '' ? null : networkOf(name)
    if (network === null) issues.push(issue('channel.host', 'host'))
    else if (!mayReach(name, reach)) issues.push(issue('channel.private', 'host'))
    else if (kind === 'smtp' && tls === 'none' && network !== 'loopback') issues.push(issue('channel.tls', 'tls'))
  }
  if (kind !== 'wecom' && !isMailAddress(from)) issues.push(issue('channel.from', 'from'))
  return issues
}

/**
 * The address of a WeCom robot on this channel's host, as it is posted to; null when it is another's. So whoever may only
 * choose an address can never make the portal ask another server.
 */
export const robotAddress = (text: string, host: string): string | null => {
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  const key = url.searchParams.get('key') ?? ''
  const local = networkOf(url.hostname) === 'loopback'
  const scheme = url.protocol === 'https:' || (local && url.protocol === 'http:')
  const own = url.host === (host || WECOM_HOST) && url.pathname === ROBOT_PATH
  if (!scheme || !own || url.username || url.password || url.hash || !/^[\w-]{8,100}$/.test(key)) return null
  return `${url.protocol}//${url.host}${ROBOT_PATH}?key=${key}`
}

/** What is shown of an address once it is kept: enough to know it by. */
export const addressHint = (kind: ChannelKind, address: string): string => {
  if (kind === 'wecom') return '…' + address.slice(-4)
  const [name = '', domain = ''] = address.split('@')
  return `${name.slice(0, 1)}***@${domain}`
}
