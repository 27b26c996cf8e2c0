import type { Env } from '../../functions/http/app-types.ts'

/** Everything the portal keeps, as one text: each row of each table, and each key of the shelf with what lies there. */
export const everythingKept = async (env: Env): Promise<string> => {
  const tables = await env.DB.prepare(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_cf%' ESCAPE '\\'",
  ).all<{ name: string }>()
  const rows: string[] = []
  for (const { name } of tables.results) {
    const { results } = await env.DB.prepare('SELECT * FROM "' + name + '"').all()
    rows.push(...results.map((row) => JSON.stringify([name, row])))
  }
  const { objects } = await env.PHOTOS.list()
  for (const { key } of objects) {
    const object = await env.PHOTOS.get(key)
    const bytes = new Uint8Array((await object?.arrayBuffer()) ?? new ArrayBuffer(0))
    rows.push(
      JSON.stringify([key, object?.httpMetadata]),
      Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''),
    )
  }
  return rows.join('\n')
}
