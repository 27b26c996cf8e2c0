import { findCommunity, streets } from '../../functions/district.ts'
import { sayChoice } from '../../functions/domain/survey/say.ts'
import { PARTS, readCell, type QuotaProgress } from '../../functions/domain/survey/quota.ts'
import type { InterviewerView, Sample } from '../../functions/interviews/read-sample.ts'

/** What the desk's API answers about a sample, as far as its pages read it. */
export type { InterviewerView, Sample }

export type Part = (typeof PARTS)[number]
export type Option = { value: string; text: string }

/** What a part of a cell can be, with the words for it; none where the survey cannot tell respondents apart by it. */
export const optionsOf = ({ meaning, questions }: Sample, part: Part): Option[] => {
  const question = questions.find(({ name }) => name === meaning[part])
  if (!question) {
    const all = part === 'community' ? streets.flatMap(({ communities }) => communities) : []
    return all.map(({ id, name }) => ({ value: id, text: name }))
  }
  return (question.choices ?? []).map((choice) => {
    const [value, text] = [String(choice), sayChoice(question, choice, 'zh-CN')]
    return { value, text: part === 'community' && text === value ? (findCommunity(value)?.name ?? text) : text }
  })
}

/** The words of every part of a cell; empty where the quota takes anyone. */
export const wordsOfCells = (sample: Sample) => {
  const known = new Map(
    PARTS.map((part) => [part, new Map(optionsOf(sample, part).map((one) => [one.value, one.text]))]),
  )
  return (cell: string): Record<Part, string> => {
    const parts = readCell(cell) ?? { community: cell, age: '', sex: '' }
    const said = (part: Part) => known.get(part)?.get(parts[part]) ?? parts[part]
    return { community: said('community'), age: said('age'), sex: said('sex') }
  }
}

export type QuotaGroup = { name: string; quotas: QuotaProgress[]; wanted: number; filled: number }
/** Quotas by community, in the order of their names as they stand. */
export const groupsOf = (sample: Sample, anyone: string): QuotaGroup[] => {
  const wordsOf = wordsOfCells(sample)
  const groups = new Map<string, QuotaGroup>()
  for (const quota of sample.quotas) {
    const name = wordsOf(quota.cell).community || anyone
    const group = groups.get(name) ?? { name, quotas: [], wanted: 0, filled: 0 }
    groups.set(name, group)
    group.quotas.push(quota)
    group.wanted += quota.target
    group.filled += Math.min(quota.done, quota.target)
  }
  return [...groups.values()]
}
