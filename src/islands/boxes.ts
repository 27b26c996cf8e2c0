/** A rectangle on a picture in shares of its width and height (0–1): the same on a thumb and on the full picture. */
export type Box = { x: number; y: number; width: number; height: number }
export type Point = { x: number; y: number }

/** How a box hides what is under it: one flat colour, or cells so coarse that no plate or face can be read back. */
export type Cover = 'solid' | 'mosaic'

/** A smaller box than this is a slip of the finger, not a wish. */
export const SMALLEST = 0.02
/** The longer side of a mosaic box has this many cells: too few for the seven characters of a plate. */
const CELLS = 6

const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high)

/** The box between two corners, in whichever order they were touched, cut at the picture's edges. */
export const boxBetween = (one: Point, other: Point): Box => {
  const left = clamp(Math.min(one.x, other.x), 0, 1)
  const top = clamp(Math.min(one.y, other.y), 0, 1)
  return {
    x: left,
    y: top,
    width: clamp(Math.max(one.x, other.x), 0, 1) - left,
    height: clamp(Math.max(one.y, other.y), 0, 1) - top,
  }
}

export const isBigEnough = (box: Box): boolean => box.width >= SMALLEST && box.height >= SMALLEST

/** A box in the middle, for those who place it with buttons. */
export const middleBox = (): Box => ({ x: 0.375, y: 0.375, width: 0.25, height: 0.25 })

/** The box moved by shares of the picture; it stops at the edges and keeps its size. */
export const moveBox = (box: Box, dx: number, dy: number): Box => ({
  ...box,
  x: clamp(box.x + dx, 0, 1 - box.width),
  y: clamp(box.y + dy, 0, 1 - box.height),
})

/** The box made larger or smaller at its right and lower side; never smaller than SMALLEST, never over the edge. */
export const resizeBox = (box: Box, dw: number, dh: number): Box => ({
  ...box,
  width: clamp(box.width + dw, SMALLEST, 1 - box.x),
  height: clamp(box.height + dh, SMALLEST, 1 - box.y),
})

/** Which box lies under the point: the one drawn last, or -1. */
export const boxAt = (boxes: readonly Box[], { x, y }: Point): number =>
  boxes.reduce(
    (found, box, at) => (x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height ? at : found),
    -1,
  )

/** The size of a picture shrunk so that its longer side is at most `longest`; never enlarged, never below 1. */
export const fitWithin = (width: number, height: number, longest: number) => {
  const share = Math.min(1, longest / Math.max(width, height))
  return { width: Math.max(1, Math.round(width * share)), height: Math.max(1, Math.round(height * share)) }
}

/** The pixels a box covers, rounded outwards so that no edge of a face shows. */
export const pixelsOf = (box: Box, width: number, height: number) => {
  const left = Math.floor(box.x * width)
  const top = Math.floor(box.y * height)
  return {
    left,
    top,
    width: Math.min(Math.ceil((box.x + box.width) * width), width) - left,
    height: Math.min(Math.ceil((box.y + box.height) * height), height) - top,
  }
}

const canvasOf = (width: number, height: number) => {
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const context = canvas.getContext('2d')
  if (!context) throw new Error('no canvas')
  return { canvas, context }
}

/**
 * A new canvas with the picture at most `longest` pixels long and every box covered.
 * What was under a box is not in it: solid paints over it, mosaic keeps the average of each cell only.
 */
export const paintCovered = (
  picture: CanvasImageSource,
  size: { width: number; height: number },
  boxes: readonly Box[],
  cover: Cover,
  longest: number,
): HTMLCanvasElement => {
  const { width, height } = fitWithin(size.width, size.height, longest)
  const { canvas, context } = canvasOf(width, height)
  context.fillStyle = '#fff'
  context.fillRect(0, 0, width, height)
  context.drawImage(picture, 0, 0, width, height)
  for (const box of boxes) {
    const area = pixelsOf(box, width, height)
    if (cover === 'solid') {
      context.fillStyle = '#222'
      context.fillRect(area.left, area.top, area.width, area.height)
    } else paintMosaic(context, area)
  }
  return canvas
}

const paintMosaic = (context: CanvasRenderingContext2D, area: ReturnType<typeof pixelsOf>) => {
  if (area.width < 1 || area.height < 1) return
  const cell = Math.max(area.width, area.height) / CELLS
  const { data } = context.getImageData(area.left, area.top, area.width, area.height)
  for (let top = 0; top < area.height; top += cell)
    for (let left = 0; left < area.width; left += cell) {
      const right = Math.min(left + cell, area.width)
      const bottom = Math.min(top + cell, area.height)
      const sum = [0, 0, 0]
      let count = 0
      for (let y = Math.floor(top); y < bottom; y++)
        for (let x = Math.floor(left); x < right; x++) {
          const at = (y * area.width + x) * 4
          for (let channel = 0; channel < 3; channel++) sum[channel]! += data[at + channel]!
          count++
        }
      context.fillStyle = `rgb(${sum.map((of) => Math.round(of / count)).join(',')})`
      context.fillRect(
        area.left + Math.floor(left),
        area.top + Math.floor(top),
        Math.ceil(right) - Math.floor(left),
        Math.ceil(bottom) - Math.floor(top),
      )
    }
}

/** The canvas as a JPEG (never with metadata: a canvas has none). */
export const toJpeg = (canvas: HTMLCanvasElement, quality = 0.8): Promise<Blob> =>
  new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no jpeg'))), 'image/jpeg', quality),
  )
