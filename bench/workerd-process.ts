import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

// A Worker on the local Workers runtime as a process of its own, so that its CPU is nobody else's: it starts from the
// JSON argument (type Start), tells its parent `{url}`, and runs the SQL its parent sends through the D1 binding.
export type Start = {
  /** The built Worker, and its entry module within it. */
  folder: string
  entry: string
  /** A module that stands before the entry, and imports it. */
  before?: { path: string; contents: string }
  /** The static files that the runtime serves before it. */
  assets: string
  data: string
  vars: Record<string, string>
}

type D1 = {
  prepare(sql: string): { bind(...values: unknown[]): unknown }
  batch(statements: unknown[]): Promise<unknown>
}
type Miniflare = { ready: Promise<URL>; getD1Database(name: string): Promise<D1>; dispose(): Promise<void> }

// Wrangler's own miniflare, whatever other versions are about. Its options are still best written as version 4 has them.
const { Miniflare, convertV4MiniflareOptions } = createRequire(
  createRequire(import.meta.url).resolve('wrangler/package.json'),
)('miniflare') as {
  Miniflare: new (options: object) => Miniflare
  convertV4MiniflareOptions: (options: object) => object
}

const { folder, entry, before, assets, data, vars } = JSON.parse(process.argv[2]!) as Start
const built = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.m?js$/.test(name))
  .sort((a, b) => Number(b === entry) - Number(a === entry))
  .map((name) => ({ path: join(folder, name), contents: readFileSync(join(folder, name), 'utf8') }))

const runtime = new Miniflare(
  convertV4MiniflareOptions({
    name: 'portal',
    modules: [...(before ? [before] : []), ...built].map((module) => ({ type: 'ESModule', ...module })),
    modulesRoot: folder,
    compatibilityDate: '2026-09-15',
    compatibilityFlags: ['nodejs_compat'],
    d1Databases: ['DB'],
    r2Buckets: ['PHOTOS'],
    resourcePersistencePath: data,
    bindings: vars,
    assets: { directory: assets, binding: 'ASSETS', routerConfig: { has_user_worker: true } },
    host: '127.0.0.1',
    port: 0,
  }),
)
const { origin } = await runtime.ready
const db = await runtime.getD1Database('DB')

process.on('message', async (statements: [sql: string, ...values: unknown[]][]) => {
  try {
    await db.batch(statements.map(([sql, ...values]) => db.prepare(sql).bind(...values)))
    process.send!({ done: true })
  } catch (error) {
    process.send!({ failed: String(error) })
  }
})
process.on('disconnect', () => void runtime.dispose().then(() => process.exit(0)))
process.send!({ url: origin })
