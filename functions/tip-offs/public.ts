import { Hono } from 'hono'
import { TipOffInput } from '../domain/tip-off-input.ts'
import { TrackedMove, TrackInput } from '../domain/tracked-move.ts'
import type { App } from '../http/app-types.ts'
import { clientAddress } from '../http/client-address.ts'
import { limits, withinLimit } from '../http/limits.ts'
import { problem } from '../http/problem.ts'
import { readJson } from '../http/read-json.ts'
import { readPhotoToken } from '../photos/photo-token.ts'
import { shelveForTipOff, typeOfKey } from '../photos/shelve-photo.ts'
import { showPhoto } from '../photos/show-photo.ts'
import { isShown } from './board-rows.ts'
import { browseBoard, showPublished } from './browse-board.ts'
import { fileTipOff } from './file-tip-off.ts'
import { findNearby, meToo } from './me-too.ts'
import { moveOwnTipOff } from './move-own-tip-off.ts'
import { trackTipOff } from './track-tip-off.ts'

/** What anyone may call about tip-offs. */
export const publicTipOffs = new Hono<App>()
  .post('/', async (c) => {
    const input = await readJson(c, TipOffInput)
    if (!input.ok) return problem(c, input.issues)
    const outcome = await fileTipOff(c.env, input.value, clientAddress(c), Date.now())
    if (!outcome.ok) return problem(c, outcome.issues)
    return c.json(outcome.value.filed, outcome.value.again ? 200 : 201)
  })

  .post('/photos', async (c) => {
    const now = Date.now()
    const limit = await withinLimit(c.env, limits.photo, clientAddress(c), now)
    if (!limit.ok) return problem(c, limit.issues)
    const outcome = await shelveForTipOff(c.env, new Uint8Array(await c.req.arrayBuffer()), now)
    return outcome.ok ? c.json(outcome.value, 201) : problem(c, outcome.issues)
  })

  .get('/photos/:token', async (c) => {
    const photo = await readPhotoToken(c.env.PORTAL_SECRET, c.req.param('token'))
    if (!photo || photo.exp < Date.now()) return problem(c, [{ code: 'photo.not_found' }])
    return showPhoto(c, photo.key, photo.type, 'no-store')
  })

  .get('/nearby', async (c) => {
    const { category = '', community = '' } = c.req.query()
    return c.json({ cases: await findNearby(c.env, category, community, Date.now()) })
  })

  .post('/track', async (c) => {
    const input = await readJson(c, TrackInput)
    if (!input.ok) return problem(c, input.issues)
    const outcome = await trackTipOff(c.env, input.value.receipt, clientAddress(c), Date.now())
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })

  .post('/track/moves', async (c) => {
    const move = await readJson(c, TrackedMove)
    if (!move.ok) return problem(c, move.issues)
    const outcome = await moveOwnTipOff(c.env, move.value, clientAddress(c), Date.now())
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })

  .get('/board', async (c) => c.json(await browseBoard(c.env, c.req.query(), Date.now())))

  .get('/board/:number', async (c) => {
    const outcome = await showPublished(c.env, c.req.param('number'), Date.now())
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })

  .post('/board/:number/me-too', async (c) => {
    const outcome = await meToo(c.env, c.req.param('number'), clientAddress(c), Date.now())
    return outcome.ok ? c.json({ meToo: outcome.value }) : problem(c, outcome.issues)
  })

/**
 * Public renditions of published cases. Asked each time, by whoever kept a copy too: no cache on the way may answer for
 * us, so one that was taken down is gone at once. A rendition never changes under its key, so its key is its tag.
 */
export const publicPhotos = new Hono<App>().get('/:key{.+}', async (c) => {
  const key = c.req.param('key')
  if (!(await isShown(c.env, key, Date.now()))) return problem(c, [{ code: 'photo.not_found' }])
  const kept = { etag: `"${key}"`, 'cache-control': 'private, no-cache' }
  if (c.req.header('if-none-match') === kept.etag) return c.body(null, 304, kept)
  c.header('etag', kept.etag)
  return showPhoto(c, key, typeOfKey(key), kept['cache-control'])
})
