import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import en from '../../content/words/en/tip-offs.json' with { type: 'json' }
import desk from '../../content/words/zh-CN/desk.json' with { type: 'json' }
import zh from '../../content/words/zh-CN/tip-offs.json' with { type: 'json' }

const functions = join(import.meta.dirname, '../../functions')
const KIND = 'category|community|landmark|name|phone|photo|place_kind|rating|said|submission|text|website'

/** The codes by which a resident's words and photos can be refused, as they stand in the code. */
const codes = () => {
  const found = new Set<string>()
  for (const file of readdirSync(functions, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || /^(staff|outbox|hosts|figures)/.test(file)) continue
    const text = readFileSync(join(functions, file), 'utf8')
    for (const [, code] of text.matchAll(new RegExp(`'((?:${KIND})\\.[a-z_]+)'`, 'g'))) found.add(code!)
  }
  for (const field of ['text', 'landmark', 'name', 'said']) found.add(`${field}.too_short`).add(`${field}.too_long`)
  // What only staff can meet is said at the desk, which speaks Chinese.
  return [...found].filter((code) => !(`issue.${code}` in desk)).sort()
}

test('every refusal a resident can meet has a sentence in every language, which blames nobody', () => {
  expect(codes().length).toBeGreaterThan(30)
  for (const words of [zh, en] as Record<string, string>[]) {
    expect(codes().filter((code) => !words[`issue.${code}`])).toEqual([])
    const refusals = Object.entries(words).filter(([key]) => key.startsWith('issue.'))
    const blaming = refusals.filter(([, sentence]) => /无效|非法|抱歉|invalid|illegal|sorry/i.test(sentence))
    expect(blaming).toEqual([])
  }
})
