import { enOf, textOf, zhOf } from './texts.ts'

type Value = string | number | boolean
type Item = Value | { value: Value; text?: unknown }

const valueOf = (item: Item): Value => (typeof item === 'object' ? item.value : item)
const textIn = (item: Item): unknown => (typeof item === 'object' ? item.text : undefined)

/** Choices one a line for an editor: `值 | 中文 | English`. */
export const writeChoices = (items: readonly unknown[]): string =>
  (items as Item[])
    .map((item) => {
      const [value, text] = [valueOf(item), textIn(item)]
      return [String(value), zhOf(text) || String(value), enOf(text)].filter((part) => part !== '').join(' | ')
    })
    .join('\n')

/**
 * Choices as an editor wrote them, one a line. A line with one part is what people read; its value is that of the choice
 * that had the same text, else the text itself. Values keep their type and texts their other languages; `numbers`: new
 * values that look like numbers are numbers.
 */
export const readChoiceLines = (typed: string, before: readonly unknown[], { numbers = false } = {}): Item[] => {
  const known = before as Item[]
  return typed
    .split(/\r?\n/)
    .map((line) => line.split(/[|｜]/).map((part) => part.trim()))
    .filter((parts) => parts.some((part) => part !== ''))
    .map(([first = '', zh, en = '']) => {
      const old =
        zh === undefined
          ? known.find((item) => (zhOf(textIn(item)) || String(valueOf(item))) === first)
          : known.find((item) => String(valueOf(item)) === first)
      const typedValue = numbers && /^-?\d{1,9}$/.test(first) ? Number(first) : first
      const value = old === undefined ? typedValue : valueOf(old)
      const words =
        zh === undefined
          ? textOf(first, old ? enOf(textIn(old)) : '', old && textIn(old))
          : textOf(zh, en, old && textIn(old))
      return words === undefined || words === String(value) ? value : { value, text: words }
    })
}
