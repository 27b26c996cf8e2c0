import { desk, everyone, get, readers, type Row } from './rows.ts'

const LINE = 'closed held key lookedBack medianDays name onTime overdue ratings reboundRate rebounds received satisfied'
const STAFF_LINE =
  'closed held key lookedBack medianDays mended name notMended onTime overdue partly ratings reboundRate rebounds received satisfied'
const BY = 'by{category grid place_kind street unit}'
const PERIOD = 'period{from id kind to}'
const all = desk({ ...readers, 'own handler': 200, 'other handler': 200 })

/** The routes of figures: everybody's, and those of staff. */
export const figureRows: Record<string, Row> = {
  'GET /api/figures/cases': {
    expected: everyone(200),
    fields: `all{${LINE}} asOf ${BY} months[${LINE}] open ${PERIOD}`,
    ask: () => get('/api/figures/cases'),
  },
  'GET /api/figures/cases.csv': {
    expected: everyone(200),
    fields: 'text/csv',
    ask: () => get('/api/figures/cases.csv?by=street'),
  },
  'GET /api/desk/figures': {
    expected: all,
    fields: `all{${STAFF_LINE}} asOf ${BY} late months[${STAFF_LINE}] open ${PERIOD}`,
    ask: () => get('/api/desk/figures'),
  },
  'GET /api/desk/figures/table.csv': {
    expected: all,
    fields: 'text/csv',
    ask: () => get('/api/desk/figures/table.csv?by=grid'),
  },
}
