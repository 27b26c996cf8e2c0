import { paths } from '../functions/paths.ts'
import { jpegPhoto } from '../test/fixtures/photos.ts'
import type { Answer, Call, Visit } from './load.ts'

const { api } = paths

/** 130 KB of picture, about what a phone sends after it has shrunk a photo. */
export const PHOTO = jpegPhoto({ width: 1792, height: 1344, noise: true })

const json = (url: string, path: string, body: unknown, status = 200): Call => ({
  method: 'POST',
  path,
  headers: { 'content-type': 'application/json', origin: url },
  body: JSON.stringify(body),
  status,
})

const tipOff = (photos: string[]) => ({
  key: crypto.randomUUID(),
  door: 'problem',
  category: 'waste-overflow',
  community: 'wangta',
  landmark: '菜市场东门第三个摊位旁',
  text: '垃圾桶满了两天没有人来收，旁边还堆着旧沙发，下雨以后污水流到人行道上。',
  photos,
  locale: 'zh-CN',
})

export const fileTipOff = (url: string, photos: string[] = []): Call => json(url, api.tipOffs(), tipOff(photos), 201)

export const uploadPhoto = (url: string): Call => ({
  method: 'POST',
  path: api.uploads(),
  headers: { 'content-type': 'image/jpeg', origin: url },
  body: PHOTO,
  status: 201,
})

export const track = (url: string, receipt: string): Call => json(url, api.track(), { receipt })

export const said = <T>(answer: Answer): T => JSON.parse(answer.body.toString()) as T

export type Known = { receipt: string; number: string }
export type Scenario = {
  name: string
  kind: 'read' | 'write' | 'page'
  /** What a visitor sends the portal. */
  ours(url: string, known: Known): Visit
  /** The request whose SQL the bare server repeats (where a visit is more than one, the last). */
  route: string
}

/** What the two hosts and their bare counterparts are asked, in the order of the table. */
export const scenarios: Scenario[] = [
  { name: 'home page, kept ten seconds', kind: 'page', route: 'home', ours: () => [{ path: '/' }] },
  // What has a query is made anew each time.
  { name: 'home page, made anew', kind: 'page', route: 'home-fresh', ours: () => [{ path: '/?anew' }] },
  {
    name: 'public board, page',
    kind: 'page',
    route: 'board-page',
    ours: () => [{ path: `${paths.board('zh-CN')}?door=problem` }],
  },
  { name: 'public board, API', kind: 'read', route: 'board', ours: () => [{ path: api.board() }] },
  {
    name: 'one published case, API',
    kind: 'read',
    route: 'case',
    ours: (_, { number }) => [{ path: api.publicTipOff(number) }],
  },
  { name: 'receipt look-up', kind: 'read', route: 'track', ours: (url, { receipt }) => [track(url, receipt)] },
  { name: 'filing, no photo', kind: 'write', route: 'file', ours: (url) => [fileTipOff(url)] },
  {
    name: 'filing with a 130 KB photo',
    kind: 'write',
    route: 'file-photo',
    ours: (url) => [uploadPhoto(url), (before) => fileTipOff(url, [said<{ token: string }>(before).token])],
  },
]

/** The same visit to a bare server. */
export const bareVisit = ({ kind, route }: Scenario): Visit => {
  const post = (path: string, body: string | Uint8Array): Call => ({
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json' },
    body,
  })
  if (kind === 'write') {
    const file = post(`/${route}`, JSON.stringify(tipOff([])))
    return route === 'file-photo' ? [post('/photo', PHOTO), file] : [file]
  }
  if (route === 'track') return [post('/track', JSON.stringify({ receipt: 'AAAA-AAAA-AAAA-AAAA-AAAA-AAAA' }))]
  return [{ path: `/${route}` }]
}
