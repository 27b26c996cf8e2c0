import { KERB, WHITE, YELLOW, INK, street, park, heap, type Scene } from './backdrop.ts'
import { chanceOf, type Colour, halve, newSheet, type Picture, type Sheet } from './picture.ts'
import { bins, lamps, wall, parking, paving } from './street-scenes.ts'

const lawn: Scene = (sheet, mended, chance) => {
  park(sheet, mended, chance)
  if (!mended) {
    sheet.shape(
      [
        [40, 44],
        [46, 44],
        [72, 75],
        [38, 75],
      ],
      [134, 106, 74],
    )
    heap(sheet, 30, 62, 10, chance)
    for (let n = 0; n < 7; n++) sheet.oval(16 + chance() * 70, 52 + chance() * 18, 1.4, 0.8, [88, 62, 40])
    return
  }
  for (let step = 0; step < 6; step++)
    sheet.oval(44 + step * 2.4, 46 + step * 5.2, 3 + step * 0.7, 1.2 + step * 0.3, [206, 202, 194])
  for (let n = 0; n < 60; n++)
    sheet.oval(
      4 + chance() * 34,
      48 + chance() * 20,
      0.8,
      0.8,
      [[236, 110, 120], [246, 206, 90], WHITE][Math.floor(chance() * 3)] as Colour,
    )
  sheet.rect(84, 44, 6, 10, [60, 120, 90])
  sheet.rect(86.6, 54, 1, 8, INK)
}
const canal: Scene = (sheet, mended, chance) => {
  park(sheet, mended, chance)
  sheet.shape(
    [
      [34, 42],
      [62, 42],
      [100, 75],
      [4, 75],
    ],
    mended ? [104, 158, 172] : [104, 122, 100],
  )
  sheet.line([34, 42], [4, 75], 1.4, KERB)
  sheet.line([62, 42], [100, 75], 1.4, KERB)
  for (let n = 0; n < 14; n++) sheet.rect(24 + chance() * 46, 46 + chance() * 28, 6, 0.4, WHITE, 0.35)
  if (!mended) {
    heap(sheet, 44, 52, 16, chance)
    heap(sheet, 56, 66, 30, chance)
  }
}
const stalls: Scene = (sheet, mended, chance) => {
  street(sheet, mended, chance)
  sheet.rect(6, 20, 88, 28, [214, 204, 188])
  for (let x = 6; x < 94; x += 22) {
    sheet.rect(
      x + 1,
      16,
      20,
      6,
      [
        [176, 70, 60],
        [60, 110, 96],
        [196, 150, 60],
        [70, 96, 140],
      ][Math.floor(x / 22)] as unknown as Colour,
    )
    sheet.rect(x + 3, 25, 16, 22, [110, 128, 134])
  }
  sheet.rect(0, 58, 100, 4, YELLOW)
  for (let x = 0; x < 100; x += 2) sheet.rect(x, 58, 0.4, 4, [196, 154, 40], 0.8)
  if (mended) return
  for (let n = 0; n < 9; n++) {
    const [x, y] = [4 + n * 10.4, 51 + chance() * 7]
    sheet.rect(x, y, 9, 8, [176, 132, 84])
    for (let item = 0; item < 8; item++)
      sheet.oval(
        x + 1 + chance() * 7,
        y + chance() * 3,
        1.1,
        1.1,
        [[206, 72, 60], [110, 160, 70], YELLOW][Math.floor(chance() * 3)] as Colour,
      )
  }
}
const room: Scene = (sheet, mended, chance) => {
  sheet.rect(0, 0, 100, 56, [224, 228, 224])
  for (let x = 0; x < 100; x += 6) sheet.rect(x, 22, 0.3, 34, KERB, 0.6)
  for (let y = 22; y < 56; y += 6) sheet.rect(0, y, 100, 0.3, KERB, 0.6)
  sheet.rect(0, 56, 100, 19, [176, 178, 176])
  for (const x of [14, 50]) {
    sheet.rect(x, 12, 26, 50, [126, 148, 150])
    sheet.rect(x + 2, 14, 22, 46, [152, 176, 176])
    sheet.rect(x + 20, 36, 2.4, 4, mended ? [226, 196, 90] : [90, 70, 60])
    if (!mended) sheet.line([x + 4, 20], [x + 12, 34], 0.5, [110, 90, 80])
  }
  sheet.oval(88, 18, 6, 6, mended ? [60, 130, 90] : [186, 182, 176])
  if (!mended) {
    sheet.oval(46, 67, 28, 4.4, [130, 146, 156], 0.8)
    heap(sheet, 72, 66, 7, chance)
  } else sheet.rect(10, 64, 40, 5, [90, 104, 110])
}
const kindness: Scene = (sheet, mended, chance) => {
  lawn(sheet, true, chance)
  sheet.rect(54, 50, 30, 2.4, [150, 100, 62])
  sheet.rect(54, 44, 30, 1.8, [150, 100, 62])
  for (const x of [56, 80]) sheet.rect(x, 44, 1.4, 16, INK)
  if (mended) sheet.oval(62, 48, 1.6, 1.6, [236, 110, 120])
}

const SCENES: [RegExp, Scene][] = [
  [/^waste/, bins],
  [/light/, lamps],
  [/^roads|^building/, paving],
  [/^posters/, wall],
  [/^parking/, parking],
  [/water/, canal],
  [/^green|^dogs/, lawn],
  [/^stalls/, stalls],
  [/^praise/, kindness],
  [/^other/, room],
]

const passerBy = (sheet: Sheet) => {
  sheet.rect(10.6, 38, 5.4, 13, [88, 70, 120])
  sheet.rect(10.8, 51, 2.1, 9, INK)
  sheet.rect(13.8, 51, 2.1, 9, INK)
  sheet.oval(13.3, 34, 2.6, 3.2, [222, 184, 152])
  sheet.oval(13.3, 32, 2.8, 1.8, INK)
}
const hasPasserBy = (category: string, mended: boolean) => !mended && !/^praise|light/.test(category)

/** Kinds of trouble that have no picture, such as noise. */
export const hasScene = (category: string): boolean => SCENES.some(([kind]) => kind.test(category))

/** The invented place of one case, 480×360, before or after the work. Somebody walks through the picture of before. */
export const drawScene = (key: string, category: string, mended: boolean): Picture => {
  const sheet = newSheet(960, 720)
  const scene = SCENES.find(([kind]) => kind.test(category))?.[1] ?? room
  scene(sheet, mended, chanceOf(key))
  if (hasPasserBy(category, mended)) passerBy(sheet)
  return halve(sheet)
}

/** The same picture as a moderator would publish it: nobody in it can be recognised. */
export const coverPeople = (picture: Picture, category: string, mended: boolean): Picture => {
  const rgb = picture.rgb.slice()
  const unit = picture.width / 100
  if (hasPasserBy(category, mended))
    for (let y = Math.floor(28 * unit); y < 40 * unit; y++)
      rgb.fill(20, (y * picture.width + Math.floor(8 * unit)) * 3, (y * picture.width + Math.floor(19 * unit)) * 3)
  return { ...picture, rgb }
}
