import type { IncomingMessage } from 'node:http'
import { type BlockList, isIP, isIPv6 } from 'node:net'

/** Where a request came from and what it asked for, as far as that can be believed. */
export type Visitor = { address: string; origin: string; host: string }

const HOST = /^([a-z0-9_-]+(\.[a-z0-9_-]+)*\.?|\[[0-9a-f:.]+\])(:\d{1,5})?$/i

/** An IPv4 address may arrive dressed as IPv6 (::ffff:127.0.0.1). */
const plain = (address: string) => address.replace(/^::ffff:(?=\d+\.)/i, '')
const isProxy = (proxies: BlockList, address: string) =>
  isIP(address) !== 0 && proxies.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
const last = (header: string | string[] | undefined) =>
  String(header ?? '')
    .split(',')
    .at(-1)!
    .trim()

/**
 * The visitor's address is the socket's. Only when the socket belongs to a configured proxy (TRUSTED_PROXY) is it the
 * right-most hop of X-Forwarded-For that is no such proxy, and only then do X-Forwarded-Proto and -Host count (G42).
 * Null: the Host is missing or is no host name.
 */
export const readVisitor = (req: IncomingMessage, proxies: BlockList): Visitor | null => {
  const peer = plain(req.socket.remoteAddress ?? '')
  const believed = isProxy(proxies, peer)
  const host = ((believed && last(req.headers['x-forwarded-host'])) || req.headers.host || '').toLowerCase()
  if (!HOST.test(host)) return null
  const protocol = believed && last(req.headers['x-forwarded-proto']).toLowerCase() === 'https' ? 'https' : 'http'
  const hops = String(req.headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((hop) => plain(hop.trim()))
  const outermost = believed ? hops.findLast((hop) => !isProxy(proxies, hop)) : undefined
  const address = outermost !== undefined && isIP(outermost) ? outermost : peer
  return { address, host, origin: `${protocol}://${host}` }
}
