export type Picture = { width: number; height: number; rgb: Uint8ClampedArray }
export type Colour = readonly [number, number, number]
type Point = readonly [number, number]

/** A sheet to paint on, 0–100 across and 0–75 down whatever its size in pixels. Later strokes cover earlier ones. */
export type Sheet = Picture & {
  rect(x: number, y: number, w: number, h: number, colour: Colour, alpha?: number): void
  fade(y: number, h: number, from: Colour, to: Colour): void
  oval(x: number, y: number, rx: number, ry: number, colour: Colour, alpha?: number): void
  shape(points: readonly Point[], colour: Colour, alpha?: number): void
  line(from: Point, to: Point, width: number, colour: Colour): void
}

/** The same numbers for the same word, 0–1: an invented place looks the same at every start. */
export const chanceOf = (word: string) => {
  let state = [...word].reduce((sum, letter) => Math.imul(sum ^ letter.charCodeAt(0), 16777619), 2166136261)
  return () => {
    state = Math.imul(state ^ (state >>> 15), 2246822519) + 0x9e3779b9
    return ((state ^ (state >>> 13)) >>> 0) / 4294967296
  }
}

export const newSheet = (width: number, height: number): Sheet => {
  const rgb = new Uint8ClampedArray(width * height * 3)
  const unit = width / 100
  /** Paints every pixel of the box, or those whose middle is `inside`. */
  const cover = (
    x1: number,
    y1: number,
    x2: number,
    y2: number,
    inside: ((x: number, y: number) => boolean) | null,
    colour: Colour,
    alpha: number,
  ) => {
    const [left, right] = [Math.max(0, Math.round(x1 * unit)), Math.min(width, Math.round(x2 * unit))]
    const [top, bottom] = [Math.max(0, Math.round(y1 * unit)), Math.min(height, Math.round(y2 * unit))]
    const [r, g, b] = colour
    for (let y = top; y < bottom; y++)
      for (let x = left; x < right; x++) {
        if (inside && !inside((x + 0.5) / unit, (y + 0.5) / unit)) continue
        const at = (y * width + x) * 3
        rgb[at] = rgb[at]! + (r - rgb[at]!) * alpha
        rgb[at + 1] = rgb[at + 1]! + (g - rgb[at + 1]!) * alpha
        rgb[at + 2] = rgb[at + 2]! + (b - rgb[at + 2]!) * alpha
      }
  }
  const shape: Sheet['shape'] = (points, colour, alpha = 1) => {
    const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)]
    const inside = (x: number, y: number) => {
      let odd = false
      for (let i = 0, j = points.length - 1; i < points.length; j = i++) {
        const [xi, yi, xj, yj] = [xs[i]!, ys[i]!, xs[j]!, ys[j]!]
        if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) odd = !odd
      }
      return odd
    }
    cover(Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys), inside, colour, alpha)
  }
  return {
    width,
    height,
    rgb,
    shape,
    rect: (x, y, w, h, colour, alpha = 1) => cover(x, y, x + w, y + h, null, colour, alpha),
    fade: (y, h, from, to) => {
      for (let step = 0; step < 60; step++) {
        const mix = from.map((one, part) => one + ((to[part]! - one) * step) / 59) as unknown as Colour
        cover(0, y + (h * step) / 60, 100, y + (h * (step + 1)) / 60, null, mix, 1)
      }
    },
    oval: (x, y, rx, ry, colour, alpha = 1) =>
      cover(
        x - rx,
        y - ry,
        x + rx,
        y + ry,
        (px, py) => ((px - x) / rx) ** 2 + ((py - y) / ry) ** 2 <= 1,
        colour,
        alpha,
      ),
    line: ([x1, y1], [x2, y2], thick, colour) => {
      const long = Math.hypot(x2 - x1, y2 - y1) || 1
      const [dx, dy] = [((y2 - y1) / long) * (thick / 2), ((x1 - x2) / long) * (thick / 2)]
      shape(
        [
          [x1 + dx, y1 + dy],
          [x2 + dx, y2 + dy],
          [x2 - dx, y2 - dy],
          [x1 - dx, y1 - dy],
        ],
        colour,
      )
    },
  }
}

/** Half as wide and half as high, each pixel the mean of four: smooth edges, and small pictures for lists. */
export const halve = ({ width, height, rgb }: Picture): Picture => {
  const [w, h] = [width >> 1, height >> 1]
  const small = new Uint8ClampedArray(w * h * 3)
  for (let y = 0; y < h; y++)
    for (let x = 0; x < w; x++)
      for (let part = 0; part < 3; part++) {
        const at = (2 * y * width + 2 * x) * 3 + part
        small[(y * w + x) * 3 + part] = (rgb[at]! + rgb[at + 3]! + rgb[at + width * 3]! + rgb[at + width * 3 + 3]!) / 4
      }
  return { width: w, height: h, rgb: small }
}
