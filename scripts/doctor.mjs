import { accessSync, constants, existsSync, readdirSync, readFileSync, statfsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { dataFolder, readMigrations } from './data-folder.mjs'
import { onNode24 } from './node-24.mjs'

/** `npm run doctor`: looks at an installation of the node host, changes nothing, and ends with 1 if something is wrong. */
await onNode24()
const folder = dataFolder()
let wrong = 0
const tell = (good, chinese, english) => {
  if (!good) wrong++
  console.log(`${good ? '  好 ok ' : '! 不妥  '} ${chinese} — ${english}`)
}
const attempt = (act) => {
  try {
    return act()
  } catch {
    return undefined
  }
}

tell(true, `Node.js ${process.versions.node}`, 'new enough')
const written = existsSync(folder) && attempt(() => (accessSync(folder, constants.R_OK | constants.W_OK), true))
tell(!!written, `数据目录 ${folder}`, written ? 'writable' : 'missing or not writable; run npm start, or set DATA_DIR')
if (!written) process.exit(1)

const mode = statSync(folder).mode & 0o777
tell(
  (mode & 0o077) === 0,
  `目录权限 ${mode.toString(8)}`,
  (mode & 0o077) === 0 ? 'only its owner' : 'others can look in: chmod 700',
)
const secretFile = join(folder, 'portal-secret')
const secretMode = existsSync(secretFile) ? statSync(secretFile).mode & 0o777 : null
const secretFine = process.env.PORTAL_SECRET !== undefined || (secretMode !== null && (secretMode & 0o077) === 0)
tell(secretFine, '密钥文件', secretFine ? 'readable by its owner only' : 'missing or readable by others: chmod 600')
const key = process.env.PORTAL_SECRET ?? attempt(() => readFileSync(secretFile, 'utf8').trim()) ?? ''
tell(Buffer.from(key, 'base64url').length >= 32, '密钥长度', '32 bytes')

const { bavail, bsize } = statfsSync(folder)
const free = (bavail * bsize) / 1e9
tell(free > 1, `剩余空间 ${free.toFixed(1)} GB`, free > 1 ? 'enough' : 'less than 1 GB left')
const year = new Date().getFullYear()
tell(year >= 2026 && year < 2100, `时钟 ${new Date().toISOString()}`, 'plausible')

const file = join(folder, 'portal.sqlite')
if (!existsSync(file)) {
  tell(false, '没有数据库', 'no database; run npm start once')
  process.exit(1)
}
const { DatabaseSync } = await import('node:sqlite')
const db = attempt(() => new DatabaseSync(file, { readOnly: true, timeout: 5000 }))
const all = (sql) => attempt(() => db.prepare(sql).all())
const integrity = all('PRAGMA integrity_check')?.[0]?.integrity_check
tell(integrity === 'ok', '数据库完整性', integrity ?? 'cannot be read')
if (integrity !== 'ok') process.exit(1)
tell(all('PRAGMA foreign_key_check').length === 0, '引用关系', 'every reference leads somewhere')

const applied = new Set((all('SELECT name FROM d1_migrations') ?? []).map(({ name }) => name))
const waiting = Object.keys(readMigrations()).filter((name) => !applied.has(name))
tell(
  waiting.length === 0,
  `数据库版本 ${[...applied].at(-1) ?? ''}`,
  waiting.length ? `waiting: ${waiting} (npm start applies them)` : 'newest',
)

const shelf = join(folder, 'photos')
const onShelf = new Set(
  existsSync(shelf)
    ? readdirSync(shelf, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !entry.name.endsWith('.part'))
        .map((entry) =>
          join(entry.parentPath, entry.name)
            .slice(shelf.length + 1)
            .replaceAll('\\', '/'),
        )
        .filter((key) => !key.startsWith('audit-heads/'))
    : [],
)
const named = all('SELECT storage_key, public_key, public_thumb_key FROM photos').flatMap((row) =>
  Object.values(row).filter((one) => one !== null),
)
const lost = named.filter((one) => !onShelf.has(one))
tell(
  lost.length === 0,
  `照片 ${named.length}`,
  lost.length ? `${lost.length} pictures are missing from the shelf` : 'all on the shelf',
)
const unfiled = [...onShelf].filter((one) => !named.includes(one)).length
tell(true, `未提交的照片 ${unfiled}`, 'pictures of no case; the sweep removes them after a day')

const torn = Number(
  all('SELECT count(*) AS n FROM tip_offs WHERE id NOT IN (SELECT tip_off_id FROM tip_off_events)')[0].n,
)
tell(torn === 0, '案件与经过', torn ? `${torn} cases without any event` : 'every case has its course')
const TALLIED = ['received', 'accepted', 'assigned', 'rectified', 'verified', 'closed']
const kept = all("SELECT * FROM queue_tallies WHERE scope = 'all'")[0] ?? {}
const off = TALLIED.filter(
  (status) =>
    Number(kept[status]) !== Number(all(`SELECT count(*) AS n FROM tip_offs WHERE status = '${status}'`)[0].n),
)
tell(off.length === 0, '统计', off.length ? `the kept figures differ: ${off}` : 'the kept figures are the counted ones')

const late = (all('SELECT name, last_run_at, last_result FROM job_runs') ?? []).filter(
  ({ last_result: said }) => said !== 'ok' && said !== 'done',
)
tell(
  late.length === 0,
  '定时任务',
  late.length ? late.map(({ name, last_result: said }) => `${name}: ${said}`).join(', ') : 'the last runs were well',
)
db.close()
console.log(wrong === 0 ? '\n一切正常。 All is well.' : `\n${wrong} 项需要处理。 ${wrong} to look at.`)
process.exit(wrong === 0 ? 0 : 1)
