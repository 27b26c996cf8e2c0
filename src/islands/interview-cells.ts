import type { Question } from '../../functions/domain/survey/form.ts'
import { sayChoice } from '../../functions/domain/survey/say.ts'
import {
  missingOf,
  PARTS,
  quotaOf,
  readCell,
  type Cell,
  type QuotaProgress,
} from '../../functions/domain/survey/quota.ts'
import type { OpenedInterviews } from '../../functions/interviews/open-interviews.ts'
import type { Waiting } from './interview-store.ts'

export type Part = (typeof PARTS)[number]
export type Option = { value: string; text: string }

/** The question that asks for a part of whom to ask, if its answer is one of a list. */
const questionOf = ({ form, meaning }: OpenedInterviews, part: Part): Question | null => {
  const question = form.questions.find(({ name }) => name === meaning[part])
  const listed = question && /^(radiogroup|dropdown|rating)$/.test(question.kind) && question.other === undefined
  return listed ? question : null
}

const nameOf = ({ name, nameEn }: OpenedInterviews['communities'][number], locale: string) =>
  locale === 'en' ? nameEn : name

/** What is chosen before the first question: communities always, age and sex where the survey asks for them. */
export const partsOf = (opened: OpenedInterviews, locale: string) =>
  PARTS.flatMap((part): { part: Part; question: string | null; options: Option[] }[] => {
    const question = questionOf(opened, part)
    if (question) {
      const { choices = [], none } = question
      const all = [...choices, ...(none === undefined ? [] : [none])]
      // A choice that is a community's id and has no words of its own is said by the community's name.
      const placeOf = (value: string) => part === 'community' && opened.communities.find(({ id }) => id === value)
      const options = all.map((choice) => {
        const [value, text] = [String(choice), sayChoice(question, choice, locale)]
        const place = text === value && placeOf(value)
        return { value, text: place ? nameOf(place, locale) : text }
      })
      return [{ part, question: question.name, options }]
    }
    // A community that is asked in another way is an answer; where the interview is stands beside it.
    if (part !== 'community' || opened.meaning.community) return []
    const options = opened.communities.map((one) => ({ value: one.id, text: nameOf(one, locale) }))
    return [{ part, question: null, options }]
  })

/** Progress as the portal told it last, with what this phone has not sent yet. */
export const withWaiting = (quotas: readonly QuotaProgress[], waiting: readonly Waiting[]): QuotaProgress[] => {
  const more = new Map<string, number>()
  for (const { cell, issues } of waiting) {
    const quota = issues === undefined && quotaOf(quotas, cell)
    if (quota) more.set(quota.cell, (more.get(quota.cell) ?? 0) + 1)
  }
  return quotas.map((quota) => ({ ...quota, done: quota.done + (more.get(quota.cell) ?? 0) }))
}

/** How many more of this respondent's kind are wanted; null where no quota says so. */
export const wantedOf = (quotas: readonly QuotaProgress[], cell: string): number | null => {
  const quota = quotaOf(quotas, cell)
  return quota && missingOf(quota)
}

/** How many more are wanted in a community, over all its quotas; null where none is for it. */
export const wantedIn = (quotas: readonly QuotaProgress[], community: string): number | null => {
  const own = quotas.filter(({ cell }) => readCell(cell)?.community === community)
  return own.length === 0 ? null : own.reduce((sum, quota) => sum + missingOf(quota), 0)
}

export type Chosen = Partial<Cell>
