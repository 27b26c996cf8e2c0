import { Hono } from 'hono'
import { BulkInput } from '../domain/bulk.ts'
import { DeskMove } from '../domain/desk-move.ts'
import { readQueueFilter } from '../domain/queue-filter.ts'
import { SavedViewInput, SavedViewMove } from '../domain/saved-view.ts'
import type { App } from '../http/app-types.ts'
import { askedOf } from '../http/asked-of.ts'
import { BodyTooLarge } from '../http/body-limit.ts'
import { problem } from '../http/problem.ts'
import { readJson } from '../http/read-json.ts'
import { showPhoto } from '../photos/show-photo.ts'
import { scopeOf } from '../domain/staff.ts'
import { isUuid } from '../domain/uuid.ts'
import { requires } from '../staff/guards.ts'
import { addAfterPhoto } from './add-after-photo.ts'
import { findInQueue, listJoint, listQueue } from './list-queue.ts'
import { listMine } from './list-mine.ts'
import { moveMany } from './move-many.ts'
import { moveSavedView } from './move-saved-view.ts'
import { moveTipOff } from './move-tip-off.ts'
import { findPhoto } from './photo-rows.ts'
import { readBeside } from './read-beside.ts'
import { readBulkAct } from './read-bulk-act.ts'
import { readCase } from './read-case.ts'
import { redactPhoto } from './redact-photo.ts'
import { readViews, saveView } from './save-view.ts'
import { searchQueue } from './search-queue.ts'
import { undoMany } from './undo-many.ts'
import { unsealContact, UnsealInput } from './unseal-contact.ts'

/** Tip-offs as staff work on them; `requireStaff` stands before the mount. */
export const deskTipOffs = new Hono<App>()
  .get('/', requires('tip_off:list'), async (c) => {
    const number = c.req.query('number')
    if (number) return c.json(await findInQueue(c.env, c.var.staff, number))
    if (c.req.query('status') === 'joint') return c.json(await listJoint(c.env, c.var.staff, c.req.query('after')))
    const filter = readQueueFilter((name) => c.req.query(name))
    const after = c.req.query('after')
    if (filter.q === '') return c.json(await listQueue(c.env, c.var.staff, filter, after, Date.now()))
    const outcome = await searchQueue(c.env, c.var.staff, filter, after, Date.now())
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .get('/mine', requires('tip_off:list'), async (c) => c.json(await listMine(c.env, c.var.staff)))
  .get('/:id', requires('tip_off:read'), async (c) => {
    const outcome = await readCase(c.env, c.req.param('id'), c.var.staff)
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .post('/:id/moves', requires('tip_off:move'), async (c) => {
    const move = await readJson(c, DeskMove)
    if (!move.ok) return problem(c, move.issues)
    const outcome = await moveTipOff(c.env, c.req.param('id'), move.value, c.var.staff, askedOf(c))
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .post('/:id/after-photos', requires('tip_off:move'), async (c) => {
    const bytes = new Uint8Array(await c.req.arrayBuffer())
    const key = c.req.header('idempotency-key') ?? null
    const outcome = await addAfterPhoto(c.env, c.req.param('id'), bytes, key, c.var.staff, askedOf(c))
    return outcome.ok ? c.json(outcome.value, 201) : problem(c, outcome.issues)
  })
  .post('/:id/contact', requires('contact:unseal'), async (c) => {
    const input = await readJson(c, UnsealInput)
    if (!input.ok) return problem(c, input.issues)
    const outcome = await unsealContact(c.env, c.req.param('id'), input.value.reason, c.var.staff, askedOf(c))
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })

const fileIn = async (form: FormData | null, name: string): Promise<Uint8Array | null> => {
  const file = form?.get(name)
  return file instanceof File ? new Uint8Array(await file.arrayBuffer()) : null
}

/** The pictures of cases: the original for those who work on it, and its public rendition. */
export const deskPhotos = new Hono<App>()
  .get('/:id', requires('tip_off:read'), async (c) => {
    const { staff } = c.var
    const id = c.req.param('id')
    const photo = isUuid(id) ? await findPhoto(c.env.DB, id, scopeOf(staff)) : null
    if (!photo) return problem(c, [{ code: 'photo.not_found' }])
    // Once the office has covered faces in a resident's photo, the unit sees it covered (G25).
    const covered = staff.role === 'handler' && photo.kind === 'before' ? photo.public_key : null
    return covered === null
      ? showPhoto(c, photo.storage_key, photo.media_type, 'no-store')
      : showPhoto(c, covered, 'image/jpeg', 'no-store')
  })
  // What the board will show, looked at before it is public.
  .get('/:id/redaction', requires('tip_off:read'), async (c) => {
    const id = c.req.param('id')
    const key = isUuid(id) ? (await findPhoto(c.env.DB, id, scopeOf(c.var.staff)))?.public_key : null
    return key ? showPhoto(c, key, 'image/jpeg', 'no-store') : problem(c, [{ code: 'photo.not_found' }])
  })
  .put('/:id/redaction', requires('photo:redact'), async (c) => {
    const form = await c.req.formData().catch((error: unknown) => {
      if (error instanceof BodyTooLarge) throw error
      return null
    })
    const [full, thumb] = [await fileIn(form, 'full'), await fileIn(form, 'thumb')]
    if (!full || !thumb) return problem(c, [{ code: 'request.malformed' }])
    const outcome = await redactPhoto(c.env, c.req.param('id'), { full, thumb }, c.var.staff, askedOf(c))
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })

/** The queue as a whole: many cases at once, saved views, and what stands beside a case. */
export const deskQueue = new Hono<App>()
  .post('/moves', requires('tip_off:move'), async (c) => {
    const input = await readJson(c, BulkInput)
    if (!input.ok) return problem(c, input.issues)
    const outcome = await moveMany(c.env, input.value, c.var.staff, askedOf(c))
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .get('/bulk-acts/:id', requires('tip_off:move'), async (c) => {
    const outcome = await readBulkAct(c.env, c.req.param('id'), c.var.staff)
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .post('/bulk-acts/:id/undo', requires('tip_off:move'), async (c) => {
    const outcome = await undoMany(c.env, c.req.param('id'), c.var.staff, askedOf(c))
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .get('/views', requires('tip_off:list'), async (c) => c.json(await readViews(c.env, c.var.staff)))
  .post('/views', requires('tip_off:list'), async (c) => {
    const input = await readJson(c, SavedViewInput)
    if (!input.ok) return problem(c, input.issues)
    const outcome = await saveView(c.env, input.value, c.var.staff, askedOf(c))
    return outcome.ok ? c.json(outcome.value, 201) : problem(c, outcome.issues)
  })
  .post('/views/:id/moves', requires('tip_off:list'), async (c) => {
    const input = await readJson(c, SavedViewMove)
    if (!input.ok) return problem(c, input.issues)
    const outcome = await moveSavedView(c.env, c.req.param('id'), input.value, c.var.staff, askedOf(c))
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .post('/:id/beside', requires('tip_off:read'), async (c) => {
    const outcome = await readBeside(c.env, c.req.param('id'), c.var.staff, Date.now())
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
