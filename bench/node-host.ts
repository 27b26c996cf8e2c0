import { cpSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { load } from './load.ts'
import { median, memory } from './measure.ts'
import { casesSql } from './cases.ts'
import { newFolder, root, startNode } from './servers.ts'
import { said, type Part } from './table.ts'

const megabytes = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0) /
  1024 ** 2

/** Section 5: what the node host needs to start, to stay and to be installed. It runs from a copy of the build alone. */
export const measureNodeHost = async (quick: boolean): Promise<Part> => {
  const install = newFolder()
  cpSync(join(root, 'dist/node'), join(install, 'dist/node'), { recursive: true })
  const entry = join(install, 'dist/node/server/entry.mjs')
  const data = join(install, 'data')
  mkdirSync(data)

  const first = await startNode(entry, { data, probe: '/' })
  await first.sql(casesSql(1000, Date.now()))
  await first.stop()
  const starts: number[] = []
  for (let run = 0; run < (quick ? 3 : 5); run++) {
    const server = await startNode(entry, { data, probe: '/' })
    starts.push(server.startedMs)
    await server.stop()
  }

  const server = await startNode(entry, { data, probe: '/' })
  const atStart = memory(server.pid)
  const visits = Array.from({ length: quick ? 600 : 4000 }, () => [
    { path: '/', headers: { 'accept-encoding': 'br' } },
    { path: '/tip-offs/', headers: { 'accept-encoding': 'br' } },
    { path: '/api/tip-offs/board' },
  ])
  await load(server.url, visits, 32)
  const after = memory(server.pid)
  await server.stop()

  const found = {
    'host.start': median(starts) / 1000,
    'host.memory': after.peak,
    'host.install': megabytes(join(install, 'dist/node')),
    'host.binary': statSync(process.execPath).size / 1024 ** 2,
  }
  rmSync(install, { recursive: true, force: true })
  return {
    section: {
      title: 'The node host: start, memory, size',
      notes: [
        `The build was copied to an empty folder and started there, without node_modules: it is the whole install beside the Node binary (${said(found['host.binary'])} MB).`,
        `Start: from spawn to the first 200 of the home page, database there already with 1 000 cases; median of ${starts.length}. Memory: after ${visits.length * 3} requests, 32 at a time.`,
      ],
      head: ['', 'measured', 'goal'],
      rows: [
        ['start to first page, s', found['host.start'], '≤ 1'],
        ['resident memory before the load, MB', atStart.now, ''],
        ['resident memory after the load, MB', after.now, '≤ 200'],
        ['highest resident memory, MB', after.peak, '≤ 200'],
        ['size of the install, MB', found['host.install'], '≤ 60'],
      ],
    },
    found,
  }
}
