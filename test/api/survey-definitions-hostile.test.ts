import { expect, test } from 'vitest'
import { aDraft, readEditionAt, saveAt, someEditor } from '../fixtures/desk-surveys.ts'
import { rowsOf } from '../fixtures/desk.ts'
import { asks } from '../fixtures/staff.ts'

type Issue = { code: string; field?: string; detail?: Record<string, string | number> }
const draft = aDraft({ from: 'blank', title: '敌意输入' })
const tried = async (definition: unknown, meaning: unknown = {}): Promise<{ status: number; issues: Issue[] }> => {
  const response = await saveAt(await draft, { definition, meaning })
  return { status: response.status, issues: response.ok ? [] : ((await response.json()) as { issues: Issue[] }).issues }
}
const one = (question: object) => ({ elements: [{ type: 'radiogroup', name: 'q1', choices: ['a', 'b'], ...question }] })

test.each([
  ['an unknown property', one({ blink: true }), 'definition.unsupported_property', 'blink'],
  ['a property of another library', { ...one({}), triggers: [] }, 'definition.unsupported_property', 'triggers'],
  ['a question of an unknown kind', one({ type: 'signaturepad' }), 'definition.unsupported_value', 'type'],
  [
    'markup that would run',
    one({ type: 'html', html: '<script>alert(1)</script>' }),
    'definition.unsupported_value',
    'type',
  ],
  ['a name that reaches the prototype', one({ name: '__proto__' }), 'definition.wrong_name', 'name'],
  ['a constructor', one({ name: 'constructor' }), 'definition.wrong_name', 'name'],
  [
    'a condition that reaches the prototype',
    one({ visibleIf: "{__proto__.polluted} = 'x'" }),
    'definition.expression_reach',
    'visibleIf',
  ],
  [
    'a condition that calls',
    one({ visibleIf: "fetch('//evil.example')" }),
    'definition.expression_function',
    'visibleIf',
  ],
  ['a condition about itself', one({ visibleIf: "{q1} = 'a'" }), 'definition.circle', 'visibleIf'],
  [
    'a pattern that never ends',
    one({ type: 'text', choices: undefined, validators: [{ type: 'regex', regex: '(a+)+$' }] }),
    'definition.unsafe_pattern',
    'validators[0].regex',
  ],
  [
    'a right answer that cannot be given',
    one({ correctAnswer: 'c' }),
    'definition.wrong_correct_answer',
    'correctAnswer',
  ],
  ['text that is no text', one({ title: 5 }), 'definition.wrong_type', 'title'],
])('%s is refused, and the sentence can name question and property', async (_, definition, code, property) => {
  const before = await readEditionAt(await draft)
  const { status, issues } = await tried(definition)
  expect([status, issues.map((issue) => issue.code)]).toEqual([422, [code]])
  expect(issues[0]).toMatchObject({ field: 'definition', detail: { property } })
  expect(await readEditionAt(await draft)).toEqual(before)
})

test('questions that wait for one another in a circle are refused with their names', async () => {
  const elements = ['a', 'b', 'c'].map((name, at) => ({
    type: 'text',
    name,
    visibleIf: `{${['b', 'c', 'a'][at]}} = 'x'`,
  }))
  const { issues } = await tried({ elements })
  expect(issues[0]).toMatchObject({ code: 'definition.circle', detail: { questions: 'a → b → c → a' } })
})

test.each([
  ['no JSON', '{"elements": [\n\n oops', 'definition.not_json'],
  ['nothing', '', 'definition.not_json'],
  ['a list', '[]', 'definition.not_an_object'],
  ['null', 'null', 'definition.not_an_object'],
  ['a number', '1e999', 'definition.not_an_object'],
  ['a name said twice', '{"elements": [], "elements": []}', 'definition.shape'],
  ['100 000 brackets', '['.repeat(100_000), 'definition.shape'],
  [
    'an own __proto__',
    '{"__proto__": {"polluted": 1}, "elements": [{"type": "text", "name": "q"}]}',
    'definition.unsupported_property',
  ],
  ['too much', JSON.stringify(one({ title: 'x'.repeat(201_000) })), 'definition.too_big'],
])('%s is refused', async (_, definition, code) => {
  const { status, issues } = await tried(definition)
  expect([status, issues[0]?.code]).toEqual([422, code])
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
})

