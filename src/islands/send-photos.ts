import { paths } from '../../functions/paths.ts'
import { dropPhoto, keepPhoto, keptPhotos } from './photo-store.ts'

/** How a try to send ended; `sent`: photos that arrived, by case. */
export type Sent = { reached: 'online' | 'offline' | 'signed_out'; sent: Record<string, number> }

const send = async (staff: string): Promise<Sent> => {
  const sent: Record<string, number> = {}
  for (const photo of await keptPhotos()) {
    if (photo.refused !== undefined || photo.staff !== staff) continue
    const headers = { 'content-type': photo.body.type || 'image/jpeg', 'idempotency-key': photo.key }
    const init = { method: 'POST', headers, body: photo.body }
    const answer = await fetch(paths.api.afterPhotos(photo.tipOff), init).catch(() => null)
    if (!answer || answer.status >= 500) return { reached: 'offline', sent }
    if (answer.ok) {
      await dropPhoto(photo.key)
      sent[photo.tipOff] = (sent[photo.tipOff] ?? 0) + 1
      continue
    }
    const said = (await answer.json().catch(() => null)) as { issues?: { code: string }[] } | null
    const code = said?.issues?.[0]?.code ?? 'request.not_found'
    // A stranger finds nothing at the desk: the session is over, and the photos wait for the next.
    if (code === 'request.not_found') return { reached: 'signed_out', sent }
    await keepPhoto({ ...photo, refused: code })
  }
  return { reached: 'online', sent }
}

let sending: Promise<Sent> | null = null
/** Sends every photo of this person that waits, one at a time; a photo leaves the phone when the portal has taken it. */
export const sendPhotos = async (staff: string): Promise<Sent> => {
  while (sending) await sending
  sending = send(staff).finally(() => (sending = null))
  return sending
}
