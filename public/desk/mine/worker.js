/*
Lets a handler's list and the cases opened last open again without network, and sends photos that wait when the network
is back, also when no page is open. It keeps those pages with their pictures and scripts for seven days, for one person:
whoever signs in next begins with nothing. The page tells it what to keep (mine/keep-pages.ts).
*/
const CACHE = 'mine-1'
const OURS = /^mine-/
const HOME = '/desk/mine/'
const WHO = '/desk/mine/who'
const DAYS = 7 * 86_400_000
const CASES = 10

self.addEventListener('install', () => self.skipWaiting())

self.addEventListener('activate', (event) => {
  const clean = async () => {
    for (const name of await caches.keys()) if (OURS.test(name) && name !== CACHE) await caches.delete(name)
    await self.clients.claim()
  }
  event.waitUntil(clean())
})

const keptAt = (answer) => Number(answer.headers.get('x-kept-at') ?? 0)
const put = async (cache, path) => {
  const answer = await fetch(path, { credentials: 'same-origin', cache: 'no-store' })
  if (!answer.ok || answer.redirected) return
  const headers = new Headers(answer.headers)
  headers.set('x-kept-at', String(Date.now()))
  await cache.put(path, new Response(await answer.blob(), { status: 200, headers }))
}
const dropOld = async (cache) => {
  const cases = []
  for (const request of await cache.keys()) {
    const { pathname } = new URL(request.url)
    const answer = await cache.match(request)
    if (pathname.startsWith('/assets/') || pathname === WHO) continue
    if (keptAt(answer) < Date.now() - DAYS) await cache.delete(request)
    else if (pathname !== HOME) cases.push({ request, at: keptAt(answer), page: pathname.startsWith(HOME) })
  }
  const pages = cases.filter(({ page }) => page).sort((a, b) => b.at - a.at)
  for (const { request } of pages.slice(CASES)) await cache.delete(request)
}
const keep = async ({ who, pages, pictures, assets }) => {
  const known = await caches.match(WHO, { cacheName: CACHE })
  if (known && (await known.text()) !== who) await caches.delete(CACHE)
  const cache = await caches.open(CACHE)
  await cache.put(WHO, new Response(who))
  // First what a page needs, then the page: half of it is worth nothing in the street.
  for (const path of assets) if (path.startsWith('/assets/') && !(await cache.match(path))) await cache.add(path)
  for (const path of pictures) {
    if (/^\/api\/desk\/photos\/[\w-]+$/.test(path) && !(await cache.match(path))) await put(cache, path)
  }
  for (const path of pages) if (path.startsWith(HOME)) await put(cache, path)
  await dropOld(cache)
}

self.addEventListener('message', (event) => {
  if (!event.data?.keep) return
  const said = (word) => event.ports[0]?.postMessage(word)
  event.waitUntil(
    keep(event.data.keep).then(
      () => said('kept'),
      () => said('failed'),
    ),
  )
})

const fromPhone = async (path) => {
  const cache = await caches.open(CACHE)
  const answer = await cache.match(path)
  return answer && keptAt(answer) > Date.now() - DAYS ? answer : undefined
}

self.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== self.location.origin) return
  if (request.mode === 'navigate' && pathname.startsWith(HOME)) {
    // A portal that is down is as good as no network; a case not opened before is answered with the list.
    const fallback = async () => (await fromPhone(pathname)) ?? (await fromPhone(HOME))
    event.respondWith(
      fetch(request).then(
        async (answer) => (answer.status >= 500 ? ((await fallback()) ?? answer) : answer),
        async () => (await fallback()) ?? Response.error(),
      ),
    )
  } else if (pathname.startsWith('/assets/')) {
    event.respondWith(caches.match(pathname).then((found) => found ?? fetch(request)))
  } else if (/^\/api\/desk\/photos\/[\w-]+$/.test(pathname)) {
    event.respondWith(fetch(request).catch(async () => (await fromPhone(pathname)) ?? Response.error()))
  }
})

// The same store as mine/photo-store.ts. A photo leaves it only when the portal has taken it; refusals wait for the page.
const answerOf = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
const sendWaiting = async () => {
  const opening = indexedDB.open('mine', 1)
  opening.onupgradeneeded = () => opening.result.createObjectStore('photos', { keyPath: 'key' })
  const db = await answerOf(opening)
  const store = (mode) => db.transaction('photos', mode).objectStore('photos')
  try {
    const me = await fetch('/api/desk/me', { cache: 'no-store' })
    if (!me.ok) throw new Error('signed out')
    const { staff } = await me.json()
    for (const photo of await answerOf(store('readonly').getAll())) {
      if (photo.refused || photo.staff !== staff.id) continue
      const headers = { 'content-type': photo.body.type || 'image/jpeg', 'idempotency-key': photo.key }
      const path = `/api/desk/tip-offs/${photo.tipOff}/after-photos`
      const answer = await fetch(path, { method: 'POST', headers, body: photo.body })
      if (answer.ok) await answerOf(store('readwrite').delete(photo.key))
      else if (answer.status >= 500) throw new Error('try later')
    }
  } finally {
    db.close()
  }
}
self.addEventListener('sync', (event) => {
  if (event.tag === 'after-photos') event.waitUntil(sendWaiting())
})
