import { aLookBack, record, sendPhoto } from '../../fixtures/look-backs.ts'
import { aPhoto } from '../../fixtures/cases.ts'
import { desk, get, json, NEVER_DELETED, readers, staff, type Row, type State } from './rows.ts'

/** What is told of one look-back. */
const LOOK_BACK =
  'after closedAt dueAt id looked mayRecord photos pickedAt state tipOff{category community id landmark lat lng number status} unit version'
const FOUND = LOOK_BACK.replace('looked', 'looked{at by note}').replace('photos', 'photos[height id url width]')
const IN_LIST = LOOK_BACK.replace(/tipOff\{[^}]*\}/, 'tipOff')

const unitOf = (state: State) => (state === 'others' ? 'parks' : 'sanitation')
/** One that was looked at, with its photo; hidden: one where somebody is still to look, which its unit must not know. */
const looked = async (state: State) => {
  const { id } = await aLookBack(unitOf(state))
  const { id: photo } = (await (await sendPhoto(staff.moderator!, id)).json()) as { id: string }
  if (state !== 'hidden') await record(staff.moderator!, id, { move: 'hold' })
  return { id, photo }
}
const ofUnit = { ...readers, 'own handler': 200, 'other handler': 404 }
const READ = {
  others: desk({ ...readers, 'other handler': 200, 'own handler': 404, 'centre handler': 404 }),
  hidden: desk({ ...readers, 'own handler': 404, 'other handler': 404 }),
  deleted: NEVER_DELETED,
}
const DONE_BY_OFFICE = 'whoever does this kind does each of them'
const DO = { others: DONE_BY_OFFICE, hidden: DONE_BY_OFFICE, deleted: NEVER_DELETED }

/** The routes of look-backs (回头看). */
export const lookBackRows: Record<string, Row> = {
  'GET /api/desk/look-backs': {
    expected: desk({ ...readers, 'own handler': 200, 'other handler': 200 }),
    fields: {
      ...{ 'other handler': 'draw lookBacks next', 'centre handler': 'draw lookBacks next' },
      rest: `draw lookBacks[${IN_LIST}] next`,
    },
    ask: async (_, state) => {
      await looked(state)
      return get('/api/desk/look-backs?state=held')
    },
  },
  'GET /api/desk/look-backs/:id': {
    expected: desk(ofUnit),
    fields: FOUND,
    ...READ,
    ask: async (_, state) => get('/api/desk/look-backs/' + (await looked(state)).id),
  },
  'POST /api/desk/look-backs/:id/photos': {
    expected: desk({ moderator: 201 }),
    fields: 'height id url width',
    ...DO,
    ask: async (_, state) => {
      const { id } = await aLookBack(unitOf(state))
      const init = { method: 'POST', headers: { 'content-type': 'image/jpeg' }, body: aPhoto() }
      return { path: `/api/desk/look-backs/${id}/photos`, init }
    },
  },
  'GET /api/desk/look-backs/:id/photos/:photo': {
    expected: desk(ofUnit),
    fields: 'image/jpeg',
    ...READ,
    ask: async (_, state) => {
      const { id, photo } = await looked(state)
      return get(`/api/desk/look-backs/${id}/photos/${photo}`)
    },
  },
  'POST /api/desk/look-backs/:id/moves': {
    expected: desk({ moderator: 200 }),
    fields: FOUND,
    ...DO,
    ask: async (_, state) => {
      const { id } = await aLookBack(unitOf(state))
      await sendPhoto(staff.moderator!, id)
      return json(`/api/desk/look-backs/${id}/moves`, { move: 'hold', note: '还是好的', version: 1 })
    },
  },
}
