import { aShift, aSignUp, aVolunteer, aVolunteerBody } from '../../fixtures/volunteers.ts'
import { everyone, get, json, PUBLIC, type Row, type State } from './rows.ts'

type Over = Partial<Record<State, Parameters<typeof aShift>[0]>>
const ACTIVITY: Over = {
  hidden: { activityState: 'draft' },
  deleted: { activityState: 'cancelled', state: 'cancelled' },
}
const SHIFT: Over = { hidden: { state: 'draft' }, deleted: { state: 'cancelled' } }

/** What anyone may read of activities and do as a volunteer: being staff opens nobody's book. */
export const volunteerRows: Record<string, Row> = {
  'GET /api/activities': {
    expected: everyone(200),
    fields: 'next shifts[activity shift]',
    ask: async () => {
      await aShift()
      return get('/api/activities')
    },
  },
  'GET /api/activities/:number': {
    expected: everyone(200),
    fields:
      'activity{bring centre community contactName contactPhone kind minAge number place skills state street team text title} shifts[cancelUntil cancelledSaid capacity closesAt endsAt free id movedAt opensAt startsAt state waiting]',
    others: PUBLIC,
    hidden: everyone(404),
    deleted: everyone(200),
    ask: async (_, of) => get('/api/activities/' + (await aShift(ACTIVITY[of])).number),
  },
  'GET /api/activities/shifts/:id': {
    expected: everyone(200),
    fields:
      'activity{bring centre community contactName contactPhone kind minAge number place skills state street team text title} shift{cancelUntil cancelledSaid capacity closesAt endsAt free id movedAt opensAt startsAt state waiting}',
    others: PUBLIC,
    hidden: everyone(404),
    deleted: everyone(200),
    ask: async (_, of) => get('/api/activities/shifts/' + (await aShift(SHIFT[of])).id),
  },
  'POST /api/volunteers/sign-ups': {
    expected: everyone(201),
    fields:
      'activity{bring centre community contactName contactPhone kind minAge number place skills state street team text title} code number shift{cancelUntil cancelledSaid capacity closesAt endsAt free id movedAt opensAt startsAt state waiting} signUps[checkCode id name offerUntil place state]',
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
    fields: 'erased',
    ask: async () => {
      const { phone, code } = await aVolunteer()
      return json('/api/volunteers/me/erase', { phone, code })
    },
  },
}
