/*
Lets an interviewer's page open again without network, for a day in the street. It keeps that page, which holds nobody's
answers, and what it loads, and nothing else. The page tells it what to keep (islands/keep-interviews.ts).
*/
const CACHE = 'interviews-1'
const OURS = /^interviews-/
const SHELL = new URL(self.registration.scope).pathname

self.addEventListener('install', () => self.skipWaiting())

self.addEventListener('activate', (event) => {
  const clean = async () => {
    for (const name of await caches.keys()) if (OURS.test(name) && name !== CACHE) await caches.delete(name)
    await self.clients.claim()
  }
  event.waitUntil(clean())
})

const keep = async (assets) => {
  const cache = await caches.open(CACHE)
  const own = assets.filter((path) => typeof path === 'string' && path.startsWith('/assets/'))
  // First what the page needs, then the page: half of it is worth nothing in the street.
  for (const path of own) if (!(await cache.match(path))) await cache.add(path)
  const shell = await fetch(SHELL, { credentials: 'same-origin' })
  if (!shell.ok || shell.redirected) throw new Error('no page to keep')
  await cache.put(SHELL, shell)
}

self.addEventListener('message', (event) => {
  const { keep: assets } = event.data ?? {}
  if (!assets) return
  const said = (word) => event.ports[0]?.postMessage(word)
  event.waitUntil(
    keep(assets).then(
      () => said('kept'),
      () => said('failed'),
    ),
  )
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== self.location.origin) return
  if (request.mode === 'navigate' && pathname === SHELL) {
    // A portal that is down is as good as no network: the page from the phone works.
    const kept = async () => (await caches.open(CACHE)).match(SHELL)
    event.respondWith(
      fetch(request).then(
        async (answer) => (answer.status >= 500 ? ((await kept()) ?? answer) : answer),
        async () => (await kept()) ?? Response.error(),
      ),
    )
  } else if (pathname.startsWith('/assets/')) {
    event.respondWith(
      caches
        .open(CACHE)
        .then((cache) => cache.match(pathname))
        .then((kept) => kept ?? fetch(request)),
    )
  }
})
