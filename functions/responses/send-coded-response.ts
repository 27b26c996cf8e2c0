import { violatesNotNull } from '../db/violation.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { ResponseInput } from '../domain/response-input.ts'
import type { Answers } from '../domain/survey/form.ts'
import type { Env } from '../http/app-types.ts'
import { findCode, openCode, useCode } from '../survey-codes/open-code.ts'
import type { Edition, Survey } from '../surveys/find-survey.ts'
import { sealAnswers } from './box.ts'
import { putInBox } from './box-rows.ts'
import { freezeEdition, whileAnswered } from './rows.ts'
import { keyHashOf } from './submission.ts'

/**
 * Takes answers with a one-time code: the code is used up and the answers lie sealed in the box, in one batch. The batch
 * writes nothing else that depends on the answers, no time and no second key (docs/decisions/0019). The code and the
 * submission that used it answer again as often as they come, whatever they bring; `survey.code_used` for any other,
 * `survey.unknown_code`, `request.too_many`, `survey.changed_meanwhile`.
 */
export const sendCodedResponse = async (
  env: Env,
  survey: Survey & { edition: Edition },
  input: ResponseInput,
  answers: Answers,
  address: string,
  now: number,
): Promise<Outcome<{ again: boolean }>> => {
  const { id: surveyId, edition } = survey
  const code = await openCode(env, surveyId, input.code, address, now)
  if (!code.ok) return code
  const keyHash = await keyHashOf(env, surveyId, input.key)
  if (code.value.usedBy !== null) return usedBy(code.value.usedBy, keyHash)
  const place = { id: crypto.randomUUID(), surveyId, edition: edition.number, community: code.value.community }
  const { seconds, again } = input
  const sealed = await sealAnswers(env, place, { answers, seconds, again })
  try {
    await env.DB.batch([
      putInBox(env.DB, code.value.codeHash, { ...place, sealed }),
      ...useCode(env.DB, code.value, keyHash),
      freezeEdition(env.DB, edition.id, edition.version),
      whileAnswered(env.DB, surveyId, edition.number),
    ])
    return done({ again: false })
  } catch (error) {
    if (violatesNotNull(error, 'survey_editions.frozen')) return refused('survey.changed_meanwhile')
    if (violatesNotNull(error, 'surveys.state')) return refused('survey.changed_meanwhile')
    if (!violatesNotNull(error, 'survey_box.survey_id')) throw error
    // Somebody used the code, or voided its sheet, between our reading and our writing.
    const now = await findCode(env, surveyId, input.code)
    return now?.usedBy ? usedBy(now.usedBy, keyHash) : refused('survey.unknown_code', 'code')
  }
}

const usedBy = (before: string, keyHash: string): Outcome<{ again: boolean }> =>
  before === keyHash ? done({ again: true }) : refused('survey.code_used', 'code')

/** Whether this submission used this code before: then it keeps its answer, whatever stands in the way of a new one. */
export const wasTaken = async (env: Env, surveyId: string, input: ResponseInput): Promise<boolean> => {
  const code = await findCode(env, surveyId, input.code)
  return code !== null && code.usedBy === (await keyHashOf(env, surveyId, input.key))
}
