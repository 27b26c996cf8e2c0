import type { Env } from '../../functions/http/app-types.ts'

const idOf = async (env: Env, number: string) =>
  (await env.DB.prepare('SELECT id FROM tip_offs WHERE number = ?').bind(number).first<{ id: string }>())!.id

/** Puts a case into a state the desk would bring it to, with the event the desk would write. */
export const moveAsStaff = async (
  env: Env,
  number: string,
  kind: string,
  to: string,
  { said = null, at = Date.now() }: { said?: string | null; at?: number } = {},
) => {
  const id = await idOf(env, number)
  await env.DB.batch([
    env.DB.prepare(
      `INSERT INTO tip_off_events (id, tip_off_id, seq, kind, to_status, actor, said, note, happened_at)
       SELECT ?, id, (SELECT MAX(seq) + 1 FROM tip_off_events WHERE tip_off_id = tip_offs.id), ?, ?, 'staff', ?, 'inner note', ?
       FROM tip_offs WHERE id = ?`,
    ).bind(crypto.randomUUID(), kind, to, said, at, id),
    env.DB.prepare(
      `UPDATE tip_offs SET status = ?, version = version + 1, question_open = ?, rating = NULL,
       closed_at = ? WHERE id = ?`,
    ).bind(to, kind === 'ask' ? 1 : 0, to === 'closed' ? at : null, id),
  ])
}

/** Publishes a case as two people at the desk would: with a public text and renditions of its photos. */
export const publishAsStaff = async (
  env: Env,
  number: string,
  { text = '公开的文字', at = Date.now() }: { text?: string; at?: number } = {},
) => {
  const id = await idOf(env, number)
  const { results } = await env.DB.prepare('SELECT id FROM photos WHERE tip_off_id = ?').bind(id).all<{ id: string }>()
  const keys: string[] = []
  for (const photo of results) {
    const [full, thumb] = [`tip-offs/p${crypto.randomUUID()}.jpg`, `tip-offs/t${crypto.randomUUID()}.jpg`]
    for (const key of [full, thumb]) {
      await env.PHOTOS.put(key, new TextEncoder().encode(key), { httpMetadata: { contentType: 'image/jpeg' } })
    }
    await env.DB.prepare('UPDATE photos SET public_key = ?, public_thumb_key = ? WHERE id = ?')
      .bind(full, thumb, photo.id)
      .run()
    keys.push(full, thumb)
  }
  const exposure = crypto.randomUUID()
  await env.DB.batch([
    env.DB.prepare(
      `INSERT INTO exposures (id, tip_off_id, public_text, until, proposed_by, proposed_at)
       VALUES (?, ?, ?, 9000000000000000, 'one', ?)`,
    ).bind(exposure, id, text, at),
    env.DB.prepare(
      `INSERT INTO exposure_pictures (exposure_id, photo_id, kind, position, public_key, public_thumb_key)
       SELECT ?, id, kind, position, public_key, public_thumb_key FROM photos WHERE tip_off_id = ?`,
    ).bind(exposure, id),
    env.DB.prepare(
      "UPDATE exposures SET state = 'published', decided_by = 'another', decided_at = ? WHERE id = ?",
    ).bind(at, exposure),
  ])
  return keys
}

export const unpublishAsStaff = async (env: Env, number: string) =>
  env.DB.prepare('UPDATE tip_offs SET published_at = NULL WHERE number = ?').bind(number).run()
