/** Why a photo did not get through: the file itself, its size, or (most often) the network. */
export type Reason = 'failed' | 'too_big' | 'not_image'

/** Sends one photo; a patchy network gets a second try. Answers its token, or why there is none. */
export const uploadPhoto = async (
  url: string,
  blob: Blob,
  tries = 2,
): Promise<{ token: string } | { reason: Reason }> => {
  try {
    const type = blob.type.startsWith('image/') ? blob.type : 'application/octet-stream'
    const answer = await fetch(url, { method: 'POST', body: blob, headers: { 'content-type': type } })
    if (answer.ok) return { token: ((await answer.json()) as { token: string }).token }
    if (answer.status === 413) return { reason: 'too_big' }
    if (answer.status === 422) return { reason: 'not_image' }
    if (answer.status < 500) return { reason: 'failed' }
  } catch {
    // No network just now: the next try, or the person, sends it again.
  }
  return tries > 1 ? uploadPhoto(url, blob, tries - 1) : { reason: 'failed' }
}
