import type { Answers, Expression, Value } from './form.ts'

/** What an expression comes to: an answer, or nothing. */
export type Result = Value | null | undefined

const isList = (value: Result): value is readonly Value[] => Array.isArray(value)

/** A property of its own, never one of the prototype; a name that answers came with may be any. */
export const own = (values: object | undefined, key: string): Value | undefined =>
  Object.prototype.hasOwnProperty.call(values ?? {}, key) ? (values as Record<string, Value>)[key] : undefined

/** Nothing was answered: no value, an empty text or list, a matrix without a row. `0` and `false` are answers. */
export const isEmpty = (value: Result): boolean =>
  value === undefined ||
  value === null ||
  value === '' ||
  (typeof value === 'number' && Number.isNaN(value)) ||
  (isList(value) ? value.length === 0 : typeof value === 'object' && Object.values(value).every(isEmpty))

const isText = (value: Result): value is string => typeof value === 'string'

/** A text that is a number, as SurveyJS takes it: `5`, `1,5`, `0x1F`; a leading zero makes it a text. */
const numberIn = (text: string): number => {
  const trimmed = text.trim()
  if (/^0x/.test(trimmed)) return trimmed.length > 32 ? NaN : parseInt(trimmed)
  if (trimmed === '' || /^\d{16,}$/.test(trimmed)) return NaN
  const point = trimmed.split(',').length === 2 ? trimmed.replace(',', '.') : trimmed
  return Number.isFinite(Number(point)) ? parseFloat(point) : NaN
}

const asNumber = (text: string): Result => (Number.isNaN(numberIn(text)) ? text : numberIn(text))

