import { paintCovered, type Box } from './boxes.ts'

/** Longest edges to try; the first whose file is small enough is taken, the last in any case. */
const EDGES = [1600, 1440, 1280]
const SMALL_ENOUGH = 140_000
const QUALITY = 0.62

const toBlob = (canvas: HTMLCanvasElement, type: string) =>
  new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, QUALITY))

const encode = async (canvas: HTMLCanvasElement): Promise<Blob | null> => {
  const webp = await toBlob(canvas, 'image/webp')
  // Some WebKits answer a PNG when asked for WebP, without a word.
  return webp?.type === 'image/webp' ? webp : toBlob(canvas, 'image/jpeg')
}

const decode = (file: Blob) =>
  new Promise<HTMLImageElement>((resolve, reject) => {
    const image = new Image()
    image.onload = () => resolve(image)
    image.onerror = () => reject(new Error('not decoded'))
    image.src = URL.createObjectURL(file)
  })

/**
 * The photo at most 1600 pixels long with every box covered, upright and without metadata (a canvas has none);
 * null when this browser cannot decode it, and then the original is what can be sent.
 */
export const shrinkPhoto = async (file: Blob, boxes: readonly Box[] = []): Promise<Blob | null> => {
  const image = await decode(file).catch(() => null)
  if (!image) return null
  const size = { width: image.naturalWidth, height: image.naturalHeight }
  try {
    let best: Blob | null = null
    for (const edge of EDGES) {
      best = await encode(paintCovered(image, size, boxes, 'solid', edge))
      if (best && best.size <= SMALL_ENOUGH) break
    }
    return best
  } catch {
    return null
  } finally {
    URL.revokeObjectURL(image.src)
  }
}
