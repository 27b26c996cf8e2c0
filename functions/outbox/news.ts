import type { NewsKind } from '../domain/channel-input.ts'
import { paths } from '../paths.ts'
import { wordsFor } from '../words.ts'

type News = { topic: string; audience: string; number: string }

/** A case is not an order, and a volunteer is neither: the first part of a topic says what has news. */
const newsOf = (topic: string) => {
  if (topic.startsWith('order.')) return 'outbox.order_has_news'
  if (topic.startsWith('appeal.')) return 'outbox.appeal_has_news'
  if (topic.startsWith('exposure.')) return 'outbox.exposure_has_news'
  if (topic.startsWith('slip.')) return 'outbox.slip_has_news'
  return /^(sign_up|shift|activity|record)\./.test(topic) ? 'outbox.volunteer_has_news' : 'outbox.case_has_news'
}

/** All that leaves the portal, on whatever channel: which case has news. Nothing of what the case says. */
export const sentenceOf = ({ topic, number }: Pick<News, 'topic' | 'number'>): string => {
  const t = wordsFor('zh-CN')
  return topic === 'test' ? t('outbox.test') : t(newsOf(topic), { number })
}

/** What of the desk's news a topic is, for those who chose some of it. */
export const kindOf = (topic: string): NewsKind => {
  if (topic === 'tip_off.filed') return 'new_case'
  if (topic === 'tip_off.handed_back') return 'hand_back'
  if (/^(slip|tip_off)\.red/.test(topic)) return 'red_slip'
  return topic.startsWith('slip.') || topic === 'tip_off.overdue' ? 'overdue' : 'other'
}

const pathOf = ({ topic, audience, number }: News): string => {
  // A slip's message names its case: the list of that case's slips says which one.
  if (topic.startsWith('slip.')) return `${paths.deskSlips()}?${new URLSearchParams({ number })}`
  if (audience.startsWith('unit:')) return paths.deskMine()
  if (topic.startsWith('appeal.')) return paths.deskAppeals()
  if (topic.startsWith('exposure.')) return paths.deskExposures()
  return topic.startsWith('tip_off.') ? `${paths.desk()}?${new URLSearchParams({ q: number })}` : paths.desk()
}

/** Where at the desk the news is read, on the portal's own address; '' when the office has not set one. */
export const linkOf = ({ topic, audience, number }: News, portalUrl: string | undefined): string => {
  if (!portalUrl || topic === 'test') return ''
  return portalUrl + pathOf({ topic, audience, number })
}
