import { h, render } from 'preact'
import { CheckIn } from './CheckIn.tsx'
import type { CheckInWords } from './check-in-words.ts'

/** Wakes the check-in island, on the page itself or on the one kept for when there is no network. */
const holder = document.getElementById('check-in')
const shift = /\/shifts\/([0-9a-f-]{36})\/check-in/.exec(location.pathname)?.[1]
if (holder && shift && 'indexedDB' in window) {
  const words = JSON.parse(holder.dataset['words'] ?? '{}') as CheckInWords
  const wanted = new URLSearchParams(location.search).get('person')
  holder.replaceChildren()
  render(h(CheckIn, { shift, words, wanted }), holder)
}
