import { done, refused, type Outcome } from '../outcome.ts'
import type { QuestionKind } from './form.ts'
import { newQuestion } from './new-question.ts'

/** A question or panel, and a whole definition, as SurveyJS JSON: whatever else stands in them stays as it is. */
export type Element = Record<string, unknown>
export type Definition = Record<string, unknown>
type Page = Element & { name: string; elements: Element[] }

/** One change to the questions of an edition, as one press of a button makes it. */
export type Edit =
  | { do: 'add_question'; page: string; kind: QuestionKind }
  | { do: 'change_question'; question: string; to: Element }
  | { do: 'move_question'; question: string; by: 'up' | 'down' }
  | { do: 'move_to_page'; question: string; page: string }
  | { do: 'duplicate_question' | 'remove_question'; question: string }
  | { do: 'add_page'; kind: QuestionKind }
  | { do: 'change_page'; page: string; title: unknown; description: unknown }
  | { do: 'move_page'; page: string; by: 'up' | 'down' }
  | { do: 'remove_page'; page: string }

/** The definition after the change; `question`: the one that was made or changed, where there is one. */
export type Edited = { definition: Definition; question?: string }

const listIn = (element: Element): Element[] =>
  Array.isArray(element['elements']) ? (element['elements'] as Element[]) : []

/** The pages of a definition; one that stands without any is one page. */
export const pagesOf = (definition: Definition): Page[] => {
  const pages = definition['pages']
  const sources = Array.isArray(pages) ? (pages as Element[]) : [{ elements: listIn(definition) }]
  return sources.map((page, at) => ({
    ...page,
    name: typeof page['name'] === 'string' ? page['name'] : `page${at + 1}`,
    elements: listIn(page),
  }))
}

/** All questions below an element in their order, those in panels included. */
const questionsIn = (elements: readonly Element[]): Element[] =>
  elements.flatMap((one) => (one['type'] === 'panel' ? questionsIn(listIn(one)) : [one]))

export const questionsOf = (definition: Definition): Element[] =>
  pagesOf(definition).flatMap((page) => questionsIn(page.elements))

export const findQuestion = (definition: Definition, name: string): Element | null =>
  questionsOf(definition).find((one) => one['name'] === name) ?? null

type Place = { list: Element[]; at: number; page: number; around: Place | null }
const placeIn = (list: Element[], name: string, page: number, around: Place | null): Place | null => {
  for (const [at, one] of list.entries()) {
    const here = { list, at, page, around }
    if (one['type'] === 'panel') {
      const found = placeIn(listIn(one), name, page, here)
      if (found) return found
    } else if (one['name'] === name) return here
  }
  return null
}

const placeOf = (pages: Page[], name: string): Place | null => {
  for (const [page, { elements }] of pages.entries()) {
    const found = placeIn(elements, name, page, null)
    if (found) return found
  }
  return null
}

/** Panels and pages in which nothing is asked any more go with their last question. */
const withoutEmpty = (elements: Element[]): Element[] =>
  elements
    .map((one) => (one['type'] === 'panel' ? { ...one, elements: withoutEmpty(listIn(one)) } : one))
    .filter((one) => one['type'] !== 'panel' || listIn(one).length > 0)

const whole = (definition: Definition, pages: Page[]): Definition => {
  const { elements: _loose, pages: _pages, ...rest } = definition
  const kept = pages.map((page) => ({ ...page, elements: withoutEmpty(page.elements) }))
  return { ...rest, pages: kept.filter(({ elements }) => elements.length > 0) }
}

/** A name nothing in the definition has: q1, q2 …, page1, page2 … Names that differ in case only count as equal. */
const freeName = (taken: readonly unknown[], stem: string): string => {
  const names = new Set(taken.map((name) => String(name).toLowerCase()))
  for (let n = 1; ; n += 1) if (!names.has(`${stem}${n}`)) return `${stem}${n}`
}

const questionName = (definition: Definition) =>
  freeName(
    questionsOf(definition).map(({ name }) => name),
    'q',
  )

