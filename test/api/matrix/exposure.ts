import { anAfterPhoto, sendRedaction } from '../../fixtures/cases.ts'
import { moved, readAs } from '../../fixtures/desk.ts'
import { anAppealBody, appeal, appealId, decide, proposalOf, proposed } from '../../fixtures/exposure.ts'
import { signedIn, type SignedIn } from '../../fixtures/staff.ts'
import { desk, everyone, get, json, NEVER_DELETED, NEVER_HIDDEN, readers, staff, type Row } from './rows.ts'
import { assigned } from './ask-everybody.ts'

let second: SignedIn | undefined
/** Whoever proposes, so that the moderator of the matrix may approve. */
const proposer = async () => (second ??= await signedIn('moderator'))

/** A closed case of the sanitation unit, its photos covered. */
const closed = async (): Promise<{ id: string; number: string }> => {
  const [one, two] = [staff.moderator!, await proposer()]
  const { id, number } = await assigned()
  await anAfterPhoto(staff['own handler']!, id)
  await moved(staff['own handler']!, id, { move: 'rectify' })
  await moved(two, id, { move: 'verify' })
  await moved(one, id, { move: 'close', said: '已经处理好了。' })
  for (const { id: photo } of (await readAs(one, id)).photos) await sendRedaction(one, photo)
  return { id, number }
}
const withProposal = async () => {
  const one = await closed()
  return { ...one, proposal: await proposed(await proposer(), one.id) }
}
const shown = async () => {
  const one = await withProposal()
  await decide(staff.moderator!, one.proposal)
  return one
}
/** An appeal that somebody who did not publish it may answer. */
const waiting = async (): Promise<string> => {
  const one = await shown()
  await appeal(one.number, { contact: { name: '家长', phone: '19900005566' } })
  return appealId(one.number)
}

const EXPOSURE =
  'id decidedAt decidedBy endedAt endedBy endedKind endedReason pictures proposedAt proposedBy publicText reason state unchecked until'
const sorted = (names: string) => names.split(' ').sort().join(' ')
const TIP_OFF = 'category community door id landmark number placePrecision status street text version'
const whole = (proposal: string, published: string) =>
  `may{approve propose takeDown withdraw} past photos[height id key kind width] ${proposal} ${published} tipOff{${TIP_OFF}} usualUntil`
const APPEAL =
  'answer answeredAt answeredBy claim dueAt filedAt hasContact id may{keep uphold} number state stillPublic text tipOff{category community id} urgent version workingDays workingDaysLate'
const STATES = {
  others: 'every unit’s cases are published by the office',
  hidden: NEVER_HIDDEN,
  deleted: NEVER_DELETED,
}
const deciders = { moderator: 200, administrator: 200 }

/** The routes of the exposure board and of appeals. */
export const exposureRows: Record<string, Row> = {
  'GET /api/exposure/take-downs': {
    expected: everyone(200),
    fields: 'counts{appeal changed expired hidden}',
    ask: () => get('/api/exposure/take-downs'),
  },
  'POST /api/appeals': {
    expected: everyone(201),
    fields: 'answerBy number receipt',
    ask: async () => json('/api/appeals', anAppealBody((await shown()).number)),
  },
  // The appeal's number, id or a session is no code.
  'POST /api/appeals/track': {
    expected: everyone(404),
    ask: async ({ number }) => json('/api/appeals/track', { receipt: number }),
  },
  'GET /api/desk/exposures': {
    expected: desk(readers),
    fields:
      'counts{appeal changed expired hidden} down ending next waiting[decidedBy endedAt endedBy endedKind endedReason id own proposedAt proposedBy tipOff unchecked until]',
    ask: async () => {
      await withProposal()
      return get('/api/desk/exposures')
    },
  },
  'POST /api/desk/exposures/:id/decisions': {
    expected: desk(deciders),
    fields: whole('proposal', `published{${sorted(EXPOSURE)}}`),
    ...STATES,
    ask: async () => json(`/api/desk/exposures/${(await withProposal()).proposal}/decisions`, { decision: 'approve' }),
  },
  'GET /api/desk/tip-offs/:id/exposure': {
    expected: desk(readers),
    fields: whole(`proposal{${sorted(EXPOSURE + ' own')}}`, 'published'),
    ...STATES,
    ask: async () => get(`/api/desk/tip-offs/${(await withProposal()).id}/exposure`),
  },
  'POST /api/desk/tip-offs/:id/exposure': {
    expected: desk({ moderator: 201 }),
    fields: whole(`proposal{${sorted(EXPOSURE + ' own')}}`, 'published'),
    ...STATES,
    ask: async () => {
      const { id } = await closed()
      return json(`/api/desk/tip-offs/${id}/exposure`, await proposalOf(staff.moderator!, id))
    },
  },
  'POST /api/desk/tip-offs/:id/take-downs': {
    expected: desk(deciders),
    fields: whole('proposal', 'published').replace(' past ', ' past[' + sorted(EXPOSURE) + '] '),
    ...STATES,
    ask: async () => json(`/api/desk/tip-offs/${(await shown()).id}/take-downs`, { reason: '当事人来电' }),
  },
  'GET /api/desk/appeals': {
    expected: desk(readers),
    fields: `answered next waiting[${APPEAL.replace(/\{[^}]*\}/g, '')}]`,
    ask: async () => {
      await waiting()
      return get('/api/desk/appeals')
    },
  },
  'GET /api/desk/appeals/:id': {
    expected: desk(readers),
    fields: APPEAL,
    ...STATES,
    ask: async () => get('/api/desk/appeals/' + (await waiting())),
  },
  'POST /api/desk/appeals/:id/answers': {
    expected: desk(deciders),
    fields: APPEAL,
    ...STATES,
    ask: async () =>
      json(`/api/desk/appeals/${await waiting()}/answers`, { decision: 'upheld', said: '已经撤下。', version: 1 }),
  },
  'POST /api/desk/appeals/:id/contact': {
    expected: desk({ moderator: 200 }),
    absent: desk({ moderator: 422 }),
    fields: 'name phone',
    ...STATES,
    ask: async () => json(`/api/desk/appeals/${await waiting()}/contact`, { reason: '核实照片' }),
  },
}
