import { env } from '#test-host'
import { forgetCalendar } from '../../../functions/work-calendar/read-calendar.ts'
import { desk, get, json, readers, type Row, NEVER_DELETED, NEVER_HIDDEN, NOBODYS } from './rows.ts'

const everyReader = { ...readers, 'own handler': 200, 'other handler': 200 }
const NO_STATES = { others: NOBODYS, hidden: NEVER_HIDDEN, deleted: NEVER_DELETED }

/** The routes of the calendar of working days. */
export const calendarRows: Record<string, Row> = {
  'GET /api/desk/calendar': {
    expected: desk(everyReader),
    fields: 'changed history moving shippedYears year',
    ask: () => get('/api/desk/calendar?year=2026'),
  },
  'GET /api/desk/calendar/days': {
    expected: desk(everyReader),
    fields: 'holidays workdays',
    ask: () => get('/api/desk/calendar/days'),
  },
  'GET /api/desk/calendar/gaps': {
    expected: desk(everyReader),
    fields: 'gaps[deadlines year]',
    ask: () => get('/api/desk/calendar/gaps'),
  },
  'GET /api/desk/calendar/days/:day': {
    expected: desk({ administrator: 200 }),
    fields: 'changed choices[kind moving] day kind version',
    ...NO_STATES,
    absent: desk({ administrator: 404 }),
    ask: () => get('/api/desk/calendar/days/2098-10-10'),
  },
  'POST /api/desk/calendar/days/:day': {
    expected: desk({ administrator: 200 }),
    fields: 'day version',
    ...NO_STATES,
    ask: async () => {
      await env.DB.prepare("DELETE FROM calendar_days WHERE day = '2099-10-10'").run()
      forgetCalendar()
      return json('/api/desk/calendar/days/2099-10-10', { kind: 'off', note: '全区放假', version: 0 })
    },
  },
  'POST /api/desk/calendar/recounts': {
    expected: desk({ administrator: 200 }),
    fields: 'left moved',
    ask: () => json('/api/desk/calendar/recounts', {}),
  },
}
