import { aDraft, aNewSurvey, detailsOf, readEditionAt } from '../../fixtures/desk-surveys.ts'
import { aSurvey } from '../../fixtures/surveys.ts'
import { desk, everyone, get, json, readers, type Row } from './rows.ts'

const reading = { ...readers, editor: 200 }
const managing = (status: number) => ({ moderator: status, editor: status, administrator: status })

/** The routes of surveys themselves. */
export const surveyRows: Record<string, Row> = {
  'GET /api/surveys': { expected: everyone(200), ask: () => get('/api/surveys') },
  'GET /api/surveys/:slug': {
    expected: everyone(200),
    ask: async () => get('/api/surveys/' + (await aSurvey()).slug),
  },
  'GET /api/desk/surveys': { expected: desk(reading), ask: () => get('/api/desk/surveys') },
  'GET /api/desk/surveys/templates': { expected: desk(reading), ask: () => get('/api/desk/surveys/templates') },
  'POST /api/desk/surveys': { expected: desk(managing(201)), ask: () => json('/api/desk/surveys', aNewSurvey()) },
  'GET /api/desk/surveys/:id': {
    expected: desk(reading),
    ask: async () => get('/api/desk/surveys/' + (await aDraft())),
  },
  'POST /api/desk/surveys/:id/moves': {
    expected: desk(managing(200)),
    ask: async () => {
      const id = await aDraft()
      return json(`/api/desk/surveys/${id}/moves`, { ...(await detailsOf(id)), move: 'edit', version: 1 })
    },
  },
  'GET /api/desk/surveys/:id/editions/:number': {
    expected: desk(reading),
    ask: async () => get(`/api/desk/surveys/${await aDraft()}/editions/1`),
  },
  'PUT /api/desk/surveys/:id/editions/:number': {
    expected: desk(managing(200)),
    ask: async () => {
      const id = await aDraft()
      const { definition } = (await readEditionAt(id)).edition
      const body = { version: 1, definition: JSON.stringify(definition) }
      return { path: `/api/desk/surveys/${id}/editions/1`, init: { method: 'PUT', json: body } }
    },
  },
  'GET /api/desk/surveys/:id/editions/:number/definition.json': {
    expected: desk(reading),
    ask: async () => get(`/api/desk/surveys/${await aDraft()}/editions/1/definition.json`),
  },
}
