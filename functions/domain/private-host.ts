/** What kind of network a host name stands in: the public one, this very machine, or an inner network. */
export type Network = 'public' | 'loopback' | 'private'

const numberOf = (address: string): number | null => {
  const parts = address.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) return null
  return parts.reduce((sum, part) => sum * 256 + Number(part), 0)
}
/** Special-purpose blocks of IPv4 (RFC 6890 and what came after): first address and prefix length. */
const PRIVATE_V4: [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
]
const networkOfV4 = (number: number): Network => {
  if (Math.floor(number / 2 ** 24) === 127) return 'loopback'
  const inside = PRIVATE_V4.some(
    ([first, bits]) => Math.floor(number / 2 ** (32 - bits)) === Math.floor(numberOf(first)! / 2 ** (32 - bits)),
  )
  return inside ? 'private' : 'public'
}
/** Of IPv6 only what is given out to the world is public; addresses that wrap an IPv4 one are not taken at all. */
const networkOfV6 = (address: string): Network => {
  if (/^(0*:)*:?0*1$/.test(address)) return 'loopback'
  const isGlobal = /^[23][0-9a-f]{3}:/.test(address)
  return isGlobal && !/^(2001:(0{0,4}|db8)?:|2002:)/.test(address) ? 'public' : 'private'
}

/**
 * Where a host stands, judged by its name or literal address alone. Names of one word and those kept for inner networks
 * (RFC 6761, RFC 6762, .internal) are private. Null: no host name at all.
 */
export const networkOf = (host: string): Network | null => {
  const literal = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host
  if (!URL.canParse(`https://${literal}/`)) return null
  const url = new URL(`https://${literal}/`)
  // The parser writes 0x7f.1 and 2130706433 as what they are: 127.0.0.1.
  const name = url.hostname.replace(/\.$/, '')
  if (url.port || url.username || url.pathname !== '/' || url.search || url.hash || /^$|^\.|\.\.|\.$/.test(name)) return null
  if (name.startsWith('[')) return networkOfV6(name.slice(1, -1))
  const number = numberOf(name)
  if (number !== null) return networkOfV4(number)
  if (name === 'localhost' || name.endsWith('.localhost')) return 'loopback'
  return !name.includes('.') || /\.(local|internal|intranet|lan|home|corp|home\.arpa)$/.test(name)
    ? 'private'
    : 'public'
}

/** What the office lets its messages reach beyond the public network. */
export type Reach = { loopback: boolean; private: boolean }

export const mayReach = (host: string, reach: Reach): boolean => {
  const network = networkOf(host)
  return network === 'public' || (network !== null && reach[network])
}
