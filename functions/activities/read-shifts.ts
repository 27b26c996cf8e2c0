import type { Env, Result, Statement } from '../http/app-types.ts'
import { selectShifts } from './public-rows.ts'
import { shiftOfActivity, type ShiftOfActivity, type ShiftOfActivityRow } from './public-view.ts'

/** The statement that reads these shifts, to stand in another noun's batch; `shiftsIn` reads its result. */
export const readShifts = (env: Env, ids: string[]): Statement => selectShifts(env, ids)

/** The shifts of a result of `readShifts`, by their ids. */
export const shiftsIn = (result: Result<unknown> | undefined, now: number): Map<string, ShiftOfActivity> =>
  new Map(
    ((result?.results ?? []) as ShiftOfActivityRow[]).map((row) => [row.shift_id, shiftOfActivity(row, now)] as const),
  )
