import type { Text } from './form.ts'

/** A text of a definition as two fields of a form hold it, and back. SurveyJS names Chinese `zh-cn`; `default` is ours. */
const CHINESE = ['default', 'zh-cn', 'zh']

const part = (text: unknown, locales: readonly string[]): string => {
  if (typeof text !== 'object' || text === null) return ''
  for (const locale of locales) {
    const found = (text as Record<string, unknown>)[locale]
    if (typeof found === 'string') return found
  }
  return ''
}

export const zhOf = (text: unknown): string => (typeof text === 'string' ? text : part(text, CHINESE))
export const enOf = (text: unknown): string => part(text, ['en'])

/** One text of both, in the shortest form; other languages of the text it replaces stay. Undefined where both are empty. */
export const textOf = (zh: string, en: string, before?: unknown): Text | undefined => {
  const others =
    typeof before === 'object' && before !== null
      ? Object.entries(before as Record<string, string>).filter(([locale]) => ![...CHINESE, 'en'].includes(locale))
      : []
  if (en === '' && others.length === 0) return zh === '' ? undefined : zh
  return { ...(zh !== '' && { default: zh }), ...(en !== '' && { en }), ...Object.fromEntries(others) }
}
