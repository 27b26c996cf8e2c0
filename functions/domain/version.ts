import * as v from 'valibot'
import { MALFORMED } from './text.ts'

/** The version of a row as its form was drawn from: who changes it says which state they saw. */
export const Version = v.pipe(v.number(MALFORMED), v.safeInteger(MALFORMED), v.minValue(1, MALFORMED))
