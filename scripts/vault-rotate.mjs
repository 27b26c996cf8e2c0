import process from 'node:process'
import { parseArgs } from 'node:util'
import { dataFolder, openEnv } from './data-folder.mjs'
import { onNode24 } from './node-24.mjs'

/**
 * `npm run vault:rotate`: makes a new key for contacts and code secrets and seals them anew with it; the portal may run
 * meanwhile. Cut short, `--continue` goes on with the newest key. On Cloudflare `--cloudflare` prints a key for the secret
 * SEALING_KEYS; the clock does the rest.
 */
const USAGE = 'npm run vault:rotate -- [--continue | --cloudflare]'
await onNode24()
const flag = { type: 'boolean', default: false }
let options
try {
  options = parseArgs({ options: { continue: flag, cloudflare: flag } }).values
} catch (error) {
  console.error(`${error.message}\n\n${USAGE}`)
  process.exit(2)
}
if (options.cloudflare) {
  const secret = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url')
  console.log(`kN:${secret}
把 N 换成下一个数,和原有的几把用空格隔开,一起存为密钥 SEALING_KEYS;定时任务会逐批换封。
With N the next number, store it and those before it, separated by spaces, as the secret SEALING_KEYS
(wrangler secret put SEALING_KEYS); the clock then seals everything anew, some at a time.`)
  process.exit(0)
}

try {
  const { makeKey } = await import('../functions/hosts/key-ring.ts')
  const { turnKeys } = await import('../functions/staff/turn-keys.ts')
  const { sealingKid } = await import('../functions/staff/keys.ts')
  const { env, close } = await openEnv()
  if (process.env.SEALING_KEYS !== undefined)
    throw new Error('密钥来自 SEALING_KEYS,请在那里增加。 The keys come from SEALING_KEYS: add one there.')
  if (!options.continue) makeKey(dataFolder())
  const kid = sealingKid(env)
  if (kid === '') throw new Error('还没有新密钥。 There is no new key to continue with.')
  console.log(`新密钥 New key: ${kid} (keys/${kid}, 0600)。请随备份之外另存一份。 Keep a copy apart from the backups.`)
  let renewed = 0
  let last
  // A text that somebody wrote meanwhile with the old key is found by the next round.
  do {
    last = await turnKeys(env)
    renewed += last.renewed
  } while (last.renewed > 0)
  close()
  console.log(`换封 ${renewed} 条。 Sealed anew: ${renewed}.`)
  if (last.shut.length > 0) {
    console.log(
      `有 ${last.shut.length} 条打不开,原样保留,旧密钥不要删: Not opened by any key, kept as they are; keep the old keys:`,
    )
    for (const { table, id } of last.shut.slice(0, 20)) console.log(`  ${table} ${id}`)
    process.exit(1)
  }
  console.log(`旧的封存密钥不再需要(keys/ 里比 ${kid} 早的可以删;备份里的旧数据仍要用它们)。portal-secret 仍要保留:查询码等由它推出。
The old sealing keys are no longer needed (files in keys/ before ${kid}; backups made before today still need them).
Keep portal-secret: receipts and codes are derived from it.`)
} catch (error) {
  console.error(error.message)
  process.exit(1)
}
