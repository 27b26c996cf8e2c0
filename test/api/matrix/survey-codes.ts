import { paths } from '../../../functions/paths.ts'
import { aSheet, aSurvey } from '../../fixtures/surveys.ts'
import { env } from '#test-host'
import { desk, get, json, HAS_NONE, NEVER_DELETED, NOBODYS, type Row } from './rows.ts'

const DRAFT: Record<string, { state?: 'draft' }> = { hidden: { state: 'draft' } }
const VOIDED = 'UPDATE survey_code_sheets SET voided_at = 1, version = version + 1 WHERE id = ?'
const samplers = (status: number) => desk({ moderator: status, administrator: status })

/** The routes of sheets of one-time codes. */
export const surveyCodeRows: Record<string, Row> = {
  'GET /api/desk/surveys/:id/codes': {
    expected: samplers(200),
    fields: 'modes never open printed sheets title used waiting',
    others: NOBODYS,
    hidden: samplers(200),
    deleted: NEVER_DELETED,
    ask: async (_, of) => get(paths.api.deskSurveyCodes((await aSurvey(env, DRAFT[of])).id)),
  },
  'POST /api/desk/surveys/:id/codes': {
    expected: samplers(201),
    fields: 'id',
    others: NOBODYS,
    hidden: samplers(201),
    deleted: NEVER_DELETED,
    ask: async (_, of) =>
      json(paths.api.deskSurveyCodes((await aSurvey(env, DRAFT[of])).id), { community: 'liuan', count: 3 }),
  },
  'GET /api/desk/surveys/:id/codes/:sheet': {
    expected: samplers(200),
    fields: 'closesAt codes community slug title',
    others: NOBODYS,
    hidden: HAS_NONE,
    deleted: samplers(409),
    ask: async (_, of) => {
      const survey = await aSurvey()
      const { id } = await aSheet(survey, 'liuan', 2)
      if (of === 'deleted') await env.DB.prepare(VOIDED).bind(id).run()
      return get(paths.api.deskCodeSheet(survey.id, id))
    },
  },
  'POST /api/desk/surveys/:id/codes/:sheet/moves': {
    expected: samplers(200),
    fields: 'community id madeAt printed used version voidedAt',
    others: NOBODYS,
    hidden: HAS_NONE,
    deleted: samplers(409),
    ask: async (_, of) => {
      const survey = await aSurvey()
      const { id } = await aSheet(survey, 'liuan', 2)
      if (of === 'deleted') await env.DB.prepare(VOIDED).bind(id).run()
      return json(paths.api.deskCodeSheetMoves(survey.id, id), { move: 'void', version: 1 })
    },
  },
}
