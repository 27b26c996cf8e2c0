import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createApp } from 'astro/app/entrypoint'
import { runJobs } from '../jobs.ts'
import { announce } from './announce.ts'
import { closeDatabase, env } from './env-node.ts'
import { listen, makeServer } from './listen.ts'
import { settings } from './node-settings.ts'
import { listDemoSignIns } from '../staff/demo-staff.ts'
import { readStaticFiles } from './static-files.ts'

/** The longest a request under way may take once the portal was asked to stop. */
const LAST_CALL = 10_000
const MINUTE = 60_000

const clientFolder = ['../client/', '../../client/']
  .map((path) => fileURLToPath(new URL(path, import.meta.url)))
  .find(existsSync)

/** Tells commands beside the portal (npm run demo:reset) that it runs. */
const pidFile = join(settings.dataFolder, 'host.pid')

const site = createApp()
const server = makeServer(readStaticFiles(clientFolder ?? ''), (request) => site.render(request))

/** While the demo district is laid out at times gone by, the clock of today would date its slips wrongly. */
let laying = false
const minute = setInterval(() => {
  if (laying) return
  runJobs(env, Date.now()).catch((error: Error) => console.error(JSON.stringify({ at: 'jobs', error: error.name })))
}, MINUTE)

let stopping = false
/** Stops accepting, lets what is under way finish, brings the database home. A second signal does not wait. */
const stop = (code: number) => {
  if (stopping) process.exit(1)
  stopping = true
  clearInterval(minute)
  server.close(() => {
    closeDatabase()
    rmSync(pidFile, { force: true })
    process.exit(code)
  })
  setInterval(() => server.closeIdleConnections(), 100).unref()
  setTimeout(() => server.closeAllConnections(), LAST_CALL).unref()
}
process.on('SIGTERM', () => stop(0))
process.on('SIGINT', () => stop(0))
// Whoever started it with a channel is gone.
process.on('disconnect', () => stop(0))
// A promise that nobody awaited (a visitor who left in mid-answer) is no reason to leave everybody else.
process.on('unhandledRejection', (error) =>
  console.error(JSON.stringify({ at: 'host', error: (error as Error)?.name ?? 'unknown' })),
)

const port = await listen(server)
writeFileSync(pidFile, String(process.pid))
announce(port, settings.demo ? await listDemoSignIns(env, Date.now()) : [])
// Only a demo pays for the drawing of its pictures, and only at its first start.
const demo = settings.demo ? await import('./demo/seed-demo.ts') : null
if (await demo?.needsDemo(env)) {
  console.log('  正在铺设演示数据,约半分钟…… Laying out the demo district, about half a minute…')
  laying = true
  await demo?.seedDemo(env, Date.now()).finally(() => (laying = false))
  console.log('  演示数据已备好。 The demo district is ready.')
}
