import { paths } from '../../../functions/paths.ts'
import { aSheet, aSurvey } from '../../fixtures/surveys.ts'
import { desk, get, json, type Row } from './rows.ts'

const samplers = (status: number) => desk({ moderator: status, administrator: status })

/** The routes of sheets of one-time codes. */
export const surveyCodeRows: Record<string, Row> = {
  'GET /api/desk/surveys/:id/codes': {
    expected: samplers(200),
    ask: async () => get(paths.api.deskSurveyCodes((await aSurvey()).id)),
  },
  'POST /api/desk/surveys/:id/codes': {
    expected: samplers(201),
    ask: async () => json(paths.api.deskSurveyCodes((await aSurvey()).id), { community: 'liuan', count: 3 }),
  },
  'GET /api/desk/surveys/:id/codes/:sheet': {
    expected: samplers(200),
    ask: async () => {
      const survey = await aSurvey()
      return get(paths.api.deskCodeSheet(survey.id, (await aSheet(survey, 'liuan', 2)).id))
    },
  },
  'POST /api/desk/surveys/:id/codes/:sheet/moves': {
    expected: samplers(200),
    ask: async () => {
      const survey = await aSurvey()
      const { id } = await aSheet(survey, 'liuan', 2)
      return json(paths.api.deskCodeSheetMoves(survey.id, id), { move: 'void', version: 1 })
    },
  },
}
