import { aShift, aSignUp, aVolunteer, aVolunteerBody } from '../../fixtures/volunteers.ts'
import { everyone, get, json, type Row } from './rows.ts'

/** What anyone may read of activities and do as a volunteer: being staff opens nobody's book. */
export const volunteerRows: Record<string, Row> = {
  'GET /api/activities': { expected: everyone(200), ask: () => get('/api/activities') },
  'GET /api/activities/:number': {
    expected: everyone(404),
    ask: async () => get('/api/activities/' + (await aShift({ activityState: 'draft' })).number),
  },
  'GET /api/activities/shifts/:id': {
    expected: everyone(404),
    ask: async () => get('/api/activities/shifts/' + (await aShift({ state: 'draft' })).id),
  },
  'POST /api/volunteers/sign-ups': {
    expected: everyone(201),
    ask: async () => json('/api/volunteers/sign-ups', aVolunteerBody((await aShift()).id)),
  },
  // The number and the id of a book open nothing.
  'POST /api/volunteers/me': {
    expected: everyone(404),
    ask: async () => {
      const { phone, number } = await aVolunteer()
      return json('/api/volunteers/me', { phone, code: number })
    },
  },
  'POST /api/volunteers/me/moves': {
    expected: everyone(404),
    ask: async () => {
      const { id, volunteer } = await aSignUp((await aShift()).id)
      const { phone, number } = volunteer
      return json('/api/volunteers/me/moves', { phone, code: number, signUp: id, move: 'cancel' })
    },
  },
  // With their own code everyone may; with another's mobile nobody may.
  'POST /api/volunteers/me/join': {
    expected: everyone(404),
    ask: async () => {
      const [mine, other] = [await aVolunteer(), await aVolunteer()]
      const body = { phone: mine.phone, code: mine.code, otherPhone: other.phone, otherCode: mine.code }
      return json('/api/volunteers/me/join', body)
    },
  },
  'POST /api/volunteers/me/erase': {
    expected: everyone(200),
    ask: async () => {
      const { phone, code } = await aVolunteer()
      return json('/api/volunteers/me/erase', { phone, code })
    },
  },
}
