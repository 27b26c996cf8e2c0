import { ASPHALT, PAVING, KERB, WHITE, YELLOW, INK, street, heap, type Scene } from './backdrop.ts'
import { type Colour, type Sheet } from './picture.ts'

export const bins: Scene = (sheet, mended, chance) => {
  street(sheet, mended, chance)
  const colours: Colour[] = [
    [52, 122, 84],
    [62, 104, 158],
    [90, 92, 96],
  ]
  if (!mended) heap(sheet, 48, 64, 46, chance)
  colours.forEach((colour, at) => {
    const x = 22 + at * 20
    sheet.rect(x, 44, 13, 18, colour)
    sheet.rect(x + 1, 62, 2.4, 2, INK)
    sheet.rect(x + 9.6, 62, 2.4, 2, INK)
    sheet.rect(x + 5, 50, 3, 3, WHITE, 0.8)
    if (mended) sheet.rect(x - 0.6, 42, 14.2, 2.6, colour.map((one) => one * 0.8) as unknown as Colour)
    else heap(sheet, x + 6, 43, 9, chance)
  })
  if (!mended) heap(sheet, 56, 69, 20, chance)
}
export const lamps: Scene = (sheet, mended, chance) => {
  sheet.fade(0, 46, [30, 38, 62], [74, 72, 92])
  for (let x = 0; x < 100; x += 20) sheet.rect(x, 16 + chance() * 12, 18, 34, [40, 44, 60])
  sheet.rect(0, 46, 100, 29, [48, 50, 58])
  for (const [x, top, size] of [
    [20, 8, 1.4],
    [52, 16, 1],
    [74, 22, 0.7],
  ] as const) {
    sheet.rect(x, top, 0.9 * size, 50 - top + 8 * size, [96, 98, 104])
    sheet.line([x, top], [x + 7 * size, top], 0.8, [96, 98, 104])
    if (mended) {
      for (let ring = 9; ring > 0; ring--)
        sheet.oval(x + 7 * size, top + 1, ring * 1.6 * size, ring * 1.4 * size, [255, 220, 150], 0.07)
      sheet.shape(
        [
          [x + 6 * size, top + 1],
          [x + 8 * size, top + 1],
          [x + 20 * size, 72],
          [x - 8 * size, 72],
        ],
        [255, 226, 170],
        0.13,
      )
      for (let n = 0; n < 6; n++) sheet.rect(4 + chance() * 90, 22 + chance() * 20, 2, 2.6, [240, 206, 130])
    }
    sheet.rect(x + 5.4 * size, top, 3.2 * size, 1.4, mended ? [255, 240, 200] : [70, 72, 78])
  }
}
export const wall: Scene = (sheet, mended, chance) => {
  sheet.rect(0, 0, 100, 58, [206, 192, 170])
  for (let y = 2; y < 58; y += 5)
    for (let x = (y % 10) - 8; x < 100; x += 11)
      sheet.rect(x, y, 10.4, 4.4, [198 + chance() * 12, 182 + chance() * 12, 158], 0.9)
  sheet.rect(0, 58, 100, 17, PAVING)
  sheet.rect(70, 0, 4, 62, [128, 124, 118])
  for (let n = 0; n < 34; n++) {
    const [x, y] = [6 + chance() * 80, 8 + chance() * 40]
    const [w, h] = [4 + chance() * 5, 5 + chance() * 5]
    if (mended) sheet.rect(x, y, w, h, [214, 202, 182], 0.35)
    else {
      sheet.rect(
        x,
        y,
        w,
        h,
        [
          [244, 240, 226],
          [246, 222, 120],
          [226, 120, 108],
          [166, 206, 226],
        ][Math.floor(chance() * 4)] as unknown as Colour,
      )
      for (let row = y + 1; row < y + h - 1; row += 1.4) sheet.rect(x + 0.7, row, w - 1.6, 0.4, INK, 0.6)
    }
  }
  if (mended) {
    sheet.rect(24, 14, 34, 26, [118, 78, 52])
    sheet.rect(26, 16, 30, 22, WHITE)
    for (let row = 19; row < 36; row += 3) sheet.rect(29, row, 24, 0.8, [60, 110, 90], 0.7)
  }
}
const car = (sheet: Sheet, x: number, y: number, colour: Colour) => {
  sheet.rect(x, y, 26, 8, colour)
  sheet.shape(
    [
      [x + 4, y],
      [x + 8, y - 6],
      [x + 18, y - 6],
      [x + 23, y],
    ],
    colour,
  )
  sheet.shape(
    [
      [x + 6, y - 0.6],
      [x + 9, y - 5],
      [x + 17, y - 5],
      [x + 20.6, y - 0.6],
    ],
    [150, 178, 190],
  )
  for (const wheel of [x + 6, x + 20]) {
    sheet.oval(wheel, y + 8, 3, 3, INK)
    sheet.oval(wheel, y + 8, 1.3, 1.3, KERB)
  }
}
export const parking: Scene = (sheet, mended, chance) => {
  street(sheet, mended, chance)
  sheet.rect(0, 58, 100, 17, ASPHALT)
  for (let x = -6; x < 104; x += 9)
    sheet.shape(
      [
        [x, 60],
        [x + 4, 60],
        [x + 1, 73],
        [x - 3, 73],
      ],
      YELLOW,
      mended ? 0.95 : 0.35,
    )
  if (!mended) {
    car(sheet, 4, 58, [176, 62, 56])
    car(sheet, 36, 60, [226, 226, 222])
    car(sheet, 68, 57, [60, 86, 128])
  } else {
    sheet.rect(86, 34, 1, 24, KERB)
    sheet.oval(86.5, 32, 4, 4, [196, 52, 52])
    sheet.oval(86.5, 32, 2.8, 2.8, [48, 84, 160])
  }
}
export const paving: Scene = (sheet, mended, chance) => {
  street(sheet, mended, chance)
  for (let row = 0; row < 5; row++)
    for (let column = 0; column < 9; column++) {
      const [x, y, size] = [column * 12 - 4 + (row % 2) * 4, 48 + row * 5.6, 10.6]
      const tone = 168 + chance() * 22
      const broken = !mended && chance() < 0.3
      sheet.rect(x, y, size, 4.8, broken ? [92, 84, 76] : [tone, tone * 0.96, tone * 0.9])
      if (broken)
        sheet.shape(
          [
            [x + 1, y + 1],
            [x + 7, y - 1],
            [x + 9, y + 3],
            [x + 3, y + 4],
          ],
          [tone, tone * 0.95, tone * 0.86],
        )
    }
  sheet.rect(0, 56, 100, 3, YELLOW, 0.85)
  if (!mended) sheet.oval(60, 66, 15, 3.4, [92, 112, 126], 0.75)
}
