import { desk, get, readers, type Row } from './rows.ts'

const everyReader = { ...readers, 'own handler': 200, 'other handler': 200 }

/** The routes of the calendar of working days. */
export const calendarRows: Record<string, Row> = {
  'GET /api/desk/calendar/days': { expected: desk(everyReader), ask: () => get('/api/desk/calendar/days') },
}
