import { FUNCTIONS } from './evaluate.ts'
import type { Expression } from './form.ts'

/** Most characters and most levels of an expression. */
export const EXPRESSION = { length: 1000, depth: 20 }

/** Names that reach into JavaScript rather than into the answers. */
export const isReach = (name: string): boolean => /^(__proto__|constructor|prototype)$/i.test(name)

export const NAME = /^[\p{L}_][\p{L}\p{N}_-]{0,39}$/u
const VARIABLE = /^([\p{L}_][\p{L}\p{N}_-]{0,47})(?:\.([^.[\]{}'"]{1,60}))?$/u

/** How tightly operators bind, loosest first; as in SurveyJS, all from left to right. */
const LEVELS: readonly Readonly<Record<string, string>>[] = [
  { '||': 'or', or: 'or' },
  { '&&': 'and', and: 'and' },
  {
    ...{ '<=': '<=', lessorequal: '<=', '>=': '>=', greaterorequal: '>=', '==': '=', '=': '=', equal: '=' },
    ...{ '!=': '!=', notequal: '!=', '<': '<', less: '<', '>': '>', greater: '>' },
  },
  { '+': '+', '-': '-' },
  { '*': '*', '/': '/', '%': '%' },
  { '^': '^', power: '^' },
  {
    ...{ '*=': 'contains', contains: 'contains', contain: 'contains', notcontains: 'notcontains' },
    ...{ notcontain: 'notcontains', anyof: 'anyof', allof: 'allof', noneof: 'noneof' },
  },
]
const operatorAt = (level: number, token: Token | undefined): string | undefined => {
  if (token?.kind !== 'sign' && token?.kind !== 'word') return undefined
  const [operators, key] = [LEVELS[level]!, token.text.toLowerCase()]
  return Object.hasOwn(operators, key) ? operators[key] : undefined
}

type Token = { kind: 'sign' | 'word' | 'number' | 'text' | 'name'; text: string; at: number }
const TOKEN =
  /\s+|(?<name>\{[^{}]*\})|(?<text>'(?:\\['"]|[^'"])*'|"(?:\\['"]|[^'"])*")|(?<number>0x[0-9a-f]+|\d+(?:\.\d+)?)(?![\w.])|(?<word>[A-Za-z_]\w*)|(?<sign>\|\||&&|<=|>=|==|!=|\*=|[-=<>+*/%^()![\],])/iuy

const tokensIn = (source: string): Token[] | number => {
  const tokens: Token[] = []
  let at = 0
  while (at < source.length) {
    TOKEN.lastIndex = at
    const match = TOKEN.exec(source)
    if (!match) return at
    const found = Object.entries(match.groups!).find(([, text]) => text !== undefined)
    if (found) tokens.push({ kind: found[0] as Token['kind'], text: found[1]!, at })
    at = TOKEN.lastIndex
  }
  return tokens
}

/** Why an expression cannot be read, and near which text. */
export type Unreadable = { ok: false; why: 'syntax' | 'function' | 'reach' | 'long' | 'deep'; near: string }
class Stop extends Error {
  readonly why: Unreadable['why']
  readonly near: string
  constructor(why: Unreadable['why'], near: string) {
    super(why)
    this.why = why
    this.near = near
  }
}

