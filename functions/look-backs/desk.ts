import { Hono } from 'hono'
import { LookBackMove, readLookBackFilter } from '../domain/look-back.ts'
import { scopeOf } from '../domain/staff.ts'
import { isUuid } from '../domain/uuid.ts'
import type { App } from '../http/app-types.ts'
import { askedOf } from '../http/asked-of.ts'
import { problem } from '../http/problem.ts'
import { readJson } from '../http/read-json.ts'
import { showPhoto } from '../photos/show-photo.ts'
import { requires } from '../staff/guards.ts'
import { addLookBackPhoto } from './add-look-back-photo.ts'
import { moveLookBack } from './move-look-back.ts'
import { findPhoto } from './photo-rows.ts'
import { readLookBack, readLookBacks, readLookBacksOfCase } from './read-look-backs.ts'

/** Closed cases that are looked at again (回头看). */
export const deskLookBacks = new Hono<App>()
  .get('/', requires('look_back:read'), async (c) => {
    const tipOff = c.req.query('tipOff')
    if (tipOff !== undefined) return c.json(await readLookBacksOfCase(c.env, tipOff, c.var.staff))
    // A unit has none that are open.
    const filter = readLookBackFilter((name) => c.req.query(name), scopeOf(c.var.staff) === null ? 'open' : 'rebounded')
    return c.json(await readLookBacks(c.env, filter, c.var.staff, c.req.query('after'), Date.now()))
  })
  .get('/:id', requires('look_back:read'), async (c) => {
    const outcome = await readLookBack(c.env, c.req.param('id'), c.var.staff)
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
  .post('/:id/photos', requires('look_back:do'), async (c) => {
    const sent = { bytes: new Uint8Array(await c.req.arrayBuffer()), key: c.req.header('idempotency-key') ?? null }
    const outcome = await addLookBackPhoto(c.env, c.req.param('id'), sent, c.var.staff, askedOf(c))
    return outcome.ok ? c.json(outcome.value, 201) : problem(c, outcome.issues)
  })
  .get('/:id/photos/:photo', requires('look_back:read'), async (c) => {
    const { id, photo: photoId } = c.req.param()
    const known = isUuid(id) && isUuid(photoId)
    const photo = known ? await findPhoto(c.env.DB, id, photoId, scopeOf(c.var.staff)) : null
    return photo
      ? showPhoto(c, photo.storage_key, photo.media_type, 'no-store')
      : problem(c, [{ code: 'photo.not_found' }])
  })
  .post('/:id/moves', requires('look_back:do'), async (c) => {
    const input = await readJson(c, LookBackMove)
    if (!input.ok) return problem(c, input.issues)
    const outcome = await moveLookBack(c.env, c.req.param('id'), input.value, c.var.staff, askedOf(c))
    return outcome.ok ? c.json(outcome.value) : problem(c, outcome.issues)
  })
