import { aRecord, certificateId, issued } from '../../fixtures/certificates.ts'
import { aShift, aVolunteer } from '../../fixtures/volunteers.ts'
import { env } from '#test-host'
import { eraseMe } from '../../../functions/volunteers/erase-me.ts'
import { desk, everyone, get, json, NOBODYS, PUBLIC, readers, type Row, type State } from './rows.ts'

const withRecord = async () => {
  const volunteer = await aVolunteer()
  return { volunteer, record: await aRecord(volunteer) }
}

const REVOKED = "UPDATE certificates SET revoked_at = 1, revoked_said = '重复', version = version + 1 WHERE number = ?"
/** A certificate; revoked; of somebody who had themselves erased. */
const aCertificate = async (of: State) => {
  const { volunteer } = await withRecord()
  const one = await issued(volunteer)
  if (of === 'hidden') await env.DB.prepare(REVOKED).bind(one.number).run()
  if (of === 'deleted') await eraseMe(env, volunteer, '', Date.now())
  return one
}
const ACTIVITY: Partial<Record<State, Parameters<typeof aShift>[0]>> = {
  hidden: { activityState: 'draft' },
  deleted: { activityState: 'cancelled', state: 'cancelled' },
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
    fields: 'centre corrected disputeAnswer disputedAt id inAt minutes noShow outAt reason servedOn title',
    ask: async () => {
      const { volunteer, record } = await withRecord()
      const { phone, code } = volunteer
      return json('/api/attendance/disputes', { phone, code, record, said: '我做到了最后' })
    },
  },
  'POST /api/certificates': {
    expected: everyone(201),
    fields: 'key number',
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
    fields:
      'firstDay issuedAt issuer lastDay minutes minutesNow name number records replacedBy revokedAt revokedSaid state',
    others: PUBLIC,
    hidden: everyone(200),
    deleted: everyone(200),
    ask: async (_, of) => get('/api/certificates/' + (await aCertificate(of)).key),
  },
  'GET /api/activities/:number/calendar.ics': {
    expected: everyone(200),
    fields: 'text/calendar',
    others: PUBLIC,
    hidden: everyone(404),
    deleted: everyone(200),
    ask: async (_, of) => get(`/api/activities/${(await aShift(ACTIVITY[of])).number}/calendar.ics`),
  },
  'GET /api/activities/shifts/:id/calendar.ics': {
    expected: everyone(200),
    fields: 'text/calendar',
    others: PUBLIC,
    hidden: everyone(404),
    deleted: everyone(200),
    ask: async (_, of) => get(`/api/activities/shifts/${(await aShift(ACTIVITY[of])).id}/calendar.ics`),
  },
  // A team's id or number is no key.
  'GET /api/teams/:feedKey/calendar.ics': {
    expected: everyone(404),
    others: 'the key is the only name',
    hidden: 'the key is the only name',
    deleted: 'the key is the only name',
    ask: () => get('/api/teams/AAAAAAAAAAAAAAAAAAAAAAAA/calendar.ics'),
  },
  'GET /api/desk/certificates': {
    expected: desk(readers),
    fields:
      'certificates[id issuedAt key minutes minutesNow number records replacedBy revokedAt revokedSaid state version volunteer] next',
    ask: async () => {
      await aCertificate('own')
      return get('/api/desk/certificates')
    },
  },
  'POST /api/desk/certificates/:id/moves': {
    expected: desk({ moderator: 200 }),
    fields:
      'id issuedAt key minutes minutesNow number records replacedBy revokedAt revokedSaid state version volunteer',
    others: NOBODYS,
    hidden: desk({ moderator: 409 }),
    deleted: desk({ moderator: 409 }),
    ask: async (_, of) => {
      const { number } = await aCertificate(of)
      const move = { move: 'revoke', version: 1, said: '记录经核实有误' }
      return json(`/api/desk/certificates/${await certificateId(number)}/moves`, move)
    },
  },
}
