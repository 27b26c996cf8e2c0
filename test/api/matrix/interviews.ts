import { env } from '#test-host'
import { anInterview, interviewing } from '../../fixtures/interviews.ts'
import { aSurvey } from '../../fixtures/surveys.ts'
import { desk, everyone, get, json, readers, type Row } from './rows.ts'

const samplers = (status: number) => ({ moderator: status, administrator: status })

/** The routes of quotas, interviewers and what their phones send. */
export const interviewRows: Record<string, Row> = {
  'POST /api/interviews': {
    expected: everyone(200),
    ask: async () => json('/api/interviews', { code: (await interviewing()).code }),
  },
  'POST /api/interviews/responses': {
    expected: everyone(200),
    ask: async () => {
      const who = await interviewing()
      return json('/api/interviews/responses', {
        ...{ code: who.code, sentAt: Date.now(), responses: [anInterview(who)] },
      })
    },
  },
  'GET /api/desk/surveys/:id/sample': {
    expected: desk({ ...readers, editor: 200 }),
    ask: async () => get(`/api/desk/surveys/${(await aSurvey(env)).id}/sample`),
  },
  'POST /api/desk/surveys/:id/quotas': {
    expected: desk(samplers(200)),
    ask: async () => {
      const { id } = await aSurvey(env)
      return json(`/api/desk/surveys/${id}/quotas`, { quotas: [{ cell: 'liuan||', target: 5 }], version: 1 })
    },
  },
  'POST /api/desk/surveys/:id/interviewers': {
    expected: desk(samplers(201)),
    ask: async () => json(`/api/desk/surveys/${(await aSurvey(env)).id}/interviewers`, { name: '访员甲' }),
  },
  'POST /api/desk/surveys/:id/interviewers/:interviewer/moves': {
    expected: desk(samplers(200)),
    ask: async () => {
      const { id, interviewer } = await interviewing()
      return json(`/api/desk/surveys/${id}/interviewers/${interviewer}/moves`, { move: 'end', version: 1 })
    },
  },
}
