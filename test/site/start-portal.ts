import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { get } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import type { Env } from '../../functions/http/app-types.ts'
import { type DemoSignIn, listDemoSignIns } from '../../functions/staff/demo-staff.ts'
import { buildNode, entry } from '../../scripts/build-node.mjs'

declare module 'vitest' {
  interface ProvidedContext {
    portals: { url: string; folder: string; demoSignIns: DemoSignIn[] }[]
  }
}

export const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })

const isWell = (url: string, host?: string): Promise<boolean> =>
  new Promise((resolve) => {
    get(url, { headers: host ? { host } : {} }, (answer) => resolve(answer.resume().statusCode === 200)).once(
      'error',
      () => resolve(false),
    )
  })

export type Portal = {
  url: string
  folder: string
  process: ChildProcess
  output: () => string
  stop: () => Promise<number>
}

/** Starts the built node host as a process of its own, on a free port of 127.0.0.1, and waits until it is well.
 * Without limits and demo data unless told otherwise. */
export const startPortal = async (env: Record<string, string> = {}): Promise<Portal> => {
  await buildNode()
  const port = env.PORT ?? String(await freePort())
  const folder = env.DATA_DIR ?? mkdtempSync(join(tmpdir(), 'portal-site-'))
  const url = `http://127.0.0.1:${port}`
  const child = spawn(process.execPath, [entry], {
    env: { ...process.env, LIMITS: 'off', DEMO: '0', ...env, HOST: '127.0.0.1', PORT: port, DATA_DIR: folder },
    // The channel ends with this process, and the portal with the channel: a failed test leaves none behind.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  child.channel?.unref()
  const said: string[] = []
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (chunk: Buffer) => said.push(chunk.toString()))
  const output = () => said.join('')
  const ended = new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? -1)))
  for (let tries = 0; ; tries++) {
    if (await isWell(`${url}/api/health`, env.PORTAL_URL && new URL(env.PORTAL_URL).host)) break
    if (child.exitCode !== null || tries > 300) throw new Error(`the portal did not start:\n${output()}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  const stop = async () => {
    if (child.exitCode === null) child.kill('SIGTERM')
    return ended
  }
  return { url, folder, process: child, output, stop }
}

/** Waits until the demo district is laid out, which a first start does after it has begun to answer. */
const demoReady = async ({ output, process: child }: Portal) => {
  for (let tries = 0; !output().includes('The demo district is ready'); tries++) {
    if (child.exitCode !== null || tries > 1200) throw new Error(`no demo district:\n${output()}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

const demoPortal = async () => {
  const portal = await startPortal({ DEMO: '1' })
  await demoReady(portal)
  return portal
}

/** For the browser tests: two portals with the demo district, one a worker (this-portal.ts). */
export default async function setup(project: TestProject) {
  await buildNode()
  const portals = await Promise.all([demoPortal(), demoPortal()])
  const told = portals.map(async ({ url, folder }) => {
    const secret = readFileSync(join(folder, 'portal-secret'), 'utf8').trim()
    return { url, folder, demoSignIns: await listDemoSignIns({ PORTAL_SECRET: secret } as Env, Date.now()) }
  })
  project.provide('portals', await Promise.all(told))
  return async () => {
    await Promise.all(portals.map(({ stop }) => stop()))
    for (const { folder } of portals) rmSync(folder, { recursive: true, force: true })
  }
}
