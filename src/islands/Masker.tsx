import { useEffect, useRef, useState } from 'preact/hooks'
import { BoxEditor } from './BoxEditor.tsx'
import type { Box } from './boxes.ts'
import type { PhotoWords } from './photo-words.ts'

type Props = {
  src: string
  words: PhotoWords
  onDone: (boxes: readonly Box[]) => void
  onCancel: () => void
}

const MOVES = ['left', 'right', 'up', 'down', 'wider', 'narrower', 'taller', 'shorter'] as const

/** Covers faces and plates before the photo leaves the phone: drag, tap two corners, or use the buttons alone. */
export const Masker = ({ src, words, onDone, onCancel }: Props) => {
  const [boxes, setBoxes] = useState<readonly Box[]>([])
  const [size, setSize] = useState<{ width: number; height: number } | null>(null)
  const hint = useRef<HTMLParagraphElement>(null)
  useEffect(() => hint.current?.focus(), [])
  const moves = words['photos.moves'].split(';')
  const editorWords = {
    picture: words['photos.masking'],
    tools: words['photos.masking'],
    box: words['photos.box'].replace('#', '{{n}}'),
    add: words['photos.box_add'],
    remove: words['photos.box_remove'],
    undo: words['photos.undo'],
    corner: words['photos.corner'],
    ...(Object.fromEntries(MOVES.map((name, at) => [name, moves[at] ?? ''])) as Record<(typeof MOVES)[number], string>),
  }
  const measure = ({ currentTarget }: { currentTarget: HTMLImageElement }) =>
    setSize({ width: currentTarget.naturalWidth, height: currentTarget.naturalHeight })
  return (
    <div class="masker" role="dialog" aria-label={words['photos.masking']}>
      <p class="hint" tabIndex={-1} ref={hint}>
        {words['photos.masking']}
      </p>
      {size ? (
        <BoxEditor src={src} {...size} boxes={boxes} onChange={setBoxes} words={editorWords} />
      ) : (
        <img src={src} alt="" onLoad={measure} />
      )}
      <p class="actions">
        <button type="button" class="quiet" onClick={onCancel}>
          {words['photos.mask_cancel']}
        </button>
        <button type="button" disabled={boxes.length === 0} onClick={() => onDone(boxes)}>
          {words['photos.mask_done']}
        </button>
      </p>
    </div>
  )
}
