import { env } from '#test-host'
import { anInterview, interviewing } from '../../fixtures/interviews.ts'
import { aSurvey } from '../../fixtures/surveys.ts'
import { desk, everyone, get, json, NEVER_DELETED, NOBODYS, readers, type Row } from './rows.ts'

const DRAFT: Record<string, { state?: 'draft' }> = { hidden: { state: 'draft' } }
const ENDED = 'UPDATE survey_interviewers SET ended_at = 1, version = version + 1 WHERE id = ?'
const samplers = (status: number) => ({ moderator: status, administrator: status })

/** The routes of quotas, interviewers and what their phones send. */
export const interviewRows: Record<string, Row> = {
  'POST /api/interviews': {
    expected: everyone(200),
    fields:
      'communities[id name nameEn] edition editionVersion form{pages questions title} interviewer{name} meaning{age community sex} quotas serverNow survey{closesAt modes opensAt slug title titleEn}',
    ask: async () => json('/api/interviews', { code: (await interviewing()).code }),
  },
  'POST /api/interviews/responses': {
    expected: everyone(200),
    fields: 'edition quotas results[key state] serverNow',
    ask: async () => {
      const who = await interviewing()
      return json('/api/interviews/responses', {
        ...{ code: who.code, sentAt: Date.now(), responses: [anInterview(who)] },
      })
    },
  },
  'GET /api/desk/surveys/:id/sample': {
    expected: desk({ ...readers, editor: 200 }),
    fields:
      'declined filled interviewers interviews meaning{age community sex} modes questions[choiceTexts choices kind name page required title] quotas survey{id margins modes state title version} wanted',
    others: NOBODYS,
    hidden: desk({ ...readers, editor: 200 }),
    deleted: NEVER_DELETED,
    ask: async (_, of) => get(`/api/desk/surveys/${(await aSurvey(env, DRAFT[of])).id}/sample`),
  },
  'POST /api/desk/surveys/:id/quotas': {
    expected: desk(samplers(200)),
    fields: 'version',
    others: NOBODYS,
    hidden: desk(samplers(200)),
    deleted: NEVER_DELETED,
    ask: async (_, of) => {
      const { id } = await aSurvey(env, DRAFT[of])
      return json(`/api/desk/surveys/${id}/quotas`, { quotas: [{ cell: 'liuan||', target: 5 }], version: 1 })
    },
  },
  'POST /api/desk/surveys/:id/interviewers': {
    expected: desk(samplers(201)),
    fields: 'code id',
    others: NOBODYS,
    hidden: desk(samplers(201)),
    deleted: NEVER_DELETED,
    ask: async (_, of) =>
      json(`/api/desk/surveys/${(await aSurvey(env, DRAFT[of])).id}/interviewers`, { name: '访员甲' }),
  },
  'POST /api/desk/surveys/:id/interviewers/:interviewer/moves': {
    expected: desk(samplers(200)),
    fields: 'code id',
    others: NOBODYS,
    hidden: 'an interviewer is there or has ended',
    deleted: desk(samplers(422)),
    ask: async (_, of) => {
      const { id, interviewer } = await interviewing()
      if (of === 'deleted') await env.DB.prepare(ENDED).bind(interviewer).run()
      return json(`/api/desk/surveys/${id}/interviewers/${interviewer}/moves`, { move: 'end', version: 1 })
    },
  },
}
