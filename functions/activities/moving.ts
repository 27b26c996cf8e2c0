import type { Statement } from '../http/app-types.ts'

/** What a move does beside its audit row: statements of which the last changes the activity itself. */
export type Moving = { statements: Statement[]; id: string; n: number }
