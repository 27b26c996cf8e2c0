/** Starts the worker that lets these pages open again without network, and tells it what to keep: this page first. */
export const keepMine = async (home: string, who: string): Promise<void> => {
  if (!('serviceWorker' in navigator)) return
  await navigator.serviceWorker.register(`${home}worker.js`, { scope: home })
  if (navigator.storage?.persist) await navigator.storage.persist().catch(() => false)
  const { active } = await navigator.serviceWorker.ready
  const pathOf = (address: string) => new URL(address, location.href).pathname
  const loaded = performance.getEntriesByType('resource').map(({ name }) => pathOf(name))
  const scripts = [...document.querySelectorAll<HTMLScriptElement>('script[src]')].map(({ src }) => pathOf(src))
  const assets = [...new Set([...loaded, ...scripts])].filter((path) => path.startsWith('/assets/'))
  const pictures = [...document.querySelectorAll<HTMLImageElement>('main img')].map(({ src }) => pathOf(src))
  const pages = [...new Set([home, location.pathname])]
  const channel = new MessageChannel()
  const kept = new Promise((resolve) => (channel.port1.onmessage = ({ data }) => resolve(data)))
  active?.postMessage({ keep: { who, pages, pictures, assets } }, [channel.port2])
  // For whoever waits to go out of reach of the network, people and tests alike.
  if ((await kept) === 'kept') document.documentElement.dataset['kept'] = 'yes'
}

/** Asks the browser to send what waits when the network is back, also with no page open; not every browser can. */
export const sendLater = async (): Promise<void> => {
  const registration = await navigator.serviceWorker?.getRegistration()
  const { sync } = (registration ?? {}) as { sync?: { register(tag: string): Promise<void> } }
  await sync?.register('after-photos').catch(() => undefined)
}
