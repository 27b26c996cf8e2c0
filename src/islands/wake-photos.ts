import { h, hydrate } from 'preact'
import { PhotoPicker } from './PhotoPicker.tsx'

/**
 * Wakes the photo picker in the markup the server made of it. By hand instead of by a `client:` directive, whose
 * inlined runtime and properties cost a quarter of the form's first view.
 */
export const wakePhotos = async (holder: Element): Promise<void> => {
  const { default: words } =
    document.documentElement.lang === 'en'
      ? await import('../../content/words/en/photos.json')
      : await import('../../content/words/zh-CN/photos.json')
  const kept = [...holder.querySelectorAll<HTMLInputElement>('[name=token]')].map(({ value }) => value)
  hydrate(h(PhotoPicker, { kept, words }), holder)
}
