import { done, refused, type Outcome } from '../domain/outcome.ts'
import { type RuleInput, type RuleMove, RULES } from '../domain/routing-input.ts'
import type { Staff } from '../domain/staff.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env, Statement } from '../http/app-types.ts'
import { type Act, recordAct, recordRefusal } from '../staff/audit.ts'
import { ruleIssues } from './check-rule.ts'
import * as rows from './rows.ts'
import { type RulesView, rulesView } from './rules-view.ts'

type Asked = { requestId: string; now: number }
type ToRecord = Omit<Act, 'result'>

const refuse = async <R extends { ok: false; issues: { code: string }[] }>(
  env: Env,
  act: ToRecord,
  refusal: R,
): Promise<R> => {
  await recordRefusal(env.DB, act, refusal.issues[0]?.code ?? '')
  return refusal
}

/** Writes a change of the list with its audit row, or neither; answers the list as it is then. */
const write = async (env: Env, act: ToRecord, version: number, change: Statement): Promise<Outcome<RulesView>> => {
  const guard = rows.whileList(version)
  const results = await env.DB.batch([
    recordAct(env.DB, { ...act, result: 'ok' }, guard),
    change,
    rows.recordNewVersion(env.DB, version, act.now),
  ])
  if (results.at(-1)?.meta.changes === 0) return refuse(env, act, refused('rule.changed_meanwhile'))
  return done(rulesView(await rows.readList(env.DB)))
}

/**
 * Adds a rule behind all others. Refusals, each recorded: those of `ruleIssues`, `rule.too_many`,
 * `rule.changed_meanwhile` when somebody changed the list since it was read.
 */
export async function addRule(env: Env, input: RuleInput, staff: Staff, asked: Asked): Promise<Outcome<RulesView>> {
  const id = crypto.randomUUID()
  const act = { staff, action: 'routing:add', object: { kind: 'routing_rule' as const, id }, ...asked }
  const list = await rows.readList(env.DB)
  if (list.version !== input.version) return refuse(env, act, refused('rule.changed_meanwhile'))
  if (list.rules.length >= RULES.max) {
    return refuse(env, act, refused('rule.too_many', undefined, { max: RULES.max }))
  }
  const issues = ruleIssues(input, list.rules)
  if (issues.length > 0) return refuse(env, act, { ok: false, issues })
  const change = rows.insertRule(env.DB, id, input, asked.now, rows.whileList(input.version))
  return write(env, act, input.version, change)
}

/**
 * Changes a rule, lets it be tried earlier or later, or ends it. Refusals, each recorded: those of `ruleIssues`,
 * `rule.not_found`, `rule.at_the_end`, `rule.changed_meanwhile`.
 */
export async function moveRule(
  env: Env,
  id: string,
  input: RuleMove,
  staff: Staff,
  asked: Asked,
): Promise<Outcome<RulesView>> {
  if (!isUuid(id)) return refused('rule.not_found')
  const act = { staff, action: 'routing:' + input.move, object: { kind: 'routing_rule' as const, id }, ...asked }
  const list = await rows.readList(env.DB)
  const at = list.rules.findIndex((rule) => rule.id === id)
  const rule = list.rules[at]
  if (list.version !== input.version) return refuse(env, act, refused('rule.changed_meanwhile'))
  if (!rule) return refuse(env, act, refused('rule.not_found'))
  const guard = rows.whileList(input.version)
  if (input.move === 'change') {
    const issues = ruleIssues(input, list.rules, id)
    if (issues.length > 0) return refuse(env, act, { ok: false, issues })
    return write(env, act, input.version, rows.recordRule(env.DB, id, input, asked.now, guard))
  }
  if (input.move === 'end') return write(env, act, input.version, rows.recordEnd(env.DB, id, asked.now, guard))
  const neighbour = list.rules[input.move === 'up' ? at - 1 : at + 1]
  if (!neighbour) return refuse(env, act, refused('rule.at_the_end'))
  return write(env, act, input.version, rows.recordSwap(env.DB, rule, neighbour, asked.now, guard))
}
