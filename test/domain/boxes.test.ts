import { expect, test } from 'vitest'
import { boxAt, boxBetween, fitWithin, isBigEnough, moveBox, pixelsOf, resizeBox } from '../../src/islands/boxes.ts'

test('two corners make the same box whichever is touched first, cut at the edge of the picture', () => {
  const box = boxBetween({ x: 0.9, y: 0.2 }, { x: 1.4, y: -0.3 })
  expect(box).toEqual(boxBetween({ x: 1.4, y: -0.3 }, { x: 0.9, y: 0.2 }))
  expect(box.x).toBe(0.9)
  expect(box.y).toBe(0)
  expect(box.x + box.width).toBeCloseTo(1)
})

test('a slip of the finger is no box', () => {
  expect(isBigEnough(boxBetween({ x: 0.5, y: 0.5 }, { x: 0.505, y: 0.9 }))).toBe(false)
})

test('a box stops at the edges and never vanishes', () => {
  const box = { x: 0.7, y: 0.1, width: 0.2, height: 0.2 }
  expect(moveBox(box, 1, -1)).toMatchObject({ x: 0.8, y: 0, width: 0.2 })
  expect(resizeBox(box, 5, -5)).toMatchObject({ height: 0.02 })
  expect(resizeBox(box, 5, 0).width).toBeCloseTo(0.3)
})

test('the covered pixels reach outwards, so that no line of a face is left at the rim', () => {
  expect(pixelsOf({ x: 0.101, y: 0.101, width: 0.1, height: 0.1 }, 100, 100)).toEqual({
    left: 10,
    top: 10,
    width: 11,
    height: 11,
  })
})

test('the box drawn last is the one that is touched', () => {
  const large = { x: 0, y: 0, width: 1, height: 1 }
  const small = { x: 0.4, y: 0.4, width: 0.2, height: 0.2 }
  expect(boxAt([large, small], { x: 0.5, y: 0.5 })).toBe(1)
  expect(boxAt([small], { x: 0.1, y: 0.1 })).toBe(-1)
})

test('a picture is made smaller, never larger', () => {
  expect(fitWithin(4000, 3000, 1280)).toEqual({ width: 1280, height: 960 })
  expect(fitWithin(300, 200, 1280)).toEqual({ width: 300, height: 200 })
})
