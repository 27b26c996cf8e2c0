import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeVisit, send, type Answer, type Call } from './load.ts'
import { root, startWorkerd, type Server } from './servers.ts'

/** One round trip to the database, as the Worker made it, with the rows D1 says it read and wrote. */
export type Asked = {
  kind: 'all' | 'first' | 'run' | 'batch'
  statements: { sql: string; values: unknown[] }[]
  read: number
  written: number
}

export type Recorder = Server & { visit(call: Call): Promise<{ answer: Answer; asked: Asked[] }> }

const worker = join(root, 'dist/cloudflare/server')

export const builtWorker = { folder: worker, entry: 'entry.mjs' }

/** The built Worker, with a recorder between it and D1. One request at a time. */
export const startRecorder = async (): Promise<Recorder> => {
  const contents = readFileSync(join(import.meta.dirname, 'recorder.mjs'), 'utf8')
  const server = await startWorkerd({ ...builtWorker, before: { path: join(worker, 'recorder.mjs'), contents } })
  const visit = async (call: Call) => {
    const answer = await makeVisit(server.url, [call])
    const asked = JSON.parse((await send(server.url, { path: '/bench/asked' })).body.toString()) as Asked[]
    return { answer, asked }
  }
  return { ...server, visit }
}
