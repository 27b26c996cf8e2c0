import { findUnit, nameIn } from '../functions/district.ts'
import { isWordKey, type Words } from '../functions/words.ts'

/** What a message says, in the words it is sent with. */
export const messageText = (t: Words, topic: string, number: string): string => {
  if (topic === 'test') return t('outbox.test')
  if (topic.startsWith('order.')) return t('desk.message_order', { number })
  if (topic.startsWith('slip.')) return t('outbox.slip_message', { number })
  return t(/^(sign_up|shift|activity|record)\./.test(topic) ? 'desk.message_volunteer' : 'desk.message_news', {
    number,
  })
}

/** Whom a message is for. */
export const audienceText = (t: Words, audience: string): string => {
  if (audience.startsWith('unit:')) return nameIn('zh-CN', findUnit(audience.slice(5)))
  if (audience.startsWith('team:')) return t('desk.audience.team')
  const key = `desk.audience.${audience}`
  return isWordKey(key) ? t(key) : t('desk.audience.desk')
}

const WECOM: Record<string, 'outbox.error.wecom_gone' | 'outbox.error.wecom_often'> = {
  '93000': 'outbox.error.wecom_gone',
  '45009': 'outbox.error.wecom_often',
}

/** Why a message was not taken, in plain words. */
export const errorText = (t: Words, error: string): string => {
  const [what = '', code = '?'] = error.split(' ')
  if (what === 'status') return t('outbox.error.status', { code })
  if (what === 'wecom') return t(WECOM[code] ?? 'outbox.error.wecom', { code })
  if (what === 'cloudflare') return t('outbox.error.cloudflare', { code })
  const key = `outbox.error.${what.replace('.', '_')}`
  return isWordKey(key) ? t(key) : t('outbox.error.other', { code: error })
}
