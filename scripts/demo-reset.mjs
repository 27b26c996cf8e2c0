import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { dataFolder } from './data-folder.mjs'
import { onNode24 } from './node-24.mjs'

/** `npm run demo:reset`: takes the demo district away; the next `npm start` lays it out anew. Real data is never touched. */
await onNode24()
const folder = dataFolder()
const file = join(folder, 'portal.sqlite')
const say = (chinese, english, code) => {
  console.log(`${chinese}\n${english}`)
  process.exit(code)
}
if (!existsSync(file)) say('没有数据,无需重置。', 'There is no data to reset.', 0)

const { DatabaseSync } = await import('node:sqlite')
const db = new DatabaseSync(file, { timeout: 2000 })
const count = (sql) => Number(db.prepare(sql).get().n)
const isDemo = count("SELECT count(*) AS n FROM job_runs WHERE name = 'demo'") === 1
const realStaff = count('SELECT count(*) AS n FROM staff WHERE demo = 0')
if (!isDemo || realStaff > 0) {
  db.close()
  say(
    '这个数据库不是纯演示数据(有正式账号,或不是演示开始的),没有改动。',
    'This database is not a mere demo (it has real accounts, or did not begin as one). Nothing was changed.',
    1,
  )
}
try {
  db.exec('BEGIN EXCLUSIVE; ROLLBACK')
} catch {
  say('门户正在使用数据库,请先停止它。', 'The portal is using the database. Stop it first.', 1)
}
db.close()
const pid = existsSync(join(folder, 'host.pid')) ? Number(readFileSync(join(folder, 'host.pid'), 'utf8')) : 0
const runs = (() => {
  try {
    return pid > 0 && process.kill(pid, 0)
  } catch {
    return false
  }
})()
if (runs) say('门户正在运行,请先停止它。', 'The portal is running. Stop it first.', 1)
for (const name of readdirSync(folder)) {
  if (/^portal\.sqlite(-wal|-shm)?$/.test(name) || name === 'photos') rmSync(join(folder, name), { recursive: true })
}
say('演示数据已清除,下次 npm start 会重新铺设。', 'The demo is gone; the next npm start lays it out anew.', 0)
