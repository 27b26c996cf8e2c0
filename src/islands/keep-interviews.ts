/** Starts the worker that lets this page open again without network, and asks the browser not to clear what it keeps. */
export const keepInterviews = async (page: string): Promise<void> => {
  if (!('serviceWorker' in navigator)) return
  const registration = await navigator.serviceWorker.register(`${page}worker.js`, { scope: page })
  if (navigator.storage?.persist) await navigator.storage.persist().catch(() => false)
  const { active } = await navigator.serviceWorker.ready
  const loaded = performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname)
  const scripts = [...document.querySelectorAll<HTMLScriptElement>('script[src]')].map(
    ({ src }) => new URL(src).pathname,
  )
  const assets = [...new Set([...loaded, ...scripts])].filter((path) => path.startsWith('/assets/'))
  const channel = new MessageChannel()
  const kept = new Promise((resolve) => (channel.port1.onmessage = ({ data }) => resolve(data)))
  ;(registration.active ?? active)?.postMessage({ keep: assets }, [channel.port2])
  // For whoever waits to go out of reach of the network, people and tests alike.
  if ((await kept) === 'kept') document.documentElement.dataset['kept'] = 'yes'
}

/** Takes the kept page off this phone. */
export const dropInterviews = async (page: string): Promise<void> => {
  if (!('serviceWorker' in navigator)) return
  for (const name of await caches.keys()) if (name.startsWith('interviews-')) await caches.delete(name)
  const registration = await navigator.serviceWorker.getRegistration(page)
  await registration?.unregister()
}
