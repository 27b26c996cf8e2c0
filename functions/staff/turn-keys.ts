import type { Env } from '../http/app-types.ts'
import { seal, sealingKid, unseal } from './keys.ts'
import { listOtherwiseSealed, renewSealed, SEALED_COLUMNS, type SealedColumn } from './sealed-columns.ts'

const AT_ONCE = 100

/** `renewed`: sealed anew. `shut`: no key that is there opens them, so they stay as they are. `done`: every column was gone through. */
export type Turned = { renewed: number; shut: { table: string; id: string }[]; done: boolean }

/**
 * Seals what other keys sealed with the key in use now, a hundred texts a batch. Each is opened, sealed and put in the place
 * of what was read, if that is still there: cut short anywhere, run twice at once or beside people who write, nothing is lost
 * and the next run goes on. `atMost` ends a run early.
 */
export async function turnKeys(env: Env, atMost = Infinity): Promise<Turned> {
  const kid = sealingKid(env)
  const turned: Turned = { renewed: 0, shut: [], done: false }
  if (kid === '') return { ...turned, done: true }
  for (const column of SEALED_COLUMNS) {
    let after = ''
    for (;;) {
      if (turned.renewed >= atMost) return turned
      const page = await listOtherwiseSealed(env.DB, column, `${kid}.`, after, AT_ONCE)
      const last = page.at(-1)
      if (!last) break
      await renewPage(env, column, page, turned)
      after = last.id
    }
  }
  return { ...turned, done: true }
}

const renewPage = async (
  env: Env,
  column: SealedColumn,
  page: Awaited<ReturnType<typeof listOtherwiseSealed>>,
  turned: Turned,
): Promise<void> => {
  const renewals = []
  for (const one of page) {
    const text = await unseal(env, column.purpose, one.sealed, one.bound)
    if (text === null) turned.shut.push({ table: column.table, id: one.id })
    else renewals.push(renewSealed(env.DB, column, await seal(env, column.purpose, text, one.bound), one))
  }
  if (renewals.length > 0) await env.DB.batch(renewals)
  turned.renewed += renewals.length
}

const AT_A_TICK = 2000
const TURNED = 'SELECT 1 FROM job_runs WHERE name = ?1'
const RECORD_TURNED = `INSERT INTO job_runs (name, last_run_at, last_result) VALUES (?1, ?2, 'done')
  ON CONFLICT (name) DO UPDATE SET last_run_at = excluded.last_run_at`

/** For the clock: some texts at a time until a run finds none left, then never again for this key. */
export async function turnKeysByAndBy(env: Env, now: number): Promise<void> {
  const kid = sealingKid(env)
  const name = `turned_to_${kid}`
  if (kid === '' || (await env.DB.prepare(TURNED).bind(name).first())) return
  const { renewed, done } = await turnKeys(env, AT_A_TICK)
  if (done && renewed === 0) await env.DB.prepare(RECORD_TURNED).bind(name, now).run()
}
