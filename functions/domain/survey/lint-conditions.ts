import { same } from './evaluate.ts'
import { namesIn } from './expression.ts'
import type { Expression, Form, Question, Value } from './form.ts'
import type { Finding } from './finding.ts'

const baseOf = (name: string) => name.replace(/-Comment$/, '')

/** The expressions of a question, each with the property it stands in. */
const conditionsOf = ({ visibleIf, requiredIf, enableIf, validators = [] }: Question): [string, Expression][] =>
  (
    [
      ['visibleIf', visibleIf],
      ['requiredIf', requiredIf],
      ['enableIf', enableIf],
      ...validators.map((one) => ['validators', one.type === 'expression' ? one.expression : undefined]),
    ] as [string, Expression | undefined][]
  ).filter((pair): pair is [string, Expression] => pair[1] !== undefined)

const unknownIn = (form: Form, { name, part }: { name: string; part?: string }): boolean => {
  const question = form.questions.find((one) => one.name === name)
  if (!question) return part !== undefined || !form.questions.some((one) => one.name === baseOf(name) && one.other)
  return part !== undefined && !question.rows?.some((row) => String(row) === part)
}

/** The values an answer to what an expression looks at can have; undefined where it can be anything. */
const possible = (form: Form, expression: unknown): readonly Value[] | undefined => {
  const [operator, name, part] = expression as Expression
  if (operator !== 'v') return undefined
  const question = form.questions.find((one) => one.name === name)
  if (question?.kind === 'boolean') return [true, false]
  if (!question?.choices || (question.kind === 'matrix') !== (part !== undefined)) return undefined
  return [...question.choices, ...[question.other, question.none].filter((one) => one !== undefined)]
}

const constants = (expression: unknown): Value[] | undefined => {
  const [operator, ...rest] = expression as Expression
  if (operator === 'c') return rest[0] === null || rest[0] === '' ? undefined : [rest[0] as Value]
  if (operator !== 'a') return undefined
  const each = rest.map(constants)
  return each.includes(undefined) ? undefined : (each as Value[][]).flat()
}

type Compared = { over: Expression; values: Value[]; strays: Value[] }
/** A comparison of a choice question with constants, and those constants that are no choice of it. */
const compared = (form: Form, [operator, left, right]: Expression): Compared | undefined => {
  if (!['=', '!=', 'contains', 'notcontains', 'anyof', 'allof', 'noneof'].includes(operator)) return undefined
  const [over, other] = (left as Expression)[0] === 'v' ? [left, right] : [right, left]
  const [choices, values] = [possible(form, over), constants(other)]
  if (!choices || !values) return undefined
  return {
    over: over as Expression,
    values,
    strays: values.filter((value) => !choices.some((one) => same(one, value))),
  }
}

const each = (expression: Expression): Expression[] =>
  expression[0] === 'c' || expression[0] === 'v'
    ? []
    : [
        expression,
        ...expression.slice(1).flatMap((one) => (Array.isArray(one) ? each(one as unknown as Expression) : [])),
      ]

const parts = (expression: Expression): Expression[] =>
  expression[0] === 'and' || expression[0] === 'all'
    ? (expression.slice(1) as Expression[]).flatMap(parts)
    : [expression]

/** Whether a condition can never be true: a part of it compares with no choice, with two choices at once, or is false. */
const isNever = (form: Form, condition: Expression, never: ReadonlySet<string>): boolean => {
  const wanted = new Map<string, Value>()
  return parts(condition).some((part) => {
    if (part[0] === 'c') return part[1] !== true
    if (part[0] === 'or') return [part[1], part[2]].every((one) => isNever(form, one as Expression, never))
    const found = compared(form, part)
    if (!found || !['=', 'contains', 'anyof', 'allof'].includes(part[0])) return false
    const name = found.over[1] as string
    if (never.has(name)) return true
    if (part[0] === 'allof' ? found.strays.length > 0 : found.strays.length === found.values.length) return true
    if (part[0] !== '=' || form.questions.find((one) => one.name === name)?.kind === 'checkbox') return false
    const [key, before] = [found.over.join('.'), wanted.get(found.over.join('.'))]
    wanted.set(key, found.values[0]!)
    return before !== undefined && !same(before, found.values[0])
  })
}

/** Names and values that do not exist, questions that are never shown, conditions that look ahead. */
export const lintConditions = (form: Form): Finding[] => {
  const never = new Set<string>()
  const order = new Map(form.questions.map(({ name }, place) => [name, place]))
  for (let size = -1; size !== never.size;) {
    size = never.size
    for (const { name, visibleIf } of form.questions) if (visibleIf && isNever(form, visibleIf, never)) never.add(name)
  }
  const findings = form.questions.flatMap((question, place): Finding[] => {
    const at = (code: string, severity: Finding['severity'], detail?: Finding['detail']): Finding =>
      ({ code, question: question.name, ...(detail && { detail }), severity }) // prettier-ignore
    const conditions = conditionsOf(question)
    const names = conditions.flatMap(([property, one]) => namesIn(one).map((name) => ({ ...name, property })))
    const ahead = names.find(
      ({ name, property }) => property === 'visibleIf' && (order.get(baseOf(name)) ?? -1) > place,
    )
    return [
      ...names.filter((name) => unknownIn(form, name)).map(({ name, part, property }) => at('lint.unknown_reference', 'error', { name: part === undefined ? name : `${name}.${part}`, property })), // prettier-ignore
      ...conditions.flatMap(([property, one]) => each(one).flatMap((part) => (compared(form, part)?.strays ?? []).map((value) => at('lint.unknown_choice', 'error', { value: String(value), property })))), // prettier-ignore
      ...(never.has(question.name) ? [at('lint.unreachable', 'error')] : []),
      ...(ahead ? [at('lint.looks_ahead', 'hint', { name: ahead.name })] : []),
    ]
  })
  const told = new Set<string>()
  return findings.filter((finding) => {
    const key = JSON.stringify(finding)
    return told.has(key) ? false : !!told.add(key)
  })
}
