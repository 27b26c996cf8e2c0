import { h, render } from 'preact'
import { MinePhotos } from './MinePhotos.tsx'
import type { MineWords } from './mine-words.ts'

/** Wakes the camera and the photos that wait, in the place of the plain form; without storage that form stays. */
const holder = document.getElementById('mine-photos')
if (holder && 'indexedDB' in window) {
  const { words = '{}', staff = '', tipOff = 'null' } = holder.dataset
  holder.replaceChildren()
  render(h(MinePhotos, { staff, tipOff: JSON.parse(tipOff), words: JSON.parse(words) as MineWords }), holder)
}
