import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  editDefinition,
  findQuestion,
  pagesOf,
  questionsOf,
  type Definition,
  type Edit,
} from '../../functions/domain/survey/edit-definition.ts'
import { QUESTION_KINDS } from '../../functions/domain/survey/form.ts'
import { readDefinition } from '../../functions/domain/survey/read-definition.ts'
import { templates } from '../../functions/surveys/templates.ts'

const names = (definition: Definition) => questionsOf(definition).map(({ name }) => name)
const after = (definition: Definition, ...edits: Edit[]): Definition => {
  let now = definition
  for (const edit of edits) {
    const edited = editDefinition(now, edit)
    if (!edited.ok) throw new Error(edited.issues[0]!.code)
    now = edited.value.definition
  }
  return now
}
const plain = (name: string) => ({ type: 'comment', name })
const two: Definition = {
  title: 'kept',
  pages: [
    {
      name: 'p1',
      elements: [plain('a'), { type: 'panel', name: 'box', elements: [plain('b'), plain('c')] }, plain('d')],
    },
    { name: 'p2', title: 'second', elements: [plain('e')] },
  ],
}

test('a question moves over its neighbour, out of a panel and on to the next page', () => {
  const move = (question: string, by: 'up' | 'down') => names(after(two, { do: 'move_question', question, by }))
  expect(move('c', 'up')).toEqual(['a', 'c', 'b', 'd', 'e'])
  expect(move('b', 'up')).toEqual(['a', 'b', 'c', 'd', 'e'])
  expect(pagesOf(after(two, { do: 'move_question', question: 'b', by: 'up' }))[0]!.elements.map(({ name }) => name)).toEqual(['a', 'b', 'box', 'd']) // prettier-ignore
  expect(pagesOf(after(two, { do: 'move_question', question: 'd', by: 'down' }))[1]!.elements.map(({ name }) => name)).toEqual(['d', 'e']) // prettier-ignore
  // The page it was alone on goes with it.
  expect(pagesOf(after(two, { do: 'move_question', question: 'e', by: 'up' })).map(({ name }) => name)).toEqual(['p1'])
  expect(editDefinition(two, { do: 'move_question', question: 'a', by: 'up' })).toMatchObject({
    ok: false,
    issues: [{ code: 'question.at_edge' }],
  })
})

test('what stands on a page that is removed goes on, and the last question stays', () => {
  expect(names(after(two, { do: 'remove_page', page: 'p1' }))).toEqual(['a', 'b', 'c', 'd', 'e'])
  expect(names(after(two, { do: 'remove_page', page: 'p2' }))).toEqual(['a', 'b', 'c', 'd', 'e'])
  const one = { elements: [plain('a')] }
  for (const [edit, code] of [
    [{ do: 'remove_question', question: 'a' }, 'question.last'],
    [{ do: 'remove_page', page: 'page1' }, 'page.last'],
    [{ do: 'remove_question', question: 'z' }, 'question.not_found'],
    [{ do: 'add_question', page: 'nowhere', kind: 'text' }, 'page.not_found'],
    [{ do: 'move_page', page: 'page1', by: 'down' }, 'page.at_edge'],
  ] as [Edit, string][]) {
    expect(editDefinition(one, edit)).toMatchObject({ ok: false, issues: [{ code }] })
  }
})

test('a duplicate stands behind its original under a name of its own; nothing else changes', () => {
  const edited = editDefinition(two, { do: 'duplicate_question', question: 'b' })
  expect(edited.ok && edited.value.question).toBe('q1')
  const now = after(two, { do: 'duplicate_question', question: 'b' })
  expect(names(now)).toEqual(['a', 'b', 'q1', 'c', 'd', 'e'])
  expect(now['title']).toBe('kept')
  expect(names(two)).toEqual(['a', 'b', 'c', 'd', 'e'])
  expect(pagesOf(after(now, { do: 'remove_question', question: 'q1' }))).toEqual(pagesOf(two))
})

test('a page gets and loses its heading', () => {
  const titled = after(two, {
    do: 'change_page',
    page: 'p1',
    title: { default: '一', en: 'One' },
    description: undefined,
  })
  expect(pagesOf(titled)[0]).toMatchObject({ name: 'p1', title: { default: '一', en: 'One' } })
  expect(pagesOf(after(titled, { do: 'change_page', page: 'p1', title: undefined, description: undefined }))).toEqual(pagesOf(two)) // prettier-ignore
})

/** An operation on whatever stands there by now: numbers pick question and page. */
const operation = fc.record({
  what: fc.constantFrom<Edit['do']>(
    ...(['add_question', 'change_question', 'move_question', 'move_to_page', 'duplicate_question'] as const),
    ...(['remove_question', 'add_page', 'change_page', 'move_page', 'remove_page'] as const),
  ),
  kind: fc.constantFrom(...QUESTION_KINDS),
  question: fc.nat(40),
  page: fc.nat(10),
  by: fc.constantFrom('up' as const, 'down' as const),
})

test('whatever is done one after another, the questions can be read, none is lost and none is there twice', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...templates, { definition: two }),
      fc.array(operation, { maxLength: 25 }),
      (from, operations) => {
        let definition: Definition = from.definition
        for (const { what, kind, by, ...at } of operations) {
          const before = names(definition)
          const question = String(before[at.question % before.length])
          const pages = pagesOf(definition)
          const page = pages[at.page % pages.length]!.name
          const to = { ...findQuestion(definition, question)!, title: 'changed' }
          const edit = { do: what, kind, by, question, page, to, title: 'heading', description: undefined } as Edit
          const edited = editDefinition(definition, edit)
          if (!edited.ok) continue
          definition = edited.value.definition
          const read = readDefinition(definition)
          expect(read.ok ? [] : read.issues).toEqual([])
          const gained =
            { add_question: 1, add_page: 1, duplicate_question: 1, remove_question: -1 }[what as string] ?? 0
          expect(names(definition).length).toBe(before.length + gained)
          expect(new Set(names(definition)).size).toBe(names(definition).length)
          if (gained === 0) expect([...names(definition)].sort()).toEqual([...before].sort())
        }
      },
    ),
    { numRuns: 200 },
  )
})