/** An answer as a condition reads it: `"true"` is true, `"5"` is 5, `"007"` stays. */
const asRead = (value: Result): Result => {
  if (!isText(value) || value === '') return value
  if (/^(true|false)$/i.test(value)) return value.toLowerCase() === 'true'
  if (/^(['"]).*['"]$/s.test(value) && value.length > 1) return value.slice(1, -1)
  return /^0[^.,x]/.test(value) ? value : asNumber(value)
}

const countable = (value: Result) =>
  value !== undefined && value !== null && typeof value !== 'object' && !isNaN(+value)

/** Equal as SurveyJS compares: case and outer spaces aside, `"1"` is 1; the order of a list matters only where `ordered`. */
export const same = (left: Result, right: Result, ordered = false): boolean => {
  if (left === right) return true
  if (isText(left) && isText(right)) return left.trim().toLowerCase() === right.trim().toLowerCase()
  if (countable(left) && countable(right) && parseFloat(`${left}`) === parseFloat(`${right}`)) return true
  if (isEmpty(left) || isEmpty(right)) {
    // An empty list is like a question that was not answered, but not like an empty text.
    const alike = isList(left) === isList(right) || left === undefined || right === undefined
    return isEmpty(left) && isEmpty(right) && alike
  }
  if (typeof left === 'boolean' && isText(right)) return `${left}` === right.toLowerCase()
  if (typeof right === 'boolean' && isText(left)) return `${right}` === left.toLowerCase()
  if (typeof left !== 'object' && typeof right !== 'object') return Number(left) === Number(right)
  if (isList(left) && isList(right)) {
    if (left.length !== right.length) return false
    const [mine, theirs] = ordered ? [left, right] : [[...left].sort(), [...right].sort()]
    return mine.every((item, place) => same(item, theirs[place], ordered))
  }
  if (typeof left !== 'object' || typeof right !== 'object' || isList(left) || isList(right)) return false
  const [mine, theirs] = [Object.entries(left!), Object.entries(right!)]
  return mine.length === theirs.length && mine.every(([key, value]) => same(value, new Map(theirs).get(key), ordered))
}

const hasOrLacks = (left: Result, right: Result, has: boolean): boolean => {
  if (isList(left)) {
    if (left.length === 0) return !has
    return (isList(right) ? right : [right]).every((one) => left.some((item) => same(item, one))) === has
  }
  // In SurveyJS a text neither contains nor lacks nothing.
  if ((!left && left !== 0 && left !== false) || !right) return false
  return `${left}`.toLowerCase().includes(`${right}`.toLowerCase()) === has
}
const contains = (left: Result, right: Result) => hasOrLacks(left, right, true)
const anyOf = (left: Result, right: Result): boolean => {
  if (isEmpty(left) || isEmpty(right)) return isEmpty(right)
  if (!isList(left)) return contains(right, left)
  return isList(right) ? right.some((one) => contains(left, one)) : contains(left, right)
}
const allOf = (left: Result, right: Result): boolean => {
  if (!left && !isEmpty(right)) return false
  return isList(right) ? right.every((one) => contains(left, one)) : contains(left, right)
}

const decimals = (value: number) => `${value}`.split('.')[1]?.length ?? 0
const rounded = (value: number, digits: number) => (digits > 0 ? parseFloat(value.toFixed(digits)) : value)
/** In an arithmetic or logical operation, nothing stands for the neutral value of the other side. */
const filled = (value: Result, other: Result): Result => {
  if (!isEmpty(value)) return value
  if (typeof other === 'number') return 0
  return isText(value) || isText(other) ? '' : isList(other) ? [] : 0
}
const plus = (a: Result, b: Result): Result => {
  if (typeof a === 'number' && typeof b === 'number') return rounded(a + b, Math.max(decimals(a), decimals(b)))
  return isList(a) && isList(b) ? [...a, ...b] : (a as number) + (b as number)
}
const number = (value: Result) => Number(value)

type Binary = (left: Result, right: Result, ordered: boolean) => Result
const arithmetic =
  (of: Binary): Binary =>
  (a, b, ordered) => {
    const left = filled(a, b)
    return of(left, filled(b, left), ordered)
  }
const compared = (a: Result, b: Result, is: (a: number | string, b: number | string) => boolean) =>
  a !== null && a !== undefined && b !== null && b !== undefined && is(a as number, b as number)

const binary: Record<string, Binary> = {
  and: arithmetic((a, b) => a && b),
  or: arithmetic((a, b) => a || b),
  '+': arithmetic(plus),
  '-': arithmetic((a, b) => rounded(number(a) - number(b), Math.max(decimals(number(a)), decimals(number(b))))),
  '*': arithmetic((a, b) => rounded(number(a) * number(b), decimals(number(a)) + decimals(number(b)))),
  '/': arithmetic((a, b) => (b ? number(a) / number(b) : null)),
  '%': arithmetic((a, b) => (b ? number(a) % number(b) : null)),
  '^': arithmetic((a, b) => number(a) ** number(b)),
  '=': same,
  '!=': (a, b, ordered) => !same(a, b, ordered),
  '>': (a, b) => compared(a, b, (x, y) => x > y),
  '<': (a, b) => compared(a, b, (x, y) => x < y),
  '>=': (a, b) => same(a, b) || compared(a, b, (x, y) => x > y),
  '<=': (a, b) => same(a, b) || compared(a, b, (x, y) => x < y),
  contains,
  notcontains: (a, b) => (!a && !isEmpty(b)) || hasOrLacks(a, b, false),
  anyof: anyOf,
  noneof: (a, b) => !anyOf(a, b),
  allof: allOf,
}

const flat = (values: readonly Result[]): Result[] =>
  values.flatMap((value) => {
    if (isList(value)) return flat(value)
    return value === undefined || value === null ? [] : [isText(value) ? asNumber(value) : value]
  })
const sum = (values: Result[]) => flat(values).reduce(plus, 0)
const best = (values: Result[], is: (a: number, b: number) => boolean) =>
  flat(values).reduce(
    (kept, value) => (kept === undefined || is(kept as number, value as number) ? value : kept),
    undefined,
  )

/** The functions an expression may call; there are no others. */
const functions: Record<string, (values: Result[]) => Result> = {
  iif: ([condition, yes, no]) => (condition ? yes : no),
  sum,
  avg: (values) => (flat(values).length > 0 ? number(sum(values)) / flat(values).length : 0),
  min: (values) => best(values, (kept, value) => kept > value),
  max: (values) => best(values, (kept, value) => kept < value),
  count: (values) => flat(values).length,
  round: ([value, digits]) => {
    const power = 10 ** number(digits ?? 0)
    return Math.round(number(value) * power * (1 + Number.EPSILON)) / power
  },
}
export const FUNCTIONS = Object.keys(functions)

/** Works an expression out over the answers that count. Never throws for one that expression.ts made. */
export const evaluate = (expression: Expression, answers: Answers): Result => {
  const [operator, first, second] = expression as [string, ...Expression[]]
  const value = (of: unknown) => evaluate(of as Expression, answers)
  if (operator === 'c') return first as unknown as Result
  if (operator === 'v') {
    const answer = own(answers, first as unknown as string)
    if (second === undefined) return asRead(answer)
    return typeof answer === 'object' && answer ? asRead(own(answer, second as unknown as string)) : undefined
  }
  if (operator === 'a') return expression.slice(1).map(value) as Value[]
  if (operator === 'f') return functions[first as unknown as string]!(expression.slice(2).map(value))
  if (operator === 'all') {
    const each = expression.slice(1).map(value)
    return each.includes(false) ? false : each.every((one) => one === true) || undefined
  }
  if (operator === 'empty') return isEmpty(value(first))
  if (operator === 'notempty') return !isEmpty(value(first))
  if (operator === '!') return !value(first)
  return binary[operator]!(value(first), value(second), false)
}
