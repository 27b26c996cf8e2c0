import { type AuditFilter, isNoNumber, readAuditFilter } from '../domain/audit-filter.ts'
import { refused, done, type Outcome } from '../domain/outcome.ts'
import type { Env } from '../http/app-types.ts'
import { NEWEST, readCursor, writeCursor } from '../http/cursor.ts'
import { findLastCheck } from './audit-check-rows.ts'
import { findCaseId, listActs, listPeople, type RecordedAct } from './audit-list-rows.ts'

const PAGE = 50

const viewOf = (act: RecordedAct) => ({
  id: act.id,
  at: act.happened_at,
  by: act.by_name,
  role: act.role,
  action: act.action,
  object: { kind: act.object_kind, id: act.object_id, number: act.number },
  unit: act.unit,
  result: act.result,
  request: act.request_id,
  detail: act.detail,
})

/** Whether the chain held when it was last followed, up to which row and when; null: it never was. */
const chainOf = async (env: Env) => {
  const check = await findLastCheck(env.DB)
  if (!check) return null
  const { checked_at: at, linked, finding, seq } = check
  return { at, linked, finding, seq }
}

/**
 * The filter with a typed case number looked up: the log keeps ids. `audit.no_such_case` when the office never had such a
 * case.
 */
export async function findAsked(env: Env, read: (name: string) => string | undefined): Promise<Outcome<AuditFilter>> {
  const filter = readAuditFilter(read)
  if (filter.number === '') return done(filter)
  const id = isNoNumber(filter) ? null : await findCaseId(env.DB, filter.number)
  return id === null ? refused('audit.no_such_case', 'number') : done({ ...filter, object: `tip_off:${id}` })
}

/** A page of the audit log, newest first, with who can be asked for and how the chain stood. `audit.no_such_case`. */
export async function readAudit(env: Env, read: (name: string) => string | undefined) {
  const asked = await findAsked(env, read)
  if (!asked.ok) return asked
  const behind = readCursor(read('after')) ?? NEWEST
  const [acts, people, chain] = await Promise.all([
    listActs(env.DB, asked.value, behind, PAGE + 1),
    listPeople(env.DB),
    chainOf(env),
  ])
  const page = acts.slice(0, PAGE)
  const last = page.at(-1)
  return done({
    acts: page.map(viewOf),
    next: acts.length > PAGE && last ? writeCursor({ at: last.happened_at, id: last.id }) : null,
    people: people.map(({ id, name, role, disabled }) => ({ id, name, role, disabled: disabled === 1 })),
    chain,
  })
}