const reader = (tokens: Token[]) => {
  let place = 0
  const peek = () => tokens[place]
  const stop = (why: Unreadable['why'], token = peek()): never => {
    throw new Stop(why, token?.text.slice(0, 40) ?? '')
  }
  const takeSign = (text: string) => (peek()?.kind === 'sign' && peek()?.text === text ? !!++place : false)
  const expect = (text: string) => takeSign(text) || stop('syntax')

  const list = (end: string, depth: number): Expression[] => {
    const items: Expression[] = []
    if (takeSign(end)) return items
    do items.push(level(0, depth + 1))
    while (takeSign(','))
    expect(end)
    return items
  }

  const variable = (token: Token): Expression => {
    const match = VARIABLE.exec(token.text.slice(1, -1).trim())
    if (!match) return stop('syntax', token)
    const [, name, part] = match as unknown as [string, string, string | undefined]
    if (isReach(name) || (part && isReach(part))) return stop('reach', token)
    return part === undefined ? ['v', name] : ['v', name, part]
  }

  const word = (token: Token, depth: number): Expression => {
    const name = token.text.toLowerCase()
    if (peek()?.kind === 'sign' && peek()?.text === '(' && name !== 'negate') {
      if (!FUNCTIONS.includes(token.text)) return stop('function', token)
      place += 1
      return ['f', token.text, ...list(')', depth)]
    }
    if (name === 'negate') return ['!', factor(depth + 1)]
    if (name === 'true' || name === 'false') return ['c', name === 'true']
    if (token.text === 'null' || token.text === 'undefined') return ['c', null]
    if (LEVELS.some((_, at) => operatorAt(at, token)) || name === 'empty' || name === 'notempty')
      return stop('syntax', token)
    return ['c', token.text]
  }

  const atom = (token: Token, depth: number): Expression => {
    if (token.kind === 'name') return variable(token)
    if (token.kind === 'number') return ['c', Number(token.text)]
    if (token.kind === 'text') return ['c', token.text.slice(1, -1).replace(/\\(['"])/g, '$1')]
    if (token.kind === 'word') return word(token, depth)
    const next = peek()
    if (token.text === '-' && next?.kind === 'number') {
      place += 1
      return ['c', -Number(next.text)]
    }
    return stop('syntax', token)
  }

  const factor = (depth: number): Expression => {
    const token = peek()
    if (depth > EXPRESSION.depth) return stop('deep')
    if (!token) return stop('syntax')
    place += 1
    if (token.kind === 'sign' && token.text === '(') {
      const inner = level(0, depth + 1)
      expect(')')
      return inner
    }
    if (token.kind === 'sign' && token.text === '[') return ['a', ...list(']', depth)]
    if (token.kind === 'sign' && token.text === '!') return ['!', factor(depth + 1)]
    const value = atom(token, depth)
    const after = peek()?.kind === 'word' ? peek()!.text.toLowerCase() : ''
    if (after !== 'empty' && after !== 'notempty') return value
    place += 1
    return [after, value]
  }

  const level = (at: number, depth: number): Expression => {
    if (at === LEVELS.length) return factor(depth)
    let left = level(at + 1, depth)
    for (let operator = operatorAt(at, peek()); operator; operator = operatorAt(at, peek())) {
      place += 1
      left = [operator, left, level(at + 1, depth)]
    }
    return left
  }

  const whole = level(0, 0)
  return peek() ? stop('syntax') : whole
}

/** Reads a SurveyJS expression (`{a} = 1 and {b} notempty`) into a tree, or says why not and near what. Never throws. */
export const readExpression = (source: string): { ok: true; value: Expression } | Unreadable => {
  if (source.length > EXPRESSION.length) return { ok: false, why: 'long', near: '' }
  const tokens = tokensIn(source)
  if (typeof tokens === 'number') return { ok: false, why: 'syntax', near: source.slice(tokens, tokens + 20) }
  try {
    return { ok: true, value: reader(tokens) }
  } catch (caught) {
    if (caught instanceof Stop) return { ok: false, why: caught.why, near: caught.near }
    throw caught
  }
}

/** The questions an expression looks at, with the part after the dot where there is one. */
export const namesIn = (expression: Expression): { name: string; part?: string }[] => {
  const [operator, ...rest] = expression
  if (operator === 'c') return []
  if (operator === 'v') return [{ name: rest[0] as string, ...(rest[1] !== undefined && { part: rest[1] as string }) }]
  return rest.flatMap((one) => (Array.isArray(one) ? namesIn(one as unknown as Expression) : []))
}
