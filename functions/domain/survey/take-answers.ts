import { done, refused, type Outcome } from '../outcome.ts'
import { MALFORMED } from '../text.ts'
import { courseOf, refusalsOf } from './course.ts'
import type { Answers, FormLogic, Value } from './form.ts'

/** Most bytes of one respondent's answers as JSON; what is sealed is padded to it. */
export const ANSWERS_BYTES = 16 * 1024

const sizeOf = (answers: Answers): number => new TextEncoder().encode(JSON.stringify(answers)).length

/** What somebody wrote, as it is kept: NFC, line ends as \n, nothing around it. */
const written = (text: string): string => text.replace(/\r\n?/g, '\n').normalize('NFC').trim()

/**
 * The answers that count of what was sent, checked against the form: those to hidden questions are dropped, everything
 * else must be right. `request.malformed` for a question the form has not, `answer.too_much` past 16 KB, and
 * `answer.*` (refusalsOf) with the question's name as `field`.
 */
export const takeAnswers = (form: FormLogic, sent: Answers): Outcome<Answers> => {
  const kinds = new Map<string, 'chosen' | 'written'>()
  for (const { name, kind, other } of form.questions) {
    kinds.set(name, kind === 'text' || kind === 'comment' ? 'written' : 'chosen')
    if (other !== undefined) kinds.set(`${name}-Comment`, 'written')
  }
  const read: [string, Value][] = []
  for (const [name, value] of Object.entries(sent)) {
    const kind = kinds.get(name)
    if (!kind) return refused(MALFORMED)
    if (kind === 'chosen' || typeof value !== 'string') read.push([name, value])
    else if (written(value) !== '') read.push([name, written(value)])
  }
  const { answers } = courseOf(form, Object.fromEntries(read))
  const issues = refusalsOf(form, answers)
  if (issues.length > 0) return { ok: false, issues }
  return sizeOf(answers) > ANSWERS_BYTES ? refused('answer.too_much') : done(answers)
}
