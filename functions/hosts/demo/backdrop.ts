import { type Colour, type Sheet } from './picture.ts'

/** What stands in the picture, and whether it is before or after the work. */
export type Scene = (sheet: Sheet, mended: boolean, chance: () => number) => void

export const ASPHALT: Colour = [98, 100, 104]
export const PAVING: Colour = [186, 180, 170]
export const KERB: Colour = [150, 147, 142]
export const WHITE: Colour = [240, 240, 236]
export const YELLOW: Colour = [226, 184, 60]
export const INK: Colour = [52, 56, 62]
export const LITTER: Colour[] = [
  [232, 230, 224],
  [60, 62, 70],
  [196, 66, 58],
  [66, 120, 170],
  [180, 140, 90],
]

export const street: Scene = (sheet, _mended, chance) => {
  sheet.fade(0, 50, [168, 200, 222], [226, 232, 230])
  for (let x = -4; x < 100; x += 17) {
    const [top, tone] = [6 + chance() * 12, 150 + chance() * 60]
    sheet.rect(x, top, 16, 50 - top, [tone, tone * 0.95, tone * 0.87])
    for (let wx = x + 2; wx < x + 14; wx += 4)
      for (let wy = top + 3; wy < 40; wy += 6) sheet.rect(wx, wy, 2.4, 3.4, [96, 116, 128], 0.8)
  }
  sheet.rect(0, 46, 100, 29, PAVING)
  for (let y = 48; y < 75; y += 3 + (y - 46) / 8) sheet.rect(0, y, 100, 0.3, KERB, 0.7)
  for (let x = -60; x < 160; x += 12) sheet.line([50 + (x - 50) * 0.5, 46], [x, 75], 0.3, KERB)
}
export const park: Scene = (sheet, _mended, chance) => {
  sheet.fade(0, 40, [160, 204, 226], [224, 236, 226])
  for (let x = 4; x < 100; x += 13) {
    const y = 24 + chance() * 6
    sheet.rect(x + 3.4, y + 6, 1.6, 14, [110, 84, 62])
    sheet.oval(x + 4, y, 7 + chance() * 2, 9, [72 + chance() * 30, 128 + chance() * 24, 74])
  }
  sheet.fade(40, 35, [136, 178, 96], [104, 152, 76])
  for (let n = 0; n < 260; n++) sheet.rect(chance() * 100, 42 + chance() * 33, 0.4, 1.2, [84, 134, 62], 0.6)
}
export const heap = (sheet: Sheet, x: number, y: number, pieces: number, chance: () => number) => {
  for (let n = 0; n < pieces; n++) {
    const [px, py] = [x + (chance() - 0.5) * 26, y + (chance() - 0.5) * 8]
    sheet.oval(px, py, 1.4 + chance() * 2.6, 1 + chance() * 1.8, LITTER[Math.floor(chance() * LITTER.length)]!)
  }
}
