import type { Edit } from '../../functions/domain/survey/edit-definition.ts'
import { QUESTION_KINDS, type QuestionKind } from '../../functions/domain/survey/form.ts'
import type { Meaning } from '../../functions/domain/survey/meaning.ts'
import { withoutQuestion } from '../../functions/domain/survey/question-meaning.ts'
import { textOf } from '../../functions/domain/survey/texts.ts'
import { fieldOf } from '../desk.ts'

const kindIn = (form: FormData): QuestionKind =>
  QUESTION_KINDS.find((kind) => kind === fieldOf(form, 'kind')) ?? 'radiogroup'

/** The change a form of the question list asks for; null where it asks for none. Its button says `what`, or `what:way`. */
export const editOfForm = (form: FormData): Edit | null => {
  const [what = '', way = ''] = fieldOf(form, 'do').split(':')
  const [question, page] = [fieldOf(form, 'question'), fieldOf(form, 'page')]
  const by = way === 'up' ? 'up' : 'down'
  if (what === 'add_question') return { do: what, page, kind: kindIn(form) }
  if (what === 'add_page') return { do: what, kind: kindIn(form) }
  if (what === 'move_question') return { do: what, question, by }
  if (what === 'move_to_page') return { do: what, question, page }
  if (what === 'duplicate_question' || what === 'remove_question') return { do: what, question }
  if (what === 'move_page') return { do: what, page, by }
  if (what === 'remove_page') return { do: what, page }
  if (what !== 'change_page') return null
  const text = (zh: string, en: string) => textOf(fieldOf(form, zh).trim(), fieldOf(form, en).trim())
  return { do: what, page, title: text('title', 'titleEn'), description: text('hint', 'hintEn') }
}

/** What the questions mean after the change: a question that goes takes its meaning along. */
export const meaningAfter = (meaning: Meaning, edit: Edit): Meaning =>
  edit.do === 'remove_question' ? withoutQuestion(meaning, edit.question) : meaning
