import en from '../../../content/words/en/answering.json' with { type: 'json' }
import zh from '../../../content/words/zh-CN/answering.json' with { type: 'json' }

/** A sentence that the phone says by itself while somebody answers, in the language of the page. */
export const sayHere = (key: keyof typeof zh): string => (document.documentElement.lang === 'en' ? en : zh)[key]
