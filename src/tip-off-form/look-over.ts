import type { Issue } from '../../functions/domain/outcome.ts'
import { parse } from '../../functions/domain/parse.ts'
import { TipOffInput } from '../../functions/domain/tip-off-input.ts'
import type { Door } from '../../functions/domain/tip-off.ts'
import { findCategory } from '../../functions/district.ts'
import { chosenCategory, toInput, type Typed } from './typed.ts'

/** Issues name fields as the API has them (`contact.phone`); the form's own field is the last part of that. */
export const forForm = (issues: Issue[]): Issue[] =>
  issues.map((issue) => (issue.field ? { ...issue, field: issue.field.split('.').at(-1)! } : issue))

/** What still has to be put right before the check page. The API asks all of it again. */
export const lookOver = (door: Door, typed: Typed, locale: string): Issue[] => {
  const parsed = parse(TipOffInput, toInput(door, typed, locale))
  const issues = parsed.ok ? [] : forForm(parsed.issues)
  const category = chosenCategory(door, typed)
  const found = findCategory(category)
  if (found && 'stopper' in found) issues.unshift({ code: 'category.stopper', field: 'category', detail: { category } })
  return issues
}