/** One step: over its neighbour, out of its panel, or onto the page before or after. False at the very edge. */
const step = (pages: Page[], { list, at, page, around }: Place, by: 'up' | 'down'): boolean => {
  const [moving] = list.splice(at, 1) as [Element]
  const to = by === 'up' ? at - 1 : at + 1
  if (to >= 0 && to <= list.length) list.splice(to, 0, moving)
  else if (around) around.list.splice(by === 'up' ? around.at : around.at + 1, 0, moving)
  else {
    const next = pages[by === 'up' ? page - 1 : page + 1]
    if (!next) return false
    next.elements.splice(by === 'up' ? next.elements.length : 0, 0, moving)
  }
  return true
}

const ON_PAGES: readonly Edit['do'][] = ['add_question', 'move_to_page', 'change_page', 'move_page', 'remove_page']
const isOnPage = (edit: Edit): edit is Extract<Edit, { page: string }> => ON_PAGES.includes(edit.do)

const editPage = (definition: Definition, pages: Page[], edit: Extract<Edit, { page: string }>): Outcome<Edited> => {
  const at = pages.findIndex(({ name }) => name === edit.page)
  const page = pages[at]
  if (!page) return refused('page.not_found')
  if (edit.do === 'add_question') {
    const name = questionName(definition)
    page.elements.push(newQuestion(edit.kind, name))
    return done({ definition: whole(definition, pages), question: name })
  }
  if (edit.do === 'change_page') {
    const { title: _title, description: _description, ...rest } = page
    const words = Object.entries({ title: edit.title, description: edit.description })
    pages[at] = { ...rest, ...Object.fromEntries(words.filter(([, text]) => text !== undefined)) } as Page
  }
  if (edit.do === 'move_page') {
    const to = edit.by === 'up' ? at - 1 : at + 1
    if (to < 0 || to >= pages.length) return refused('page.at_edge')
    pages.splice(to, 0, ...pages.splice(at, 1))
  }
  if (edit.do === 'remove_page') {
    const heir = pages[at - 1] ?? pages[at + 1]
    if (!heir) return refused('page.last')
    // Its questions go on: onto the page before, or to the start of the one after.
    heir.elements.splice(at === 0 ? 0 : heir.elements.length, 0, ...page.elements.splice(0))
  }
  if (edit.do === 'move_to_page') {
    const place = placeOf(pages, edit.question)
    if (!place) return refused('question.not_found')
    if (place.page !== at || place.around) page.elements.push(...place.list.splice(place.at, 1))
    return done({ definition: whole(definition, pages), question: edit.question })
  }
  return done({ definition: whole(definition, pages) })
}

/**
 * The definition after one change; the one given stays as it was. Refusals: `question.not_found`, `question.at_edge`,
 * `question.last`, `page.not_found`, `page.at_edge`, `page.last`.
 */
export const editDefinition = (before: Definition, edit: Edit): Outcome<Edited> => {
  const definition = structuredClone(before)
  const pages = pagesOf(definition)
  if (edit.do === 'add_page') {
    const name = freeName(
      pages.map((page) => page.name),
      'page',
    )
    const question = questionName(definition)
    pages.push({ name, elements: [newQuestion(edit.kind, question)] })
    return done({ definition: whole(definition, pages), question })
  }
  if (isOnPage(edit)) return editPage(definition, pages, edit)
  const place = placeOf(pages, edit.question)
  if (!place) return refused('question.not_found')
  const { list, at } = place
  if (edit.do === 'change_question') list[at] = { ...edit.to, name: edit.question }
  if (edit.do === 'move_question' && !step(pages, place, edit.by)) return refused('question.at_edge')
  if (edit.do === 'remove_question') {
    if (questionsOf(definition).length === 1) return refused('question.last')
    list.splice(at, 1)
    return done({ definition: whole(definition, pages) })
  }
  if (edit.do === 'duplicate_question') {
    const name = questionName(definition)
    list.splice(at + 1, 0, { ...structuredClone(list[at]), name })
    return done({ definition: whole(definition, pages), question: name })
  }
  return done({ definition: whole(definition, pages), question: edit.question })
}
