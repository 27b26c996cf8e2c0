import type { PhoneLogic } from '../../../functions/domain/survey/logic.ts'
import { equip, type Equipped, type Means } from './equip.ts'
import { type Options, runCore } from './run-core.ts'

/** A form with everything it needs from the start, for a page that has to work without network (run-core.ts). */
export const runForm = (root: HTMLElement, logic: PhoneLogic, options: Options & Means): Equipped =>
  equip(runCore(root, logic, options), options)
