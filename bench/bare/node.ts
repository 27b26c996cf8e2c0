import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { folderR2 } from '../../functions/hosts/folder-r2.ts'
import { sqliteD1 } from '../../functions/hosts/sqlite-d1.ts'
import type { Plan } from '../plan.ts'
import { bareApp } from './app.ts'

// The bare app on node:http, over the portal's own database and shelf, by the shortest bridge there is.
const data = process.env.DATA_DIR!
const env = { DB: sqliteD1(join(data, 'portal.sqlite')), PHOTOS: folderR2(join(data, 'photos')) }
const app = bareApp(JSON.parse(readFileSync(process.env.BENCH_PLAN!, 'utf8')) as Plan)

createServer(async (req, res) => {
  const body = req.method === 'POST' ? { body: Readable.toWeb(req), duplex: 'half' } : {}
  const init = { method: req.method, headers: req.headers, ...body } as unknown as RequestInit
  const response = await app.fetch(new Request(`http://${req.headers.host}${req.url}`, init), env)
  res.writeHead(response.status, Object.fromEntries(response.headers))
  res.end(Buffer.from(await response.arrayBuffer()))
}).listen(Number(process.env.PORT), process.env.HOST)
