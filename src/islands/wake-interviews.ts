import { h, render } from 'preact'
import { Interviews } from './Interviews.tsx'
import type { InterviewWords } from './interview-words.ts'

/** Wakes the interviewer's page; without storage on this phone it stays as it is, and says so. */
const holder = document.getElementById('interviews')
if (holder && 'indexedDB' in window && 'content' in document.createElement('template')) {
  const words = JSON.parse(holder.dataset['words'] ?? '{}') as InterviewWords
  const typed = holder.querySelector<HTMLInputElement>('[data-opened]')?.value ?? ''
  const { locale = 'zh-CN', page = '/' } = holder.dataset
  holder.replaceChildren()
  render(h(Interviews, { words, locale, page, typed }), holder)
}
