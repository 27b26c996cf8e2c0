import { base64url, fromBase64url } from '../staff/keys.ts'

/** Where a page of a list ended: the sort value and id of its last row. */
export type Cursor = { at: number; id: string }

export const writeCursor = ({ at, id }: Cursor): string => base64url(new TextEncoder().encode(at + '.' + id))

/** The cursor in a query, or null when there is none or it was not ours. */
export const readCursor = (text: string | undefined): Cursor | null => {
  const bytes = fromBase64url(text ?? '')
  const match = bytes && /^(\d{1,15})\.([0-9a-f-]{36})$/.exec(new TextDecoder().decode(bytes))
  return match ? { at: Number(match[1]), id: match[2]! } : null
}

/** Before everything: where a list of the newest begins. */
export const NEWEST: Cursor = { at: Number.MAX_SAFE_INTEGER, id: '~' }
