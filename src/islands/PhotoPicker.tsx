import { useEffect, useRef, useState } from 'preact/hooks'
import type { ComponentType } from 'preact'
import { PHOTOS } from '../../functions/domain/tip-off.ts'
import { paths } from '../../functions/paths.ts'
import type { Box } from './boxes.ts'
import { dropAllPhotos, dropPhoto, keepPhoto, photosOf } from './draft-photos.ts'
import { DRAFT, photoDesk } from './photo-desk.ts'
import type { PhotoWords } from './photo-words.ts'
import { shrinkPhoto } from './shrink-photo.ts'
import { uploadPhoto } from './upload-photo.ts'

type State = 'waiting' | 'sending' | 'sent' | 'failed'
/** `source` is the file as chosen, from which a mask is painted; gone once something is covered. */
type Photo = { id: string; state: State; url: string; blob?: Blob; source?: Blob; token?: string; said?: string }
type Props = { kept: string[]; words: PhotoWords }
type MaskerProps = { src: string; words: PhotoWords; onDone: (boxes: readonly Box[]) => void; onCancel: () => void }

const { max } = PHOTOS
const uploads = paths.api.uploads()

/** A token is good for a day; one this old is fetched anew with the photo kept on the phone. */
const STALE = 20 * 3_600_000

const draftKey = () => document.querySelector<HTMLInputElement>('form.tip-off [name=key]')!.value

/**
 * Up to `max` photos: chosen, shrunk and masked on the phone, then sent one by one; tokens travel in the form.
 * Before it wakes up, and without a script for good, its own markup is a plain file input.
 */