test('ten megabytes are refused before they are read', async () => {
  const id = await draft
  const json = { version: 1, definition: 'x'.repeat(10 * 1024 * 1024) }
  const response = await asks(await someEditor(), `/api/desk/surveys/${id}/editions/1`, { method: 'PUT', json })
  expect(response.status).toBe(413)
  const made = await asks(await someEditor(), '/api/desk/surveys', {
    json: { key: crypto.randomUUID(), from: 'definition', title: '很大', definition: json.definition },
  })
  expect(made.status).toBe(413)
})

test.each([
  [{ headline: { fame: [] } }, 'headline'],
  [{ community: 5 }, 'community'],
  [{ weights: { satisfaction: -1 } }, 'weights.satisfaction'],
  [{ because: { q1: { text: 'x', rule: '../../etc' } } }, 'because.q1.rule'],
  [{ anything: true }, 'anything'],
  [[], ''],
])('the meaning %j is refused by name', async (meaning, part) => {
  const { status, issues } = await tried(one({}), meaning)
  expect(status).toBe(422)
  expect(issues[0]).toMatchObject({ code: 'meaning.wrong', field: 'meaning' })
  if (part !== '') expect(String(issues[0]!.detail!['part'])).toContain(part.split('.')[0])
})

const STRANGE = ['\u0000', '\u0007', '\u202e', '\u2066', '\ud800', 'a\udfff']
const NAUGHTY = ["'; DROP TABLE surveys; --", '<script>alert(1)</script>', '${7*7}', '{{constructor}}', '=cmd|calc', '﷽', '👩‍👩‍👧‍👦', 'Ω≈ç√∫', '\u00a0', '田中さんにあげて下さい', '%00', '../../etc/passwd', 'NULL', 'true', '{q1}'] // prettier-ignore

test('what would be mangled is refused in every text, and what is only unusual is kept to the letter', async () => {
  const places = (text: string) => [
    one({ title: text }),
    one({ title: { default: '好', en: text } }),
    one({ description: text }),
    one({ choices: [{ value: 'a', text }, 'b'] }),
    one({ visibleIf: `{q0} = '${text}'` }),
    { title: text, ...one({}) },
    { pages: [{ name: 'p1', title: text, elements: one({}).elements }] },
  ]
  for (const text of STRANGE) {
    for (const definition of places(`x${text}`)) {
      const { status, issues } = await tried(definition)
      expect([text, status, issues[0]?.code]).toEqual([text, 422, 'definition.strange_text'])
    }
    expect((await tried(one({}), { because: { q1: { text: text } } })).status).toBe(422)
  }
  for (const text of NAUGHTY) {
    for (const definition of places(text).filter((_, at) => at !== 4)) {
      expect([text, (await tried(definition)).status]).toEqual([text, 200])
      expect((await readEditionAt(await draft)).edition.definition).toEqual(definition)
    }
  }
  expect(await rowsOf('SELECT count(*) AS n FROM surveys')).not.toEqual([{ n: 0 }])
})

test('the body of a save is of one shape only', async () => {
  const path = `/api/desk/surveys/${await draft}/editions/1`
  for (const json of [
    {},
    { definition: '{}' },
    { version: '1', definition: '{}' },
    { version: 1, definition: {} },
    { version: 1.5, definition: '{}' },
    { version: 1, definition: '{}', frozen: 1 },
    { version: 1, definition: '{}', meaning: {} },
  ]) {
    const response = await asks(await someEditor(), path, { method: 'PUT', json })
    expect([json, response.status]).toEqual([json, 400])
  }
})
