import type { Form } from '../domain/survey/form.ts'
import type { Meaning } from '../domain/survey/meaning.ts'

/** What to look at before a survey is opened. */
export type Finding = {
  level: 'error' | 'warning'
  code: string
  question?: string
  detail?: Record<string, string | number>
}

export const lintEdition = (_form: Form, _meaning: Meaning): Finding[] => []

export const errorsIn = (findings: readonly Finding[]): number =>
  findings.filter(({ level }) => level === 'error').length
