import { aDraft, aNewSurvey, detailsOf, readEditionAt } from '../../fixtures/desk-surveys.ts'
import { aSurvey } from '../../fixtures/surveys.ts'
import { env } from '#test-host'
import { desk, everyone, get, json, NEVER_DELETED, NOBODYS, PUBLIC, readers, type Row } from './rows.ts'

const reading = { ...readers, editor: 200 }
const managing = (status: number) => ({ moderator: status, editor: status, administrator: status })

/** The routes of surveys themselves. */
export const surveyRows: Record<string, Row> = {
  'GET /api/surveys': {
    expected: everyone(200),
    fields: 'ended open[closesAt hasResults kind lead leadEn modes opensAt slug title titleEn]',
    ask: () => get('/api/surveys'),
  },
  'GET /api/surveys/:slug': {
    expected: everyone(200),
    fields:
      'because closesAt edition form{pages questions title} hasResults kind lead leadEn modes opensAt slug state taking title titleEn',
    others: PUBLIC,
    hidden: everyone(404),
    deleted: NEVER_DELETED,
    ask: async (_, of) => get('/api/surveys/' + (await aSurvey(env, of === 'hidden' ? { state: 'draft' } : {})).slug),
  },
  'GET /api/desk/surveys': {
    expected: desk(reading),
    fields: 'next surveys[answered closesAt id kind modes opensAt series slug state title]',
    ask: () => get('/api/desk/surveys'),
  },
  'GET /api/desk/surveys/templates': {
    expected: desk(reading),
    fields: 'templates[id kind lead minutes modes questions title]',
    ask: () => get('/api/desk/surveys/templates'),
  },
  'POST /api/desk/surveys': {
    expected: desk(managing(201)),
    fields: 'again id',
    ask: () => json('/api/desk/surveys', aNewSurvey()),
  },
  'GET /api/desk/surveys/:id': {
    expected: desk(reading),
    fields:
      'allowedMoves editions[answered changedAt editable errors frozen hints live number pages questions version] rounds survey{answered changedAt closesAt createdAt edition id kind lead leadEn modes opensAt series slug state title titleEn touched version}',
    others: NOBODYS,
    hidden: 'drafts are what is asked',
    deleted: NEVER_DELETED,
    ask: async () => get('/api/desk/surveys/' + (await aDraft())),
  },
  'POST /api/desk/surveys/:id/moves': {
    expected: desk(managing(200)),
    fields: 'id',
    others: NOBODYS,
    hidden: 'drafts are what is asked',
    deleted: NEVER_DELETED,
    ask: async () => {
      const id = await aDraft()
      return json(`/api/desk/surveys/${id}/moves`, { ...(await detailsOf(id)), move: 'edit', version: 1 })
    },
  },
  'GET /api/desk/surveys/:id/editions/:number': {
    expected: desk(reading),
    fields:
      'edition{definition editable form frozen live meaning number version} findings survey{answered changedAt closesAt createdAt edition id kind lead leadEn modes opensAt series slug state title titleEn touched version}',
    others: NOBODYS,
    hidden: 'drafts are what is asked',
    deleted: NEVER_DELETED,
    ask: async () => get(`/api/desk/surveys/${await aDraft()}/editions/1`),
  },
  'PUT /api/desk/surveys/:id/editions/:number': {
    expected: desk(managing(200)),
    fields: 'version',
    others: NOBODYS,
    hidden: 'drafts are what is asked',
    deleted: NEVER_DELETED,
    ask: async () => {
      const id = await aDraft()
      const { definition } = (await readEditionAt(id)).edition
      const body = { version: 1, definition: JSON.stringify(definition) }
      return { path: `/api/desk/surveys/${id}/editions/1`, init: { method: 'PUT', json: body } }
    },
  },
  'GET /api/desk/surveys/:id/editions/:number/definition.json': {
    expected: desk(reading),
    fields: 'pages[description elements name title] title{default en}',
    others: NOBODYS,
    hidden: 'drafts are what is asked',
    deleted: NEVER_DELETED,
    ask: async () => get(`/api/desk/surveys/${await aDraft()}/editions/1/definition.json`),
  },
}
