import type { DeskSignedUp } from '../functions/volunteers/desk-sign-up.ts'
import type { ListReport } from '../functions/volunteers/look-over-list.ts'
import type { ListedVolunteer, WholeVolunteer } from '../functions/volunteers/read-volunteers.ts'

/** What the desk's API answers about volunteers, as far as its pages read it. */
export type { DeskSignedUp, ListedVolunteer, ListReport, WholeVolunteer }
export type VolunteerPage = { volunteers: ListedVolunteer[]; next: string | null }
export type ImportReport = ListReport & { imported?: { people: number; minutes: number } }
export type OpenedContact = {
  name: string
  phone: string
  born: string | null
  guardian: { name: string; phone: string } | null
}

/** A file's bytes as a hidden field carries them from the report to the confirmation, and back. */
export const toBase64 = (bytes: Uint8Array): string => {
  let text = ''
  for (let from = 0; from < bytes.length; from += 8192) {
    text += String.fromCharCode(...bytes.subarray(from, from + 8192))
  }
  return btoa(text)
}
export const fromBase64 = (text: string): Uint8Array<ArrayBuffer> => {
  try {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0))
  } catch {
    return new Uint8Array()
  }
}
