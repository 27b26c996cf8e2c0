import { aShiftOfToday } from '../../fixtures/attendance.ts'
import { aSignUp } from '../../fixtures/volunteers.ts'
import { desk, get, json, readers, type Row, type State } from './rows.ts'

/** A shift of a centre that one handler's unit runs: for the two others it does not exist. */
const away = { 'own handler': 404, 'other handler': 404, 'centre handler': 200 }
/** Another centre's, which none of them run; a draft; one that was cancelled, with its sign-ups. */
const OF: Record<State, Parameters<typeof aShiftOfToday>[0]> = {
  own: {},
  others: { centre: 'dukou-station' },
  hidden: { state: 'draft' },
  deleted: { state: 'cancelled' },
}
const nowhere = { 'own handler': 404, 'other handler': 404, 'centre handler': 404 }
const onShift = async (of: State) => {
  const shift = await aShiftOfToday(OF[of])
  return { shift: shift.id, ...(await aSignUp(shift.id, { state: of === 'deleted' ? 'called_off' : 'confirmed' })) }
}

/** The routes of attendance. */
export const attendanceRows: Record<string, Row> = {
  'GET /api/desk/attendance/disputes': {
    expected: desk({ ...readers, 'own handler': 200, 'other handler': 200 }),
    fields: 'disputes',
    ask: () => get('/api/desk/attendance/disputes'),
  },
  'GET /api/desk/attendance/codes/:code': {
    expected: desk({ moderator: 200, ...away }),
    fields: 'shift signUp',
    others: desk({ moderator: 200, ...nowhere }),
    hidden: 'nobody signs up for a draft',
    deleted: desk({ moderator: 200, ...away }),
    ask: async (_, of) => get('/api/desk/attendance/codes/' + (await onShift(of)).checkCode),
  },
  'POST /api/desk/attendance/records/:id': {
    expected: desk({ moderator: 200, ...away }),
    fields:
      'centre corrected disputeAnswer disputedAt disputedSaid endsAt id inAt minutes noShow outAt reason servedOn shift source startsAt title version volunteer',
    others: desk({ moderator: 200, ...nowhere }),
    hidden: 'nobody signs up for a draft',
    deleted: desk({ moderator: 404, ...nowhere }),
    ask: async (_, of) => {
      const correction = { version: 0, minutes: 60, reason: '领队证明到场一小时' }
      return json('/api/desk/attendance/records/' + (await onShift(of)).id, correction)
    },
  },
  'GET /api/desk/attendance/:shift': {
    expected: desk({ ...readers, ...away }),
    fields:
      'activity{centre id number place title} mayMark people[ageBand checkCode marks name party phone record signUp standing state volunteer] readAt shift{cancelled capacity endsAt id startsAt}',
    others: desk({ ...readers, ...nowhere }),
    hidden: desk({ ...readers, ...away }),
    deleted: desk({ ...readers, ...away }),
    ask: async (_, of) => get('/api/desk/attendance/' + (await onShift(of)).shift),
  },
  'POST /api/desk/attendance/:shift/marks': {
    expected: desk({ moderator: 200, ...away }),
    fields: 'results roster{activity mayMark people readAt shift}',
    others: desk({ moderator: 200, ...nowhere }),
    hidden: desk({ moderator: 409, ...away, 'centre handler': 409 }),
    deleted: desk({ moderator: 409, ...away, 'centre handler': 409 }),
    ask: async (_, of) => json(`/api/desk/attendance/${(await onShift(of)).shift}/marks`, { marks: [] }),
  },
  'GET /api/desk/attendance/:shift/spot-code': {
    expected: desk({ moderator: 200, ...away }),
    fields: 'code place shift{endsAt id startsAt} title until',
    others: desk({ moderator: 200, ...nowhere }),
    hidden: desk({ moderator: 404, ...nowhere }),
    deleted: desk({ moderator: 404, ...nowhere }),
    ask: async (_, of) => get(`/api/desk/attendance/${(await onShift(of)).shift}/spot-code`),
  },
}
