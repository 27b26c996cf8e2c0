import { fork, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unstable_splitSqlQuery as split } from 'wrangler'
import { send } from './load.ts'
import { family } from './measure.ts'
import type { Start } from './workerd-process.ts'

const here = import.meta.dirname
export const root = join(here, '..')

/** The key the bench's portals are started with; it guards nothing. */
export const SECRET = 'YmVuY2gtc2VjcmV0LWJlbmNoLXNlY3JldC1iZW5jaC1zZQ'

/** One SQL statement and its values. */
export type Sql = [sql: string, ...values: unknown[]]

export type Server = {
  url: string
  pid: number
  /** Every process the server consists of. */
  pids(): number[]
  /** Runs SQL in the server's database; each list is one batch. */
  sql(batches: Sql[][]): Promise<void>
  stop(): Promise<void>
}

/** The flags of Node that `npm start` gives. */
const flags = /^node ((?:--\S+ )*)/
  .exec(
    (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: { start: string } }).scripts.start,
  )![1]!
  .split(' ')
  .filter(Boolean)

export const newFolder = () => mkdtempSync(join(tmpdir(), 'portal-bench-'))

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

const migrations = join(root, 'functions/db/migrations')
/** The schema, statement by statement, as D1 takes it. */
export const schema = (): Sql[] =>
  readdirSync(migrations)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .flatMap((name) => split(readFileSync(join(migrations, name), 'utf8')).map((sql): Sql => [sql]))

const stopped = async (child: ChildProcess) => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), 5000)
  await gone
  clearTimeout(late)
}

/** A portal (or its bare counterpart) on the node host, started as `npm start` does; answers once `probe` does. `data` is kept, if given. */
export const startNode = async (
  script: string,
  { data, probe, vars = {} }: { data?: string; probe: string; vars?: Record<string, string> },
): Promise<Server & { startedMs: number }> => {
  const folder = data ?? newFolder()
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const from = performance.now()
  const child = spawn(process.execPath, [...flags, script], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      PATH: process.env.PATH,
      HOST: '127.0.0.1',
      PORT: String(port),
      DATA_DIR: folder,
      DEMO: '0',
      LIMITS: 'off',
      PORTAL_SECRET: SECRET,
      ...vars,
    },
  })
  const pid = child.pid!
  let complaint = ''
  child.stderr!.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-2000)))
  for (;;) {
    const answered = await send(url, { path: probe }).catch(() => null)
    if (answered?.status === 200) break
    if (child.exitCode !== null || performance.now() - from > 30_000) {
      throw new Error(`${script} did not start:\n${complaint}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  const startedMs = performance.now() - from
  return {
    url,
    pid,
    startedMs,
    pids: () => family(pid),
    sql: async (batches) => {
      const { sqliteD1 } = await import('../functions/hosts/sqlite-d1.ts')
      const db = sqliteD1(join(folder, 'portal.sqlite'))
      for (const batch of batches) await db.batch(batch.map(([text, ...values]) => db.prepare(text).bind(...values)))
      db.close()
    },
    stop: async () => {
      await stopped(child)
      if (!data) rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A Worker on the local Workers runtime, with the schema in its D1. */
export const startWorkerd = async (
  worker: Pick<Start, 'folder' | 'entry' | 'before'>,
  vars: Record<string, string> = {},
): Promise<Server> => {
  const data = newFolder()
  const start: Start = {
    ...worker,
    assets: join(root, 'dist/cloudflare/client'),
    data,
    vars: { PORTAL_SECRET: SECRET, LIMITS: 'off', DEMO: '0', ...vars },
  }
  const child = fork(join(here, 'workerd-process.ts'), [JSON.stringify(start)], { cwd: root, execArgv: [] })
  const answer = async () => (await once(child, 'message'))[0] as { url?: string; failed?: string }
  const { url } = await answer()
  const pid = child.pid!
  const sql = async (batches: Sql[][]) => {
    for (const batch of batches) {
      child.send(batch)
      const { failed } = await answer()
      if (failed) throw new Error(failed)
    }
  }
  await sql([schema()])
  return {
    url: url!,
    pid,
    pids: () => family(pid),
    sql,
    stop: async () => {
      const gone = once(child, 'exit')
      child.disconnect()
      await gone
      rmSync(data, { recursive: true, force: true })
    },
  }
}
