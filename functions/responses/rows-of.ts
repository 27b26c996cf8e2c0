import { answersText, flagsOf } from '../domain/survey/flags.ts'
import { courseOf } from '../domain/survey/course.ts'
import type { Answers, FormLogic } from '../domain/survey/form.ts'
import { addUp, communityOf, talliesOf, type Counts } from '../domain/survey/tally.ts'
import type { Edition } from '../surveys/find-survey.ts'
import type { StoredRows } from './rows.ts'
import type { NewResponse } from './new-response.ts'

export type Hashed = { response: NewResponse; keyHash: string | null; bodyHash: string; answersHash: string }

/** What people wrote themselves: each answer of its own, with nothing of the rest. */
const textsIn = (form: FormLogic, answers: Answers): { question: string; text: string }[] =>
  form.questions.flatMap(({ name, kind, input = 'text' }) => {
    const free = kind === 'comment' || (kind === 'text' && input === 'text')
    return [...(free ? [name] : []), `${name}-Comment`].flatMap((question) => {
      const text = Object.hasOwn(answers, question) ? answers[question] : undefined
      return typeof text === 'string' && text !== '' ? [{ question, text }] : []
    })
  })

/** The text by which equal answers are found. */
export const sameText = (edition: Edition, { answers }: NewResponse): string =>
  `${edition.id}:${answersText(edition.form, answers)}`

/** Everything responses leave in the database; `alike` are the answers the survey has already. */
export const rowsOf = ({ form, meaning }: Edition, hashed: Hashed[], alike: ReadonlySet<string>): StoredRows => {
  const seen = new Set(alike)
  const rows: StoredRows = { submissions: [], responses: [], texts: [], tallies: [] }
  const tallies: [string, Counts][] = []
  for (const { response, keyHash, bodyHash, answersHash } of hashed) {
    const { answers, mode, window, interviewerId, seconds, again, overQuota, answeredOn } = response
    const community = communityOf(meaning, answers, response.community)
    const shown = courseOf(form, answers).shown.size
    const flags = flagsOf(form, answers, { shown, seconds, double: seen.has(answersHash), again, overQuota })
    seen.add(answersHash)
    if (keyHash !== null) rows.submissions.push({ keyHash, bodyHash, answeredOn })
    const kept = { mode, community, window, interviewerId, answeredOn }
    const texts = textsIn(form, answers).map((text) => ({ id: crypto.randomUUID(), ...text }))
    rows.texts.push(...texts)
    rows.responses.push({
      ...{ id: crypto.randomUUID(), answers: JSON.stringify(answers), answersHash, flags: flags.join(' ') },
      ...kept,
    })
    tallies.push(...talliesOf(form, meaning, { ...kept, answers, flags }))
  }
  rows.tallies = addUp(tallies)
  return rows
}
