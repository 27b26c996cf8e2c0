import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { dataFolder, openEnv } from './data-folder.mjs'
import { onNode24 } from './node-24.mjs'

/**
 * `npm run audit:verify`: follows the audit log from its first row to its last and says whether any was changed, deleted,
 * slipped in or moved. `--head 123:…` is a head somebody wrote down: a chain that was cut or made anew does not hold it.
 * `--file backup.sqlite` or `--file export.sql` (wrangler d1 export) reads a copy and changes nothing.
 */
const USAGE = 'npm run audit:verify -- [--head <条数:链头 n:link>] [--file <backup.sqlite | export.sql>]'
const SAID = {
  changed: ['内容被改过', 'was changed'],
  reordered: ['位置被调换过', 'was moved'],
  deleted: ['被删除了', 'was deleted'],
  link_gone: ['的校验值被删除了', 'lost its link'],
  slipped_in: ['是后来塞进去的', 'was slipped in'],
  cut: ['起，结尾被截掉了', 'and what follows was cut off'],
  rewritten: ['与记下的链头不符，整条链被重做过', 'differs from the head that was kept: the chain was made anew'],
}

await onNode24()
let options
try {
  options = parseArgs({ options: { head: { type: 'string' }, file: { type: 'string' } } }).values
} catch (error) {
  console.error(`${error.message}\n\n${USAGE}`)
  process.exit(2)
}
const { checkAudit, readHead, writeHead } = await import('../functions/staff/check-audit.ts')
const { verifyAudit } = await import('../functions/staff/verify-audit.ts')
const heads = options.head === undefined ? [] : [readHead(options.head)]
if (heads.includes(null)) {
  console.error(USAGE)
  process.exit(2)
}

/** A copy, opened where nothing can be written back. */
const openCopy = async (file) => {
  if (!existsSync(file)) throw new Error(`没有这个文件:${file}。 No such file: ${file}.`)
  const secretFile = join(dataFolder(), 'portal-secret')
  const secret = process.env.PORTAL_SECRET ?? (existsSync(secretFile) ? readFileSync(secretFile, 'utf8').trim() : '')
  if (!secret) throw new Error('需要 PORTAL_SECRET。 PORTAL_SECRET is needed.')
  const { DatabaseSync } = await import('node:sqlite')
  const db = file.endsWith('.sql') ? new DatabaseSync(':memory:') : new DatabaseSync(file, { readOnly: true })
  if (file.endsWith('.sql')) db.exec(readFileSync(file, 'utf8'))
  const statement = (sql, values) => ({
    bind: (...next) => statement(sql, next),
    first: async () => db.prepare(sql).get(...values) ?? null,
    all: async () => ({ results: db.prepare(sql).all(...values) }),
  })
  return { env: { DB: { prepare: (sql) => statement(sql, []) }, PORTAL_SECRET: secret }, close: () => db.close() }
}

try {
  const { env, close } = await (options.file === undefined ? openEnv() : openCopy(resolve(options.file)))
  const check = await (options.file === undefined
    ? checkAudit(env, Date.now(), { heads })
    : verifyAudit(env, { heads }))
  close()
  const { linked, waiting, head, finding } = check
  if (finding) {
    const [chinese, english] = SAID[finding.what]
    const which = finding.id === null ? '' : ` (${finding.id})`
    console.log(`不一致:第 ${finding.seq} 条${which}${chinese}。 Broken: row ${finding.seq}${which} ${english}.`)
    process.exit(1)
  }
  console.log(`一致:${linked} 条操作记录,没有被改、被删、被插入或调换。 OK: ${linked} rows, as they were written.`)
  if (waiting > 0) console.log(`还没有入链:${waiting} 条。 Not linked yet: ${waiting}.`)
  console.log(`链头,请抄在系统之外 Head, keep it elsewhere: ${writeHead(head)}`)
} catch (error) {
  console.error(error.message)
  process.exit(1)
}
