import { aRecord, certificateId, issued } from '../../fixtures/certificates.ts'
import { aShift, aVolunteer } from '../../fixtures/volunteers.ts'
import { desk, everyone, get, json, readers, type Row } from './rows.ts'

const withRecord = async () => {
  const volunteer = await aVolunteer()
  return { volunteer, record: await aRecord(volunteer) }
}

/** The routes of certificates, and what volunteers do about their own attendance. */
export const certificateRows: Record<string, Row> = {
  // The right digits are another matter: without them nobody is checked in, whoever asks.
  'POST /api/attendance/spot': {
    expected: everyone(422),
    ask: async () => {
      const { phone, code } = await aVolunteer()
      return json('/api/attendance/spot', { phone, code, spotCode: '000000' })
    },
  },
  'POST /api/attendance/disputes': {
    expected: everyone(200),
    ask: async () => {
      const { volunteer, record } = await withRecord()
      const { phone, code } = volunteer
      return json('/api/attendance/disputes', { phone, code, record, said: '我做到了最后' })
    },
  },
  'POST /api/certificates': {
    expected: everyone(201),
    ask: async () => {
      const { phone, code } = (await withRecord()).volunteer
      return json('/api/certificates', { phone, code })
    },
  },
  // A session is no query code.
  'POST /api/certificates/print': {
    expected: everyone(404),
    ask: async () => {
      const { volunteer } = await withRecord()
      const { number } = await issued(volunteer)
      return json('/api/certificates/print', { phone: volunteer.phone, code: '0000-0000-0000', number })
    },
  },
  'GET /api/certificates/:key': {
    expected: everyone(200),
    ask: async () => get('/api/certificates/' + (await issued((await withRecord()).volunteer)).key),
  },
  'GET /api/activities/:number/calendar.ics': {
    expected: everyone(200),
    ask: async () => get(`/api/activities/${(await aShift()).number}/calendar.ics`),
  },
  'GET /api/activities/shifts/:id/calendar.ics': {
    expected: everyone(200),
    ask: async () => get(`/api/activities/shifts/${(await aShift()).id}/calendar.ics`),
  },
  // A team's id or number is no key.
  'GET /api/teams/:feedKey/calendar.ics': {
    expected: everyone(404),
    ask: () => get('/api/teams/AAAAAAAAAAAAAAAAAAAAAAAA/calendar.ics'),
  },
  'GET /api/desk/certificates': { expected: desk(readers), ask: () => get('/api/desk/certificates') },
  'POST /api/desk/certificates/:id/moves': {
    expected: desk({ moderator: 200 }),
    ask: async () => {
      const { number } = await issued((await withRecord()).volunteer)
      const move = { move: 'revoke', version: 1, said: '记录经核实有误' }
      return json(`/api/desk/certificates/${await certificateId(number)}/moves`, move)
    },
  },
}
