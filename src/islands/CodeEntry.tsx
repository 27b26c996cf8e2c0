import { useEffect, useRef, useState } from 'preact/hooks'
import type { CheckInWords } from './check-in-words.ts'
import { readCodes } from './read-qr.ts'

type Props = { words: CheckInWords; onCode: (text: string, kind: 'in' | 'out') => void }
/** The same code stays before the camera for a while: it counts once. */
const SAME = 4_000

/** Takes a check-in code, typed or seen by the camera, for coming or for leaving. */
export const CodeEntry = ({ words, onCode }: Props) => {
  const [kind, setKind] = useState<'in' | 'out'>('in')
  const [code, setCode] = useState('')
  const [camera, setCamera] = useState<'off' | 'on' | 'none'>('off')
  const video = useRef<HTMLVideoElement>(null)
  const take = useRef((_: string) => {})
  take.current = (text) => onCode(text, kind)

  useEffect(() => {
    if (camera !== 'on' || !video.current) return
    let stop: (() => void) | null = null
    let left = false
    let last = { text: '', at: 0 }
    const found = (text: string) => {
      if (text === last.text && Date.now() - last.at < SAME) return
      last = { text, at: Date.now() }
      navigator.vibrate?.(80)
      take.current(text)
    }
    readCodes(video.current, found).then(
      (stopped) => (left ? stopped() : (stop = stopped)),
      () => setCamera('none'),
    )
    return () => {
      left = true
      stop?.()
    }
  }, [camera])

  const enter = (event: Event) => {
    event.preventDefault()
    if (code.trim() === '') return
    onCode(code, kind)
    setCode('')
  }
  return (
    <form class="code-form" onSubmit={enter}>
      <div class="modes" role="group" aria-label={words.mode}>
        {(['in', 'out'] as const).map((one) => (
          <button
            key={one}
            type="button"
            class={kind === one ? '' : 'quiet'}
            aria-pressed={kind === one}
            onClick={() => setKind(one)}
          >
            {words[one]}
          </button>
        ))}
        <button type="button" class="quiet scan" onClick={() => setCamera(camera === 'on' ? 'off' : 'on')}>
          {camera === 'on' ? words.stop_scan : words.scan}
        </button>
      </div>
      {camera === 'on' && (
        <p class="camera">
          <video ref={video} muted playsInline aria-label={words.scanning} />
        </p>
      )}
      {camera === 'none' && (
        <p class="notice warn" role="status">
          {words.no_camera}
        </p>
      )}
      <label for="checkCode">{words.code}</label>
      <span class="hint" id="code-hint">
        {words.code_hint}
      </span>
      <span class="typed">
        <input
          id="checkCode"
          value={code}
          onInput={(event) => setCode(event.currentTarget.value)}
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          aria-describedby="code-hint"
          maxLength={100}
        />
        <button>{words.enter}</button>
      </span>
    </form>
  )
}
