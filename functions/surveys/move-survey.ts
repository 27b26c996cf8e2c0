import { violatesUnique } from '../db/violation.ts'
import type { Guard } from '../db/guard.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Staff } from '../domain/staff.ts'
import type { SurveyDetails, SurveyMove } from '../domain/survey-input.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env, Statement } from '../http/app-types.ts'
import { recordAct } from '../staff/audit.ts'
import * as rows from './change-rows.ts'
import { actOn, type Asked, changedMeanwhile, refuse } from './desk-act.ts'
import { type DeskSurveyRow, type EditionRow, findDeskSurvey, listEditions } from './desk-rows.ts'
import { errorsIn, isFixed, movesOf, readEdition } from './desk-view.ts'
import { checkSlug } from './survey-slug.ts'

/** What a move does beside its audit row, and under which condition that row stands: the last statement changes the survey. */
type Moving = { statements: Statement[]; guard: Guard }
const plain = (row: DeskSurveyRow, ...statements: Statement[]): Outcome<Moving> =>
  done({ statements, guard: rows.whileSurveyAt(row.id, row.version) })

const edit = async (env: Env, row: DeskSurveyRow, to: SurveyDetails, now: number): Promise<Outcome<Moving>> => {
  if (row.state !== 'draft' && to.slug !== row.slug) return refused('slug.fixed', 'slug')
  if (row.state !== 'draft' && to.kind !== row.kind) return refused('survey_kind.fixed', 'kind')
  if ((to.kind === 'window') !== to.modes.includes('window')) return refused('modes.window', 'modes')
  if (to.opensAt !== null && to.closesAt !== null && to.closesAt <= to.opensAt) {
    return refused('closes_at.before_opening', 'closesAt')
  }
  const slug = to.slug === row.slug ? done(row.slug) : await checkSlug(env, to.slug)
  return slug.ok ? plain(row, rows.recordDetails(env.DB, row.id, row.version, to, now)) : slug
}

/** Makes an edition the one that is answered, unless its questions have something to put right. */
const use = (env: Env, row: DeskSurveyRow, edition: EditionRow, now: number): Outcome<Moving> => {
  if (row.closes_at !== null && row.closes_at <= now) return refused('closes_at.past', 'closesAt')
  const { form, findings } = readEdition(row, edition)
  if (form.questions.length === 0) return refused('survey.no_questions')
  const errors = errorsIn(findings)
  if (errors > 0) return refused('survey.has_errors', undefined, { n: errors, edition: edition.number })
  const statement = rows.recordUse(env.DB, row.id, row.version, edition, now)
  const guard = rows.whileEditionAt(row.id, row.version, edition.number, edition.version)
  return done({ statements: [statement], guard })
}

/**
 * Makes a move with a survey, with its audit row, in one batch or not at all. Refusals: `survey.not_found`,
 * `survey.cannot_now` for another state, `survey.edition_not_found`, of opening `survey.no_questions`,
 * `survey.has_errors`, `closes_at.past`, of editing `slug.*`, `survey.slug_taken`, `modes.window`,
 * `closes_at.before_opening`, and `survey.changed_meanwhile` when somebody was faster.
 */
export async function moveSurvey(
  env: Env,
  id: string,
  input: SurveyMove,
  staff: Staff,
  asked: Asked,
): Promise<Outcome<{ id: string }>> {
  const { now } = asked
  const act = actOn(id, input.move, staff, asked, 'edition' in input ? input.edition : undefined)
  const row = isUuid(id) ? await findDeskSurvey(env.DB, id) : null
  if (!row) return refuse(env, act, refused('survey.not_found'))
  if (row.version !== input.version) return refuse(env, act, await changedMeanwhile(env, id, now))
  const editions = await listEditions(env.DB, id)
  if (!movesOf(row, editions).includes(input.move)) return refuse(env, act, refused('survey.cannot_now'))
  const { version } = row
  const moving = await (async (): Promise<Outcome<Moving>> => {
    if (input.move === 'edit') return edit(env, row, input, now)
    if (input.move === 'close') return plain(row, rows.recordClosed(env.DB, id, version, now))
    if (input.move === 'reopen') return plain(row, rows.recordReopened(env.DB, id, version, now))
    if (input.move === 'new_edition') return plain(row, ...rows.copyEdition(env.DB, id, version, now))
    if (input.move === 'take_back') {
      const statements = [rows.recordTakenBack(env.DB, id, version, now)]
      return done({ statements, guard: rows.whileUnanswered(id, version) })
    }
    const number = 'edition' in input ? input.edition : editions[0]?.number
    const edition = editions.find((one) => one.number === number)
    if (!edition) return refused('survey.edition_not_found')
    if (input.move === 'open') return use(env, row, edition, now)
    if (edition.number <= row.edition || isFixed(row, edition)) return refused('survey.cannot_now')
    if (input.move === 'use_edition') return use(env, row, edition, now)
    return plain(row, ...rows.dropEdition(env.DB, id, version, edition.number, now))
  })()
  if (!moving.ok) return refuse(env, act, moving)
  try {
    const { statements, guard } = moving.value
    const results = await env.DB.batch([recordAct(env.DB, { ...act, result: 'ok' }, guard), ...statements])
    if (results.at(-1)?.meta.changes === 0) return await refuse(env, act, await changedMeanwhile(env, id, now))
  } catch (error) {
    if (!violatesUnique(error, 'surveys.slug')) throw error
    return refuse(env, act, refused('survey.slug_taken', 'slug', { slug: 'slug' in input ? input.slug : '' }))
  }
  return done({ id })
}
