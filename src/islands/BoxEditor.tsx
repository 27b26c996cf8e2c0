import { useRef, useState } from 'preact/hooks'
import { boxAt, boxBetween, isBigEnough, middleBox, moveBox, resizeBox, type Box, type Point } from './boxes.ts'

/** Every word the editor says; `{{n}}` in `box` is the number of the box. */
export type BoxEditorWords = Record<
  | 'picture'
  | 'box'
  | 'add'
  | 'remove'
  | 'undo'
  | 'left'
  | 'right'
  | 'up'
  | 'down'
  | 'wider'
  | 'narrower'
  | 'taller'
  | 'shorter'
  | 'corner'
  | 'tools',
  string
>

type Props = {
  src: string
  width: number
  height: number
  boxes: readonly Box[]
  onChange: (boxes: readonly Box[]) => void
  words: BoxEditorWords
}

const STEP = 0.02
/** A pointer that moved less than this many CSS pixels has tapped. */
const TAP = 8

/**
 * Draws boxes on a picture: by dragging, by tapping two corners, or by buttons alone.
 * It keeps no boxes of its own: they come in and go out, so that the caller can save, paint and send them.
 */
export const BoxEditor = ({ src, width, height, boxes, onChange, words }: Props) => {
  const [chosen, setChosen] = useState(-1)
  const [corner, setCorner] = useState<Point | null>(null)
  const [drawing, setDrawing] = useState<Box | null>(null)
  const [past, setPast] = useState<(readonly Box[])[]>([])
  const start = useRef<{ at: Point; x: number; y: number } | null>(null)
  const canvas = useRef<SVGSVGElement>(null)

  const change = (next: readonly Box[], choose: number) => {
    setPast([...past, boxes].slice(-50))
    onChange(next)
    setChosen(choose)
    setCorner(null)
  }
  const add = (box: Box) => change([...boxes, box], boxes.length)
  const reshape = (shape: (box: Box) => Box) => {
    if (boxes[chosen])
      change(
        boxes.map((box, at) => (at === chosen ? shape(box) : box)),
        chosen,
      )
  }
  const undo = () => {
    const before = past[past.length - 1]
    if (!before) return
    setPast(past.slice(0, -1))
    onChange(before)
    setChosen(before.length - 1)
    setCorner(null)
  }

  const pointOf = (event: PointerEvent): Point => {
    const area = canvas.current!.getBoundingClientRect()
    return { x: (event.clientX - area.left) / area.width, y: (event.clientY - area.top) / area.height }
  }
  const tapped = (event: PointerEvent) =>
    start.current !== null && Math.hypot(event.clientX - start.current.x, event.clientY - start.current.y) < TAP

  const press = (event: PointerEvent) => {
    if (event.button !== 0) return
    canvas.current!.setPointerCapture(event.pointerId)
    start.current = { at: pointOf(event), x: event.clientX, y: event.clientY }
  }
  const drag = (event: PointerEvent) => {
    if (start.current && !tapped(event)) setDrawing(boxBetween(start.current.at, pointOf(event)))
  }
  const release = (event: PointerEvent) => {
    const from = start.current
    if (!from) return
    const here = pointOf(event)
    const wasTap = tapped(event)
    start.current = null
    setDrawing(null)
    if (!wasTap) {
      const drawn = boxBetween(from.at, here)
      if (isBigEnough(drawn)) add(drawn)
      return
    }
    if (corner) {
      const drawn = boxBetween(corner, here)
      if (isBigEnough(drawn)) add(drawn)
      else setCorner(null)
      return
    }
    const under = boxAt(boxes, here)
    if (under >= 0 && under !== chosen) setChosen(under)
    else setCorner(here)
  }
  const abandon = () => {
    start.current = null
    setDrawing(null)
  }

  const keys: Record<string, () => void> = {
    ArrowLeft: () => reshape((box) => moveBox(box, -STEP, 0)),
    ArrowRight: () => reshape((box) => moveBox(box, STEP, 0)),
    ArrowUp: () => reshape((box) => moveBox(box, 0, -STEP)),
    ArrowDown: () => reshape((box) => moveBox(box, 0, STEP)),
    Delete: () => remove(),
    Backspace: () => remove(),
  }
  const remove = () => {
    if (boxes[chosen])
      change(
        boxes.filter((_, at) => at !== chosen),
        boxes.length - 2,
      )
  }
  const onKey = (event: KeyboardEvent) => {
    const act = keys[event.key]
    if (!act || !boxes[chosen]) return
    event.preventDefault()
    act()
  }

  const rect = (box: Box) => ({
    x: box.x * width,
    y: box.y * height,
    width: box.width * width,
    height: box.height * height,
  })
  const mark = Math.max(width, height) / 100
  const tool = (word: string, sign: string, act: () => void, off: boolean) => (
    <button type="button" class="box-tool quiet" aria-label={word} title={word} disabled={off} onClick={act}>
      <span aria-hidden="true">{sign}</span>
    </button>
  )
  const none = !boxes[chosen]

  return (
    <div class="box-editor">
      <div class="box-picture">
        <img src={src} width={width} height={height} alt={words.picture} draggable={false} />
        <svg
          ref={canvas}
          viewBox={`0 0 ${width} ${height}`}
          preserveAspectRatio="none"
          aria-hidden="true"
          onPointerDown={press}
          onPointerMove={drag}
          onPointerUp={release}
          onPointerCancel={abandon}
        >
          {boxes.map((box, at) => (
            <rect key={at} class={at === chosen ? 'box chosen' : 'box'} {...rect(box)} />
          ))}
          {drawing && <rect class="box drawing" {...rect(drawing)} />}
          {corner && <circle class="box-corner" cx={corner.x * width} cy={corner.y * height} r={mark} />}
        </svg>
      </div>
      <p class="box-hint" role="status">
        {corner ? words.corner : ''}
      </p>
      <div class="box-tools" role="group" aria-label={words.tools} onKeyDown={onKey}>
        <button type="button" class="quiet" onClick={() => add(middleBox())}>
          {words.add}
        </button>
        <button type="button" class="quiet" disabled={past.length === 0} onClick={undo}>
          {words.undo}
        </button>
        <button type="button" class="quiet" disabled={none} onClick={remove}>
          {words.remove}
        </button>
        {boxes.map((_, at) => (
          <button
            key={at}
            type="button"
            class="box-choose quiet"
            aria-pressed={at === chosen ? 'true' : 'false'}
            onClick={() => setChosen(at)}
          >
            {words.box.replace('{{n}}', String(at + 1))}
          </button>
        ))}
        {boxes.length > 0 && (
          <span class="box-moves">
            {tool(words.left, '←', keys['ArrowLeft']!, none)}
            {tool(words.right, '→', keys['ArrowRight']!, none)}
            {tool(words.up, '↑', keys['ArrowUp']!, none)}
            {tool(words.down, '↓', keys['ArrowDown']!, none)}
            {tool(words.wider, '⇔', () => reshape((box) => resizeBox(box, STEP, 0)), none)}
            {tool(words.narrower, '⇥⇤', () => reshape((box) => resizeBox(box, -STEP, 0)), none)}
            {tool(words.taller, '⇕', () => reshape((box) => resizeBox(box, 0, STEP)), none)}
            {tool(words.shorter, '⤓⤒', () => reshape((box) => resizeBox(box, 0, -STEP)), none)}
          </span>
        )}
      </div>
    </div>
  )
}
