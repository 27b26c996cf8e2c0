import type { Outcome } from '../outcome.ts'
import type { Form } from './form.ts'

/**
 * Reads a SurveyJS definition of the subset we keep. What lies outside it is refused, never dropped:
 * `definition.*` issues whose detail names question and property.
 */
export const readDefinition = (_json: unknown): Outcome<Form> => {
  throw new Error('not written yet')
}
