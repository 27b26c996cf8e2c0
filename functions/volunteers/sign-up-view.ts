import type { SignUpState } from '../domain/volunteer.ts'
import type { Env } from '../http/app-types.ts'
import { openContact } from './person.ts'

/** One person's place on a shift, or their place in the queue (`place`, from 1, while waiting). */
export type SignUpView = {
  id: string
  name: string
  state: SignUpState
  place: number | null
  checkCode: string
  offerUntil: number | null
}
type Row = {
  id: string
  volunteer_id: string
  contact_sealed: string | null
  state: SignUpState
  place: number | null
  check_code: string
  offer_until: number | null
}

/** The sign-ups as their volunteers see them; the name is empty once it was erased. */
export const signUpViews = (env: Env, rows: Row[]): Promise<SignUpView[]> => {
  const names = new Map<string, Promise<string>>()
  const nameOf = ({ volunteer_id: id, contact_sealed }: Row) => {
    const known = names.get(id) ?? openContact(env, contact_sealed, id).then((contact) => contact?.name ?? '')
    names.set(id, known)
    return known
  }
  return Promise.all(
    rows.map(async (row) => ({
      id: row.id,
      name: await nameOf(row),
      state: row.state,
      place: row.place,
      checkCode: row.check_code,
      offerUntil: row.state === 'offered' ? row.offer_until : null,
    })),
  )
}
