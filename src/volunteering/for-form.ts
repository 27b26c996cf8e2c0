import type { Issue } from '../../functions/domain/outcome.ts'

/** Issues whose code says better than their field which question of the form they belong to. */
const QUESTIONS: [RegExp, string][] = [
  [/^guardian_name\./, 'guardianName'],
  [/^party\.consent_missing$/, 'partyConsent'],
  [/^party(_name)?\./, 'partyLines'],
  [/^volunteer\.(unknown_code|other_name)$/, 'code'],
]

/** The issues of a sign-up, each with the question of the form it belongs to. */
export const forForm = (issues: Issue[]): Issue[] =>
  issues.map((issue) => {
    const field = QUESTIONS.find(([code]) => code.test(issue.code))?.[1] ?? issue.field
    return field ? { ...issue, field } : issue
  })
