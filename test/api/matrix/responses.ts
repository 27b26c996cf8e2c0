import { aResponseBody, aSurvey } from '../../fixtures/surveys.ts'
import { paths } from '../../../functions/paths.ts'
import { env } from '#test-host'
import { desk, everyone, json, NEVER_DELETED, NOBODYS, PUBLIC, type Row } from './rows.ts'

const DRAFT: Record<string, { state?: 'draft' }> = { hidden: { state: 'draft' } }

/** The routes by which answers come in. */
export const responseRows: Record<string, Row> = {
  'POST /api/surveys/:slug/responses': {
    expected: everyone(201),
    fields: 'again score',
    others: PUBLIC,
    hidden: everyone(404),
    deleted: NEVER_DELETED,
    ask: async (_, of) => json(paths.api.surveyResponses((await aSurvey(env, DRAFT[of])).slug), aResponseBody()),
  },
  'POST /api/desk/surveys/:id/responses': {
    expected: desk({ moderator: 201, editor: 201, administrator: 201 }),
    fields: 'again',
    others: NOBODYS,
    hidden: desk({ moderator: 409, editor: 409, administrator: 409 }),
    deleted: NEVER_DELETED,
    ask: async (_, of) => {
      const { key, edition, answers } = aResponseBody()
      return json(paths.api.deskPaperResponses((await aSurvey(env, DRAFT[of])).id), { key, edition, answers })
    },
  },
}
