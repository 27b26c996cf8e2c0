/*
Lets the check-in page open again without network. It keeps one page with nobody's name in it and the scripts that page
loads, and nothing else; a new version begins with an empty cache. The page tells it what to keep (islands/keep-page.ts).
*/
const CACHE = 'check-in-1'
const OURS = /^check-in-/
const SHELL = '/desk/volunteer/offline/'
const CHECK_IN = /^\/desk\/volunteer\/shifts\/[^/]+\/check-in\/?$/

self.addEventListener('install', () => self.skipWaiting())

self.addEventListener('activate', (event) => {
  const clean = async () => {
    for (const name of await caches.keys()) if (OURS.test(name) && name !== CACHE) await caches.delete(name)
    await self.clients.claim()
  }
  event.waitUntil(clean())
})

const keep = async (scripts) => {
  const cache = await caches.open(CACHE)
  const shell = await fetch(SHELL, { credentials: 'same-origin' })
  if (!shell.ok || shell.redirected) return
  await cache.put(SHELL, shell)
  const own = scripts.filter((path) => typeof path === 'string' && path.startsWith('/assets/'))
  for (const path of own) if (!(await cache.match(path))) await cache.add(path)
  for (const { url } of await cache.keys()) {
    const { pathname } = new URL(url)
    if (pathname !== SHELL && !own.includes(pathname)) await cache.delete(url)
  }
}

self.addEventListener('message', (event) => {
  if (event.data?.keep) event.waitUntil(keep(event.data.keep).then(() => event.ports[0]?.postMessage('kept')))
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== self.location.origin) return
  if (request.mode === 'navigate' && CHECK_IN.test(pathname)) {
    event.respondWith(fetch(request).catch(async () => (await caches.match(SHELL)) ?? Response.error()))
  } else if (pathname.startsWith('/assets/')) {
    event.respondWith(caches.match(pathname).then((kept) => kept ?? fetch(request)))
  }
})
