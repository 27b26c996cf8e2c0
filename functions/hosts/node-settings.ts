import { BlockList, isIPv4, isIPv6 } from 'node:net'
import { refuseToStart } from './refuse-start.ts'

const LOOPBACK = ['127.0.0.1', 'localhost', '::1']

const readPort = (text: string): number =>
  /^\d{1,5}$/.test(text) && Number(text) < 65_536 ? Number(text) : refuseToStart('setting_unreadable', `PORT=${text}`)

const readOrigin = (text: string): URL | null => {
  if (!text) return null
  const url = URL.canParse(text) ? new URL(text) : null
  return url && /^https?:$/.test(url.protocol) ? url : refuseToStart('setting_unreadable', `PORTAL_URL=${text}`)
}

/** `TRUSTED_PROXY=127.0.0.1,10.0.0.0/8`: the proxies whose word about the visitor is taken. Empty: nobody's. */
const readProxies = (text: string): BlockList => {
  const proxies = new BlockList()
  for (const one of text.split(/[\s,]+/).filter(Boolean)) {
    const [address = '', bits] = one.split('/')
    const family = isIPv4(address) ? 'ipv4' : isIPv6(address) ? 'ipv6' : null
    const longest = family === 'ipv4' ? 32 : 128
    if (!family || (bits !== undefined && !(/^\d{1,3}$/.test(bits) && Number(bits) <= longest))) {
      refuseToStart('setting_unreadable', `TRUSTED_PROXY=${one}`)
    } else proxies.addSubnet(address, bits === undefined ? longest : Number(bits), family)
  }
  return proxies
}

const host = process.env.HOST || '127.0.0.1'

/** What an operator may set for the node host, read once at start; anything unreadable refuses the start. */
export const settings = {
  host,
  port: readPort(process.env.PORT || '4321'),
  onLoopback: LOOPBACK.includes(host),
  dataFolder: process.env.DATA_DIR || './.data',
  demo: process.env.DEMO !== '0',
  portalUrl: readOrigin(process.env.PORTAL_URL ?? ''),
  trustedProxies: readProxies(process.env.TRUSTED_PROXY ?? ''),
  logsRequests: process.env.LOG !== 'off',
}
