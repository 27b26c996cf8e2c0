import { useEffect, useRef, useState } from 'preact/hooks'
import { shrinkPhoto } from './shrink-photo.ts'

export type AfterPhotosWords = Record<
  'take' | 'more' | 'hint' | 'preview' | 'remove' | 'ready' | 'sending' | 'sent' | 'refused' | 'missing' | 'offline',
  string
>
type Photo = { id: number; preview: string; body: Blob; state: 'ready' | 'sending' | 'sent' | 'refused' }
type Props = { to: string; have: number; words: AfterPhotosWords }

/**
 * Photos of the place after, inside a move's form. They stay on the phone until the form is sent, then go one by one;
 * one that fails is sent again by the next press, and the move is made when all have arrived.
 * Without scripts it is a file field that the form sends along.
 */
export const AfterPhotos = ({ to, have, words }: Props) => {
  const [photos, setPhotos] = useState<Photo[]>([])
  const [said, setSaid] = useState('')
  const [live, setLive] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const kept = useRef<Photo[]>([])
  kept.current = photos

  const mark = (id: number, state: Photo['state']) =>
    setPhotos((all) => all.map((photo) => (photo.id === id ? { ...photo, state } : photo)))

  const add = async () => {
    const field = input.current
    if (!field) return
    const files = Array.from(field.files ?? [])
    for (const [at, file] of files.entries()) {
      // What this browser cannot read goes as it is; the server looks again.
      const body = (await shrinkPhoto(file)) ?? file
      setPhotos((all) => [...all, { id: Date.now() + at, preview: URL.createObjectURL(body), body, state: 'ready' }])
    }
    field.value = ''
    setSaid('')
  }
  const remove = (photo: Photo) => {
    URL.revokeObjectURL(photo.preview)
    setPhotos((all) => all.filter((one) => one.id !== photo.id))
  }
  const send = async (photo: Photo): Promise<boolean> => {
    mark(photo.id, 'sending')
    const type = photo.body.type || 'image/jpeg'
    const answer = await fetch(to, { method: 'POST', headers: { 'content-type': type }, body: photo.body }).catch(
      () => null,
    )
    mark(photo.id, answer?.ok ? 'sent' : 'refused')
    if (!answer?.ok) setSaid(answer ? words.refused : words.offline)
    return answer?.ok ?? false
  }

  useEffect(() => {
    setLive(true)
    // Photos taken before this script was here.
    if (input.current?.files?.length) void add()
    const form = input.current?.form
    if (!form) return
    const button = form.querySelector<HTMLButtonElement>('button:not([type]):not([name])')
    const submit = async (event: SubmitEvent) => {
      event.preventDefault()
      if (kept.current.length === 0 && have === 0) {
        setSaid(words.missing)
        input.current?.focus()
        return
      }
      if (button) button.disabled = true
      setSaid(words.sending)
      let arrived = true
      for (const photo of kept.current) {
        if (photo.state !== 'sent' && !(await send(photo))) arrived = false
      }
      if (arrived) form.submit()
      else if (button) button.disabled = false
    }
    form.addEventListener('submit', submit)
    return () => form.removeEventListener('submit', submit)
  }, [])

  const count = photos.length
  return (
    <div class={live ? 'after-photos live' : 'after-photos'}>
      <label class="btn take-photo">
        <span>{count === 0 ? words.take : words.more}</span>
        <input
          ref={input}
          id="rectify-photos"
          type="file"
          name={live ? undefined : 'photos'}
          accept="image/*"
          multiple
          required={!live && have === 0}
          onChange={live ? add : undefined}
        />
      </label>
      <p class="meta">{words.hint}</p>
      {count > 0 && (
        <ul class="photos">
          {photos.map((photo, at) => (
            <li key={photo.id}>
              <img src={photo.preview} alt={words.preview.replace('{n}', String(at + 1))} />
              <span class="chip">{words[photo.state]}</span>
              {photo.state !== 'sent' && photo.state !== 'sending' && (
                <button type="button" class="plain" onClick={() => remove(photo)}>
                  {words.remove}
                  <span class="vh"> {at + 1}</span>
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      <p class="after-said" role="status">
        {said}
      </p>
    </div>
  )
}
