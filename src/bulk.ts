import type { Words } from '../functions/words.ts'
import { issueText } from './desk.ts'

export type BulkAct = {
  id: string
  move: string
  madeAt: number
  undoUntil: number
  undoneAt: number | null
  cases: {
    id: string
    number: string | null
    category: string | null
    community: string | null
    landmark: string | null
    version: number | null
    result: string
    undone: string | null
    told: boolean
  }[]
}
export type Chosen = { id: string; version: number; number: string; category: string }

/** The boxes that were ticked: `id:version:number:category` each. What is none of ours is left out. */
export const chosenIn = (form: FormData | null): Chosen[] =>
  (form?.getAll('case') ?? []).flatMap((value) => {
    const [id, version, number = '', category = ''] = typeof value === 'string' ? value.split(':') : []
    return id && /^\d+$/.test(version ?? '') ? [{ id, version: Number(version), number, category }] : []
  })

/** A case as a box is worth. */
export const boxOf = ({ id, version, number, category }: Chosen): string => `${id}:${version}:${number}:${category}`

/** Why a case was not moved, or not taken back. Who was faster stands in the case's own history. */
export const whyNot = (t: Words, code: string): string =>
  code === 'tip_off.changed_meanwhile' ? t('bulk.changed') : issueText(t, { code, detail: { min: 2, max: 500 } })
