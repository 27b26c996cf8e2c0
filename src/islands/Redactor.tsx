import { useEffect, useState } from 'preact/hooks'
import { BoxEditor, type BoxEditorWords } from './BoxEditor.tsx'
import { paintCovered, toJpeg, type Box, type Cover } from './boxes.ts'
import { loadPicture } from './load-picture.ts'

export type RedactorWords = {
  editor: BoxEditorWords
} & Record<
  | 'loading'
  | 'broken'
  | 'how'
  | 'solid'
  | 'mosaic'
  | 'cover'
  | 'save'
  | 'save_plain'
  | 'nothing'
  | 'choose'
  | 'sending'
  | 'sent'
  | 'refused'
  | 'offline'
  | 'result'
  | 'next',
  string
>
type Props = { src: string; to: string; next: string; words: RedactorWords }
type State = 'idle' | 'sending' | 'sent' | 'refused' | 'offline'

const FULL = 1280
const THUMB = 480

/**
 * Covers faces, plates and door signs of one photo and sends the covered picture; the original is never changed.
 * A photo with nothing to cover needs an explicit word that somebody looked.
 */
export const Redactor = ({ src, to, next, words }: Props) => {
  const [picture, setPicture] = useState<HTMLImageElement | null>(null)
  const [broken, setBroken] = useState(false)
  const [boxes, setBoxes] = useState<readonly Box[]>([])
  const [cover, setCover] = useState<Cover>('solid')
  const [looked, setLooked] = useState(false)
  const [state, setState] = useState<State>('idle')
  const [result, setResult] = useState('')

  useEffect(() => {
    loadPicture(src).then(setPicture, () => setBroken(true))
  }, [src])

  const changed = (to: readonly Box[]) => {
    setBoxes(to)
    setState('idle')
  }
  const send = async () => {
    if (!picture) return
    setState('sending')
    const size = { width: picture.naturalWidth, height: picture.naturalHeight }
    const covered = paintCovered(picture, size, boxes, cover, FULL)
    const thumb = paintCovered(covered, covered, [], cover, THUMB)
    const form = new FormData()
    form.set('full', await toJpeg(covered), 'full.jpg')
    form.set('thumb', await toJpeg(thumb, 0.75), 'thumb.jpg')
    const answer = await fetch(to, { method: 'PUT', body: form }).catch(() => null)
    if (answer?.ok) setResult(covered.toDataURL('image/jpeg', 0.8))
    setState(answer === null ? 'offline' : answer.ok ? 'sent' : 'refused')
  }

  if (broken) return <p class="notice warn">{words.broken}</p>
  if (!picture) return <p role="status">{words.loading}</p>
  const ready = boxes.length > 0 || looked
  return (
    <div class="redactor" data-state={state}>
      {state === 'sent' ? (
        <div class="redacted">
          <p class="notice" role="status">
            {words.sent}
          </p>
          <img src={result} alt={words.result} />
          <p class="actions">
            <a class="btn" href={next}>
              {words.next}
            </a>
          </p>
        </div>
      ) : (
        <>
          <p class="meta">{words.how}</p>
          <BoxEditor
            src={src}
            width={picture.naturalWidth}
            height={picture.naturalHeight}
            boxes={boxes}
            onChange={changed}
            words={words.editor}
          />
          <div class="redactor-foot">
            <fieldset class="covers">
              <legend>{words.cover}</legend>
              {(['solid', 'mosaic'] as const).map((one) => (
                <label key={one}>
                  <input type="radio" name="cover" checked={cover === one} onChange={() => setCover(one)} />
                  {words[one]}
                </label>
              ))}
            </fieldset>
            {boxes.length === 0 && (
              <label class="looked">
                <input type="checkbox" checked={looked} onChange={(event) => setLooked(event.currentTarget.checked)} />
                {words.nothing}
              </label>
            )}
            <button type="button" disabled={!ready || state === 'sending'} onClick={() => void send()}>
              {boxes.length === 0 && looked ? words.save_plain : words.save}
            </button>
            <p role="status" class={state === 'refused' || state === 'offline' ? 'error' : 'meta'}>
              {state === 'idle' ? (ready ? '' : words.choose) : words[state]}
            </p>
          </div>
        </>
      )}
    </div>
  )
}
