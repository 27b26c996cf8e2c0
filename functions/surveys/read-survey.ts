import { done, refused, type Outcome } from '../domain/outcome.ts'
import { SURVEY_STATES } from '../domain/survey/meaning.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env } from '../http/app-types.ts'
import { readCursor, writeCursor } from '../http/cursor.ts'
import { findDeskSurvey, findEdition, listDeskSurveys, listEditions, listRounds } from './desk-rows.ts'
import { deskSurvey, editionLine, isFixed, listedSurvey, movesOf, readEdition, roundLine } from './desk-view.ts'

const PAGE = 30

/** A page of surveys, newest first; an unknown state shows all. */
export async function listSurveys(env: Env, asked: { state?: string | undefined; after?: string | undefined }) {
  const state = SURVEY_STATES.find((one) => one === asked.state) ?? null
  const rows = await listDeskSurveys(env.DB, { state, after: readCursor(asked.after), limit: PAGE + 1 })
  const page = rows.slice(0, PAGE)
  const last = page.at(-1)
  return {
    surveys: page.map(listedSurvey),
    next: rows.length > PAGE && last ? writeCursor({ at: last.created_at, id: last.id }) : null,
  }
}

/** A survey with its editions and what can be done with it. `survey.not_found`. */
export async function readSurvey(env: Env, id: string) {
  const row = isUuid(id) ? await findDeskSurvey(env.DB, id) : null
  if (!row) return refused('survey.not_found')
  const [editions, rounds] = await Promise.all([
    listEditions(env.DB, id),
    row.series === '' ? [] : listRounds(env.DB, row.series, id),
  ])
  return done({
    survey: deskSurvey(row),
    editions: editions.map((edition) => editionLine(row, edition)),
    allowedMoves: movesOf(row, editions),
    rounds: rounds.map(roundLine),
  })
}
export type WholeSurvey = Extract<Awaited<ReturnType<typeof readSurvey>>, { ok: true }>['value']

/** The number of an edition in an address; 0 where it is none. */
export const editionNumber = (text: string): number => (/^[1-9]\d{0,5}$/.test(text) ? Number(text) : 0)

/** One edition with its questions, what they mean and what the lint finds. `survey.not_found`, `survey.edition_not_found`. */
export async function readSurveyEdition(env: Env, id: string, number: number) {
  const row = isUuid(id) ? await findDeskSurvey(env.DB, id) : null
  if (!row) return refused('survey.not_found')
  const edition = number > 0 ? await findEdition(env.DB, id, number) : null
  if (!edition) return refused('survey.edition_not_found')
  const { form, meaning, findings } = readEdition(row, edition)
  return done({
    survey: deskSurvey(row),
    edition: {
      number: edition.number,
      version: edition.version,
      live: edition.number === row.edition,
      frozen: edition.frozen === 1,
      editable: !isFixed(row, edition),
      definition: JSON.parse(edition.definition) as Record<string, unknown>,
      meaning,
      form,
    },
    findings,
  })
}
export type WholeEdition = Extract<Awaited<ReturnType<typeof readSurveyEdition>>, { ok: true }>['value']

/** An edition's SurveyJS JSON as a file, with the survey's title where the definition has none. */
export async function exportDefinition(
  env: Env,
  id: string,
  number: number,
): Promise<Outcome<{ name: string; json: string }>> {
  const read = await readSurveyEdition(env, id, number)
  if (!read.ok) return read
  const { survey, edition } = read.value
  const title = survey.titleEn === '' ? survey.title : { default: survey.title, en: survey.titleEn }
  const json = JSON.stringify({ title, ...edition.definition }, null, 2)
  return done({ name: `${survey.slug}-${number}.json`, json })
}
