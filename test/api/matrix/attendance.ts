import { aShiftOfToday } from '../../fixtures/attendance.ts'
import { aSignUp } from '../../fixtures/volunteers.ts'
import { desk, get, json, readers, type Row } from './rows.ts'

/** A shift of a centre that one handler's unit runs: for the two others it does not exist. */
const away = { 'own handler': 404, 'other handler': 404, 'centre handler': 200 }
const onShift = async () => {
  const shift = await aShiftOfToday()
  return { shift: shift.id, ...(await aSignUp(shift.id)) }
}

/** The routes of attendance. */
export const attendanceRows: Record<string, Row> = {
  'GET /api/desk/attendance/disputes': {
    expected: desk({ ...readers, 'own handler': 200, 'other handler': 200 }),
    ask: () => get('/api/desk/attendance/disputes'),
  },
  'GET /api/desk/attendance/codes/:code': {
    expected: desk({ moderator: 200, ...away }),
    ask: async () => get('/api/desk/attendance/codes/' + (await onShift()).checkCode),
  },
  'POST /api/desk/attendance/records/:id': {
    expected: desk({ moderator: 200, ...away }),
    ask: async () => {
      const correction = { version: 0, minutes: 60, reason: '领队证明到场一小时' }
      return json('/api/desk/attendance/records/' + (await onShift()).id, correction)
    },
  },
  'GET /api/desk/attendance/:shift': {
    expected: desk({ ...readers, ...away }),
    ask: async () => get('/api/desk/attendance/' + (await onShift()).shift),
  },
  'POST /api/desk/attendance/:shift/marks': {
    expected: desk({ moderator: 200, ...away }),
    ask: async () => json(`/api/desk/attendance/${(await onShift()).shift}/marks`, { marks: [] }),
  },
  'GET /api/desk/attendance/:shift/spot-code': {
    expected: desk({ moderator: 200, ...away }),
    ask: async () => get(`/api/desk/attendance/${(await onShift()).shift}/spot-code`),
  },
}