export const PhotoPicker = ({ kept, words }: Props) => {
  const [photos, setPhotos] = useState<Photo[]>(() =>
    kept.map((token) => ({ id: token, token, state: 'sent', url: `${uploads}/${token}` })),
  )
  const [awake, setAwake] = useState(false)
  const [masking, setMasking] = useState<string | null>(null)
  const [Masker, setMasker] = useState<ComponentType<MaskerProps> | null>(null)
  const [said, setSaid] = useState('')
  const input = useRef<HTMLInputElement>(null)
  const now = useRef(photos)
  const under = useRef<Promise<number> | null>(null)
  /** Shrinking and masking, one after the other: nothing is sent while a photo is still being covered. */
  const preparing = useRef<Promise<void>>(Promise.resolve())

  const put = (next: Photo[]) => {
    now.current = next
    setPhotos(next)
  }
  const change = (id: string, by: Partial<Photo>) =>
    put(now.current.map((photo) => (photo.id === id ? { ...photo, ...by } : photo)))
  const say = (words: string, n: number) => setSaid(words.replace('#', String(n)))

  const prepare = (work: () => Promise<void>) => {
    preparing.current = preparing.current.then(work)
  }

  const take = async (files: readonly File[]) => {
    const room = max - now.current.length
    if (files.length > room) say(words['photos.full'], max)
    for (const file of files.slice(0, Math.max(0, room))) {
      const shrunk = await shrinkPhoto(file)
      // The phone's store gives photos back by their id: in the order in which they were chosen.
      const id = `${Date.now()}-${crypto.randomUUID?.() ?? Math.trunc(performance.now() * 1000)}`
      const blob = shrunk ?? file
      put([
        ...now.current,
        { id, state: 'waiting', url: URL.createObjectURL(blob), blob, ...(shrunk && { source: file }) },
      ])
      void keepPhoto({ id, draft: draftKey(), blob, savedAt: Date.now() })
    }
  }

  const send = async (photo: Photo) => {
    if (!photo.blob || photo.token) return
    const at = now.current.findIndex(({ id }) => id === photo.id) + 1
    change(photo.id, { state: 'sending', said: '' })
    say(words['photos.sending'], at)
    const answer = await uploadPhoto(uploads, photo.blob)
    // It may have been masked or removed while it was on its way; then this token is of no use.
    if (now.current.find(({ id }) => id === photo.id)?.blob !== photo.blob) return
    if ('token' in answer) {
      change(photo.id, { state: 'sent', token: answer.token })
      void keepPhoto({ id: photo.id, draft: draftKey(), blob: photo.blob, token: answer.token, savedAt: Date.now() })
      say(words['photos.sent'], at)
    } else {
      const reason = words[`photos.${answer.reason}`]
      change(photo.id, { state: 'failed', said: reason.replace('#', String(at)) })
      say(reason, at)
    }
  }
  const sendAll = async () => {
    const tried = new Set<Blob>()
    for (;;) {
      await preparing.current
      const next = now.current.find(({ state, blob }) => state !== 'sent' && blob && !tried.has(blob))
      if (!next) break
      tried.add(next.blob!)
      await send(next)
    }
    return now.current.filter(({ state }) => state !== 'sent').length
  }
  const settle = () => (under.current ??= sendAll().finally(() => (under.current = null)))

  const remove = ({ id, url }: Photo) => {
    put(now.current.filter((photo) => photo.id !== id))
    void dropPhoto(id)
    URL.revokeObjectURL(url)
    input.current?.focus()
  }
  const startMasking = async (id: string) => {
    const loaded = await import('./Masker.tsx')
    setMasker(() => loaded.Masker)
    setMasking(id)
  }
  const mask = async (photo: Photo, boxes: readonly Box[]) => {
    const blob = await shrinkPhoto(photo.source ?? photo.blob!, boxes)
    if (!now.current.some(({ id }) => id === photo.id)) return
    const { token: _token, source: _source, said: _said, blob: _blob, ...rest } = photo
    const at = now.current.findIndex(({ id }) => id === photo.id)
    // What could not be covered is not sent: only its place stays, and says so.
    const next: Photo = blob
      ? { ...rest, state: 'waiting', blob, url: URL.createObjectURL(blob) }
      : { ...rest, state: 'failed', said: number(words['photos.not_masked'], at + 1) }
    put(now.current.map((one, place) => (place === at ? next : one)))
    if (!blob) return
    void keepPhoto({ id: photo.id, draft: draftKey(), blob, savedAt: Date.now() })
  }
  const resume = async (draft: string) => {
    const found = await photosOf(draft)
    const have = new Set(now.current.map(({ token }) => token))
    const again = found
      .filter(({ token }) => !token || !have.has(token))
      .map(({ id, blob, token, savedAt }): Photo => {
        const good = token && Date.now() - savedAt < STALE
        return { id, blob, url: URL.createObjectURL(blob), state: good ? 'sent' : 'waiting', ...(good && { token }) }
      })
    put([...now.current, ...again].slice(0, max))
  }

  useEffect(() => {
    setAwake(true)
    photoDesk.settle = settle
    photoDesk.count = () => now.current.length
    const onDraft = ({ detail }: CustomEvent<string | null>) => {
      if (detail) return void resume(detail)
      put([])
      void dropAllPhotos()
    }
    addEventListener(DRAFT, onDraft as EventListener)
    const form = input.current?.form
    if (form?.dataset['resumed']) void resume(form.dataset['resumed'])
    // Files chosen before this script was here.
    if (input.current?.files?.length) choose()
    return () => removeEventListener(DRAFT, onDraft as EventListener)
  }, [])

  const choose = () => {
    const chosen = [...(input.current?.files ?? [])]
    if (input.current) input.current.value = ''
    prepare(() => take(chosen))
  }
  const masked = photos.find(({ id }) => id === masking)
  const named = (what: 'retry' | 'mask' | 'remove', at: number) =>
    `${words[`photos.${what}`]}：${number(words['photos.picture'], at + 1)}`
  const number = (sentence: string, n: number) => sentence.replace('#', String(n))

  return (
    <div class="picker">
      <ul class="photos">
        {photos.map((photo, at) => (
          <li key={photo.id} class={photo.state}>
            <img src={photo.url} alt={number(words['photos.picture'], at + 1)} />
            {photo.token && <input type="hidden" name="token" value={photo.token} />}
            {awake ? (
              <>
                {photo.state === 'failed' && photo.blob && (
                  <button type="button" class="plain" aria-label={named('retry', at)} onClick={() => void send(photo)}>
                    {words['photos.retry']}
                  </button>
                )}
                {photo.blob && (photo.source || photo.blob.type !== 'image/heic') && (
                  <button
                    type="button"
                    class="plain"
                    aria-label={named('mask', at)}
                    onClick={() => void startMasking(photo.id)}
                  >
                    {words['photos.mask']}
                  </button>
                )}
                <button type="button" class="plain" aria-label={named('remove', at)} onClick={() => remove(photo)}>
                  {words['photos.remove']}
                </button>
                {photo.said && <p class="error">{photo.said}</p>}
              </>
            ) : (
              <label>
                <input type="checkbox" name="remove" value={photo.token} />
                <span>{words['photos.remove']}</span>
              </label>
            )}
          </li>
        ))}
        <li class="add" hidden={photos.length >= max}>
          <label for="photos">
            <span aria-hidden="true">＋</span>
            <b>{words['photos.add']}</b>
            <span>
              {photos.length}/{max}
            </span>
          </label>
          <input
            ref={input}
            type="file"
            id="photos"
            name="photo"
            multiple
            accept="image/jpeg,image/png,image/webp"
            aria-label={words['photos.label']}
            onChange={choose}
          />
        </li>
      </ul>
      <p class="hint" role="status">
        {said}
      </p>
      {masked && Masker && (
        <Masker
          src={masked.url}
          words={words}
          onDone={(boxes) => {
            setMasking(null)
            prepare(() => mask(masked, boxes))
          }}
          onCancel={() => setMasking(null)}
        />
      )}
    </div>
  )
}
