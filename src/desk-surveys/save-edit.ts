import type { AstroGlobal } from 'astro'
import type { Issue } from '../../functions/domain/outcome.ts'
import { editDefinition, type Definition, type Edit } from '../../functions/domain/survey/edit-definition.ts'
import type { Meaning } from '../../functions/domain/survey/meaning.ts'
import { paths } from '../../functions/paths.ts'
import { callApi } from '../call-api.ts'

/** What became of an edit: the question it made or changed, or why it was refused. */
export type Saved = { question: string | undefined; issues: Issue[]; status: number }
type Of = { id: string; number: number; version: number }

/** Sends questions and meaning to be kept as the form's version was. */
export const saveQuestions = async (
  astro: AstroGlobal,
  { id, number, version }: Of,
  definition: string,
  meaning: string,
): Promise<Saved> => {
  const json = { version, definition, meaning }
  const answer = await callApi(astro, paths.api.deskEdition(id, number), { method: 'PUT', json })
  return { question: undefined, issues: answer.ok ? [] : answer.issues, status: answer.status }
}

/** Makes one change to the questions and keeps it. */
export const saveEdit = async (
  astro: AstroGlobal,
  of: Of,
  before: { definition: Definition; meaning: Meaning },
  edit: Edit,
  meaning: Meaning = before.meaning,
): Promise<Saved> => {
  const edited = editDefinition(before.definition, edit)
  if (!edited.ok) return { question: undefined, issues: edited.issues, status: 422 }
  const { definition, question } = edited.value
  const saved = await saveQuestions(astro, of, JSON.stringify(definition), JSON.stringify(meaning))
  return { ...saved, question }
}
