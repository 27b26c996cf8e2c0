import { findCategory } from '../functions/district.ts'
import type { Issue } from '../functions/domain/outcome.ts'
import { isWordKey, wordsFor, type Locale } from '../functions/words.ts'

/** Turns an issue into the sentence people read; a code without a sentence becomes a general one, never a raw code. */
export const sentencesFor = (locale: Locale) => {
  const t = wordsFor(locale)
  return ({ code, detail }: Issue): string => {
    const category = code === 'category.stopper' ? findCategory(String(detail?.['category'])) : null
    if (category && 'stopper' in category) return String(category[locale === 'en' ? 'stopper_en' : 'stopper'])
    const key = `issue.${code}`
    const sentence = isWordKey(key) ? t(key, detail) : t('issue.other')
    return detail?.['photo'] ? t('form.of_photo', { n: detail['photo'], sentence }) : sentence
  }
}
