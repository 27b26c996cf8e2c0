import { paintCovered } from '../src/islands/boxes.ts'
import { shrinkPhoto } from '../src/islands/shrink-photo.ts'

// Runs in the browser. The photos are synthetic: what streets have in common (sky, walls, paving, leaves, edges, signs)
// over noise whose strength falls with its frequency as it does in real photos, and a sensor's grain on top.

/** A small generator with a seed, so that every run draws the same photos. */
const dice = (seed: number) => () => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
  return seed / 2 ** 32
}

const canvasOf = (width: number, height: number): [HTMLCanvasElement, CanvasRenderingContext2D] => {
  const canvas = Object.assign(document.createElement('canvas'), { width, height })
  return [canvas, canvas.getContext('2d', { willReadFrequently: true })!]
}

/** Grey noise of one grain size, drawn over everything; its strength is in grey levels around the middle. */
const addOctave = (onto: CanvasRenderingContext2D, grain: number, alpha: number, random: () => number) => {
  const { width, height } = onto.canvas
  const [small, context] = canvasOf(Math.ceil(width / grain), Math.ceil(height / grain))
  const cells = context.createImageData(small.width, small.height)
  for (let at = 0; at < cells.data.length; at += 4) {
    const level = Math.floor(random() * 256)
    cells.data.set([level, level, level, 255], at)
  }
  context.putImageData(cells, 0, 0)
  onto.save()
  onto.globalAlpha = alpha
  onto.globalCompositeOperation = 'overlay'
  onto.imageSmoothingQuality = 'high'
  onto.drawImage(small, 0, 0, width, height)
  onto.restore()
}

const addGrain = (context: CanvasRenderingContext2D, strength: number, random: () => number) => {
  const pixels = context.getImageData(0, 0, context.canvas.width, context.canvas.height)
  for (let at = 0; at < pixels.data.length; at += 4) {
    const grain = (random() + random() + random() - 1.5) * 2 * strength
    for (const channel of [0, 1, 2]) pixels.data[at + channel]! += grain
  }
  context.putImageData(pixels, 0, 0)
}

const drawStreet = (context: CanvasRenderingContext2D, random: () => number) => {
  const { width: w, height: h } = context.canvas
  const colour = (light: number) => `hsl(${random() * 360} ${10 + random() * 35}% ${light + random() * 25}%)`
  const sky = context.createLinearGradient(0, 0, w, h * 0.5)
  sky.addColorStop(0, 'hsl(210 45% 78%)')
  sky.addColorStop(1, 'hsl(40 25% 85%)')
  context.fillStyle = sky
  context.fillRect(0, 0, w, h)
  for (let wall = 0; wall < 7; wall++) {
    const [x, y, wide] = [random() * w, h * (0.1 + random() * 0.3), w * (0.1 + random() * 0.2)]
    context.fillStyle = colour(35)
    context.fillRect(x, y, wide, h * 0.6 - y)
    context.fillStyle = colour(20)
    const step = wide / 6
    for (let wx = x + step / 3; wx < x + wide; wx += step)
      for (let wy = y + step / 2; wy < h * 0.55; wy += step * 1.4) context.fillRect(wx, wy, step / 2, step * 0.8)
  }
  const ground = context.createLinearGradient(0, h * 0.55, 0, h)
  ground.addColorStop(0, 'hsl(30 8% 55%)')
  ground.addColorStop(1, 'hsl(30 10% 38%)')
  context.fillStyle = ground
  context.fillRect(0, h * 0.55, w, h * 0.45)
  context.strokeStyle = 'hsl(30 10% 30%)'
  context.lineWidth = w / 900
  for (let line = 0; line < 26; line++) {
    context.beginPath()
    context.moveTo(w / 2 + (line - 13) * (w / 40), h * 0.55)
    context.lineTo(w / 2 + (line - 13) * (w / 6), h)
    context.stroke()
  }
  for (let leaf = 0; leaf < 2500; leaf++) {
    const [x, y] = [w * (0.02 + random() * 0.3), h * (0.15 + random() * 0.35)]
    context.fillStyle = `hsl(${80 + random() * 50} 35% ${20 + random() * 30}%)`
    context.beginPath()
    context.ellipse(x, y, w / 300, w / 600, random() * 3, 0, 7)
    context.fill()
  }
  for (const text of ['文明施工', '便民菜市场', '禁止停车 NO PARKING', '垃圾分类投放点']) {
    const [x, y] = [w * random() * 0.7, h * (0.3 + random() * 0.5)]
    context.font = `${w / 36}px sans-serif`
    context.fillStyle = colour(25)
    context.fillRect(x, y - w / 32, context.measureText(text).width + w / 60, w / 24)
    context.fillStyle = 'white'
    context.fillText(text, x + w / 120, y)
  }
}

const luma = (canvas: HTMLCanvasElement): Float32Array => {
  const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
  return Float32Array.from({ length: data.length / 4 }, (_, pixel) => {
    const at = pixel * 4
    return 0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!
  })
}

/** Luma PSNR of what is sent against the same picture at the same size without loss, in dB. */
const psnr = async (original: Blob, sent: Blob, width: number, height: number) => {
  const picture = await createImageBitmap(sent)
  const image = Object.assign(new Image(), { src: URL.createObjectURL(original) })
  await image.decode()
  const lossless = paintCovered(image, { width, height }, [], 'solid', Math.max(picture.width, picture.height))
  const [decoded, onto] = canvasOf(picture.width, picture.height)
  onto.drawImage(picture, 0, 0)
  const [before, after] = [luma(lossless), luma(decoded)]
  const error = before.reduce((sum, level, at) => sum + (level - after[at]!) ** 2, 0) / before.length
  return { psnr: 10 * Math.log10(255 ** 2 / error), size: `${picture.width}×${picture.height}` }
}

const shrunk = async (original: Blob, width: number, height: number) => {
  const began = performance.now()
  const sent = (await shrinkPhoto(original))!
  const ms = performance.now() - began
  return { bytes: sent.size, type: sent.type, ms, ...(await psnr(original, sent, width, height)) }
}

/** Some WebKits answer a PNG when asked for WebP; the form then sends a JPEG. */
const withoutWebp = async <T>(act: () => Promise<T>): Promise<T> => {
  const { toBlob } = HTMLCanvasElement.prototype
  HTMLCanvasElement.prototype.toBlob = function (done, type, quality) {
    if (type === 'image/webp') done(new Blob([], { type: 'image/png' }))
    else toBlob.call(this, done, type, quality)
  }
  return act().finally(() => (HTMLCanvasElement.prototype.toBlob = toBlob))
}

/** Draws one photo as a camera would hand it over, sends it through the portal's shrinking, and measures the loss. */
export const shrinkSample = async (width: number, height: number, seed: number) => {
  const random = dice(seed)
  const [photo, context] = canvasOf(width, height)
  drawStreet(context, random)
  for (const [grain, alpha] of OCTAVES) addOctave(context, grain, alpha, random)
  addGrain(context, 3, random)
  const original = await new Promise<Blob>((done) => photo.toBlob((blob) => done(blob!), 'image/jpeg', 0.92))
  const webp = await shrunk(original, width, height)
  const jpeg = await withoutWebp(() => shrunk(original, width, height))
  return { original: original.size, webp, jpeg }
}

/** Grain sizes in pixels and strengths: each half as coarse is about half as strong (1/f). */
const OCTAVES = [
  [512, 0.5],
  [256, 0.36],
  [128, 0.26],
  [64, 0.18],
  [32, 0.13],
  [16, 0.09],
  [8, 0.065],
  [4, 0.045],
  [2, 0.03],
] as const
