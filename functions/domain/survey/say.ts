import type { Answers, Form, Text } from './form.ts'

/** The text in a locale (`zh-CN`, `en`), with `{question}` filled in from the answers as people read them. */
export const say = (_text: Text | undefined, _locale: string, _form?: Form, _answers?: Answers): string => {
  throw new Error('not written yet')
}
