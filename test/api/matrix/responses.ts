import { aResponseBody, aSurvey } from '../../fixtures/surveys.ts'
import { paths } from '../../../functions/paths.ts'
import { desk, everyone, json, type Row } from './rows.ts'

/** The routes by which answers come in. */
export const responseRows: Record<string, Row> = {
  'POST /api/surveys/:slug/responses': {
    expected: everyone(201),
    ask: async () => json(paths.api.surveyResponses((await aSurvey()).slug), aResponseBody()),
  },
  'POST /api/desk/surveys/:id/responses': {
    expected: desk({ moderator: 201, editor: 201, administrator: 201 }),
    ask: async () => {
      const { key, edition, answers } = aResponseBody()
      return json(paths.api.deskPaperResponses((await aSurvey()).id), { key, edition, answers })
    },
  },
}
