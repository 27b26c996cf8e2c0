import { expect, test } from 'vitest'
import { categories, praiseKinds } from '../../functions/district.ts'

test("a category's id begins with its group's, as the board's filter by group expects", () => {
  for (const group of categories) {
    expect(group.id).toMatch(/^[a-z]+$/)
    for (const { id } of group.children) expect(id.split('-')[0]).toBe(group.id)
  }
  for (const { id } of praiseKinds) expect(id.split('-')[0]).toBe('praise')
})
