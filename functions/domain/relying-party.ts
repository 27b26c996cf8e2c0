/** Whom a passkey is made for: `id` is the host name, `origin` the only address it is used at. */
export type RelyingParty = { id: string; origin: string }

const isAddress = (host: string): boolean => /^(\[.*\]|\d{1,3}(\.\d{1,3}){3})$/.test(host)
const isLocal = (host: string): boolean => host === 'localhost' || host.endsWith('.localhost')

/**
 * The relying party of this portal, or null where passkeys cannot be used: browsers know them only over https, under a
 * name and not a number, or at the machine itself (localhost). With PORTAL_URL it is that, whatever host was asked for.
 */
export const relyingParty = (asked: string, portalUrl: string | undefined): RelyingParty | null => {
  const { protocol, hostname, origin } = new URL(portalUrl ?? asked)
  if (isAddress(hostname)) return null
  return protocol === 'https:' || isLocal(hostname) ? { id: hostname, origin } : null
}
