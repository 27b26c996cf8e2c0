import { done, type Outcome } from '../outcome.ts'
import { circleIn } from './circles.ts'
import { DEFINITION, given, isObject, note, taker, type Notes, type Taker } from './definition-notes.ts'
import { isReach, NAME } from './expression.ts'
import type { Expression, Form, Question, Text } from './form.ts'
import { readQuestion } from './read-question.ts'

/** What a panel or page hands down to the questions in it. */
type Around = { page: number; panels: Text[]; visibleIf: Expression[]; enableIf: Expression[]; readOnly: boolean }
type Reading = { notes: Notes; questions: Question[]; names: Set<string> }

const all = (conditions: readonly (Expression | undefined)[]): Expression | undefined => {
  const some = conditions.filter((one) => one !== undefined)
  return some.length > 1 ? ['all', ...some] : some[0]
}

const isName = (name: unknown): name is string => typeof name === 'string' && NAME.test(name) && !isReach(name)

/** A container's own conditions, added to those around it. */
const within = (take: Taker, around: Around): Around => {
  const [visibleIf, enableIf] = [take.expression('visibleIf'), take.expression('enableIf')]
  const readOnly = take.flag('readOnly') && !enableIf
  return {
    ...around,
    visibleIf: visibleIf ? [...around.visibleIf, visibleIf] : around.visibleIf,
    enableIf: enableIf ? [...around.enableIf, enableIf] : around.enableIf,
    readOnly: readOnly || around.readOnly,
  }
}

const readPanel = (source: Record<string, unknown>, around: Around, reading: Reading, depth: number) => {
  const called = isName(source['name']) ? source['name'] : ''
  const take = taker(source, called, reading.notes)
  take.raw('type')
  if (take.raw('name') !== undefined && called === '') note(reading.notes, 'wrong_name', '', 'name')
  const texts = [take.text('title'), take.text('description', DEFINITION.description)].filter(
    (text) => text !== undefined,
  )
  const inner = { ...within(take, around), panels: [...around.panels, ...texts] }
  const elements = take.list('elements', DEFINITION.questions)
  take.rest()
  if (depth > DEFINITION.depth) return note(reading.notes, 'too_deep', called, 'elements', { max: DEFINITION.depth })
  readElements(elements ?? [], inner, reading, depth + 1)
}

const readElements = (elements: unknown[], around: Around, reading: Reading, depth: number) => {
  const { notes, questions, names } = reading
  for (const source of elements) {
    if (!isObject(source)) {
      note(notes, 'wrong_type', '', 'elements')
      continue
    }
    if (source['type'] === 'panel') {
      readPanel(source, around, reading, depth)
      continue
    }
    const name = source['name']
    if (!isName(name)) {
      note(notes, 'wrong_name', typeof name === 'string' ? name : '', 'name')
      continue
    }
    const question = readQuestion(source, name, notes)
    if (names.has(name.toLowerCase())) note(notes, 'name_twice', name, 'name')
    names.add(name.toLowerCase())
    if (question) questions.push(inside(question, around))
  }
}

const inside = (question: Question, { page, panels, visibleIf, enableIf, readOnly }: Around): Question =>
  given({
    ...question,
    page,
    panels: panels.length > 0 ? panels : undefined,
    visibleIf: all([...visibleIf, question.visibleIf]),
    enableIf: all([...enableIf, question.enableIf]),
    readOnly: readOnly || question.readOnly || undefined,
  }) as Question

type Page = Form['pages'][number]
const readPage = (source: unknown, page: number, reading: Reading): Page => {
  const { notes } = reading
  const fallback = `page${page + 1}`
  if (!isObject(source)) {
    note(notes, 'wrong_type', fallback, 'pages')
    return { name: fallback }
  }
  const given_ = source['name']
  const name = isName(given_) ? given_ : fallback
  if (given_ !== undefined && !isName(given_)) note(notes, 'wrong_name', fallback, 'name')
  const take = taker(source, name, notes)
  take.raw('name')
  const words = { title: take.text('title'), description: take.text('description', DEFINITION.description) }
  const around = within(take, { page, panels: [], visibleIf: [], enableIf: [], readOnly: false })
  const elements = take.list('elements', DEFINITION.questions)
  take.rest()
  const before = reading.questions.length
  readElements(elements ?? [], around, reading, 1)
  if (reading.questions.length === before && notes.issues.length === 0) note(notes, 'empty_page', name, 'elements')
  return given({ name, ...words, visibleIf: all(around.visibleIf) }) as Page
}

/**
 * Reads a SurveyJS definition of the subset we keep (docs/surveyjs-subset.md). What lies outside it is refused, never
 * dropped: `definition.*` issues whose detail names question and property. Takes any JSON and never throws.
 */
export const readDefinition = (json: unknown): Outcome<Form> => {
  const notes: Notes = { issues: [], weight: 0 }
  const reading: Reading = { notes, questions: [], names: new Set() }
  if (!isObject(json)) return { ok: false, issues: [{ code: 'definition.not_an_object' }] }
  const take = taker(json, '', notes)
  const words = { title: take.text('title'), description: take.text('description', DEFINITION.description) }
  take.one('clearInvisibleValues', ['onHidden', 'onHiddenContainer'])
  const loose = take.list('elements', DEFINITION.questions)
  const sources = take.list('pages', DEFINITION.pages) ?? (loose ? [{ elements: loose }] : [])
  if (loose && json['pages'] !== undefined) note(notes, 'unsupported_property', '', 'elements')
  take.rest()
  const pages = sources.map((source, page) => readPage(source, page, reading))

  const { questions, names } = reading
  if (new Set(pages.map(({ name }) => name)).size < pages.length) note(notes, 'name_twice', '', 'pages')
  for (const { name, other } of questions) {
    if (other && names.has(`${name}-comment`.toLowerCase())) note(notes, 'name_twice', `${name}-Comment`, 'name')
  }
  if (questions.length === 0 && notes.issues.length === 0) note(notes, 'no_questions', '', 'pages')
  if (questions.length > DEFINITION.questions) note(notes, 'too_many', '', 'elements', { max: DEFINITION.questions })
  if (notes.weight > DEFINITION.characters) note(notes, 'too_large', '', '', { max: DEFINITION.characters })
  const circle = notes.issues.length === 0 ? circleIn(questions) : undefined
  if (circle) note(notes, 'circle', circle[0]!, 'visibleIf', { questions: circle.join(' → ') })
  return notes.issues.length > 0
    ? { ok: false, issues: notes.issues }
    : done(given({ ...words, pages, questions }) as Form)
}
