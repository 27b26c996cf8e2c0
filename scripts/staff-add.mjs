import { readFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { openEnv } from './data-folder.mjs'
import { onNode24, root, run } from './node-24.mjs'
import { recordingD1 } from './recording-d1.mjs'

/**
 * `npm run staff:add -- --sign-in li.ming --name 李明 --role administrator [--unit id]`: adds an account and prints, once,
 * its password and what the authenticator app scans. `--reset li.ming` gives an account new ones, `--disable li.ming`
 * ends it. With `--invite` no password is made: a one-time link (72 hours) is printed, by which the person sets their own way
 * in. On Cloudflare: `--cloudflare` (the local database of npm run dev) or `--cloudflare --remote` with
 * PORTAL_SECRET set to the Worker's secret.
 */
const USAGE = `npm run staff:add -- --sign-in <名 name> --name <姓名> --role <moderator|handler|supervisor|editor|auditor|administrator> [--unit <单位 id>] [--invite]
npm run staff:add -- --reset <名 name>
npm run staff:add -- --disable <名 name>
Cloudflare: --cloudflare [--remote] (remote: PORTAL_SECRET=…)`

await onNode24()
const text = { type: 'string' }
const flag = { type: 'boolean', default: false }
let options
try {
  options = parseArgs({
    options: {
      'sign-in': text,
      name: text,
      role: text,
      unit: text,
      reset: text,
      disable: text,
      invite: flag,
      cloudflare: flag,
      remote: flag,
    },
  }).values
} catch (error) {
  console.error(`${error.message}\n\n${USAGE}`)
  process.exit(2)
}
const { reset, disable, invite, cloudflare, remote } = options
if (!reset && !disable && !(options['sign-in'] && options.name && options.role)) {
  console.error(USAGE)
  process.exit(2)
}
if (remote && (reset || disable)) {
  // These first read the account, and a command that only writes SQL cannot.
  console.error('--remote 只能新增账号。 With --remote accounts can only be added.')
  process.exit(2)
}

const { addStaff, disableStaff, resetStaff } = await import('../functions/staff/add-staff.ts')
const { inviteStaff } = await import('../functions/accounts/invite-staff.ts')

/** The environment the account is made in, and what is left to do with it. */
const openHost = async () => {
  if (!cloudflare) {
    const { env, close } = await openEnv()
    return { env, finish: () => close() }
  }
  if (!remote) {
    const { getPlatformProxy } = await import('wrangler')
    const proxy = await getPlatformProxy({ configPath: join(root, 'wrangler.toml') })
    const vars = existsSync(join(root, '.dev.vars')) ? readFileSync(join(root, '.dev.vars'), 'utf8') : ''
    const secret = process.env.PORTAL_SECRET ?? /^PORTAL_SECRET=(.*)$/m.exec(vars)?.[1]
    if (!secret) throw new Error('请先运行一次 npm run dev。 Run npm run dev once first.')
    return { env: { ...proxy.env, PORTAL_SECRET: secret }, finish: () => proxy.dispose() }
  }
  if (!process.env.PORTAL_SECRET) throw new Error('需要 PORTAL_SECRET。 PORTAL_SECRET is needed.')
  const recorded = recordingD1()
  const finish = async () => {
    const folder = mkdtempSync(join(tmpdir(), 'portal-staff-'))
    const file = join(folder, 'staff.sql')
    writeFileSync(file, recorded.sql(), { mode: 0o600 })
    const code = await run('wrangler', ['d1', 'execute', 'DB', '--remote', '--yes', '--file', file])
    rmSync(folder, { recursive: true })
    if (code !== 0) throw new Error('wrangler d1 execute')
  }
  return { env: { DB: recorded.db, PORTAL_SECRET: process.env.PORTAL_SECRET }, finish }
}

try {
  const { env, finish } = await openHost()
  const now = Date.now()
  const wanted = { signInName: options['sign-in'], name: options.name, role: options.role, unit: options.unit ?? null }
  const outcome = reset
    ? await resetStaff(env, reset, now)
    : disable
      ? await disableStaff(env, disable, now)
      : invite
        ? await inviteStaff(env, wanted, null, { requestId: 'command', now })
        : await addStaff(env, wanted, now, true)
  await finish()
  if (!outcome.ok) {
    const words = JSON.parse(readFileSync(join(root, 'content/words/zh-CN/desk.json'), 'utf8'))
    for (const { code } of outcome.issues) console.error(`${words[`issue.${code}`] ?? ''} (${code})`)
    process.exit(1)
  }
  if (disable) console.log(`已停用 Disabled: ${disable}`)
  else if (invite && !reset) {
    const { origin } = new URL(process.env.PORTAL_URL ?? `http://localhost:${process.env.PORT ?? 4321}`)
    console.log(`
一次性链接 One-time link  ${origin}/desk/invitation/#${outcome.value.token}
72 小时内有效,用一次就作废,请当面交给本人。 Good for 72 hours and once: hand it to the person.`)
  } else {
    const { renderUnicodeCompact } = await import('uqr')
    const { signInName, password, otpauth } = outcome.value
    console.log(`
登录名 Sign-in name  ${signInName}
初始密码 Password    ${password}
动态口令 TOTP        ${otpauth}
${renderUnicodeCompact(otpauth, { border: 2 })}
只显示这一次,请当面交给本人;第一次登录要先换密码。
Shown this once: hand it to the person, not through a chat. The first sign-in asks for a new password.`)
  }
} catch (error) {
  console.error(error.message)
  process.exit(1)
}
