import type { QuestionKind } from './form.ts'

const words = (zh: string, en: string) => ({ default: zh, en })
const choice = (value: string | number, zh: string, en: string) => ({ value, text: words(zh, en) })

const choices = () => [choice('a', '选项一', 'First choice'), choice('b', '选项二', 'Second choice')]
const SCALE = [
  ['very_good', '非常满意', 'Very satisfied'],
  ['good', '满意', 'Satisfied'],
  ['fair', '一般', 'Neither'],
  ['poor', '不满意', 'Dissatisfied'],
  ['very_poor', '非常不满意', 'Very dissatisfied'],
] as const

/** What a new question of each kind begins with, so that it can be answered as it stands. */
const begins: Record<QuestionKind, () => Record<string, unknown>> = {
  text: () => ({ maxLength: 100 }),
  comment: () => ({ maxLength: 500 }),
  radiogroup: () => ({ choices: choices() }),
  checkbox: () => ({ choices: choices() }),
  dropdown: () => ({ choices: choices() }),
  boolean: () => ({ labelTrue: words('是', 'Yes'), labelFalse: words('否', 'No') }),
  rating: () => ({ rateValues: SCALE.map(([, zh, en], at) => choice(5 - at, zh, en)) }),
  ranking: () => ({ choices: choices() }),
  matrix: () => ({
    columns: SCALE.map(([value, zh, en]) => choice(value, zh, en)),
    rows: [choice('r1', '第一个方面', 'First aspect'), choice('r2', '第二个方面', 'Second aspect')],
  }),
}

/** A new question of a kind. */
export const newQuestion = (kind: QuestionKind, name: string): Record<string, unknown> => ({
  type: kind,
  name,
  title: words('新的一题', 'New question'),
  ...begins[kind](),
})

/** What every kind of question may have; kept when a question becomes one of another kind. */
const COMMON = [
  ...[
    'name',
    'title',
    'description',
    'isRequired',
    'requiredErrorText',
    'visibleIf',
    'requiredIf',
    'enableIf',
    'readOnly',
  ],
]
const LISTED: readonly QuestionKind[] = ['radiogroup', 'checkbox', 'dropdown', 'ranking']
const WITH_OTHER: readonly QuestionKind[] = ['radiogroup', 'checkbox', 'dropdown']
const OTHER = ['showOtherItem', 'otherText', 'otherPlaceholder', 'showNoneItem', 'noneText']

/** The same question as one of another kind: what both kinds have stays, the rest begins anew. */
export const asKind = (element: Record<string, unknown>, kind: QuestionKind): Record<string, unknown> => {
  const before = element['type'] as QuestionKind
  if (before === kind) return element
  const keep = [
    ...COMMON,
    ...(LISTED.includes(before) && LISTED.includes(kind) ? ['choices'] : []),
    ...(WITH_OTHER.includes(before) && WITH_OTHER.includes(kind) ? OTHER : []),
  ]
  const kept = Object.fromEntries(Object.entries(element).filter(([key]) => keep.includes(key)))
  return { type: kind, ...begins[kind](), ...kept }
}
