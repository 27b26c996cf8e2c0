import { findUnit, nameIn } from '../functions/district.ts'
import { isWordKey, type Words } from '../functions/words.ts'
import type { DeskEvent } from './desk.ts'

const whoOf = (t: Words, event: DeskEvent) =>
  event.actor === 'reporter'
    ? t('desk.the_reporter')
    : event.actor === 'system'
      ? t('desk.the_system')
      : (event.staff ?? t('desk.a_colleague'))

/** One event of a case as the desk reads it: a sentence with a person in it. */
export const eventSentence = (t: Words, event: DeskEvent): string => {
  const key = `desk.event.${event.kind}`
  const values = { who: whoOf(t, event), unit: nameIn('zh-CN', findUnit(event.unit ?? '')) || t('desk.no_unit') }
  return isWordKey(key) ? t(key, values) : t('desk.event_unknown', { ...values, kind: event.kind })
}
