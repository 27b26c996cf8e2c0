/** Starts the service worker that lets this page open again without network, and tells it which scripts to keep. */
export const keepPage = async (): Promise<void> => {
  if (!('serviceWorker' in navigator)) return
  await navigator.serviceWorker.register('/desk/volunteer/check-in-worker.js', { scope: '/desk/volunteer/' })
  const { active } = await navigator.serviceWorker.ready
  const loaded = performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname)
  const scripts = [...document.querySelectorAll<HTMLScriptElement>('script[src]')].map(
    ({ src }) => new URL(src).pathname,
  )
  const keep = [...new Set([...loaded, ...scripts])].filter((path) => path.startsWith('/assets/'))
  const channel = new MessageChannel()
  const kept = new Promise((resolve) => (channel.port1.onmessage = resolve))
  active?.postMessage({ keep }, [channel.port2])
  await kept
  // For whoever waits to go out of reach of the network, people and tests alike.
  document.documentElement.dataset['kept'] = 'yes'
}
