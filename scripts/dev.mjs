import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { onNode24, root, run } from './node-24.mjs'

/** `npm run dev`: the Workers runtime through Astro's dev server, with a database and a secret of its own in .wrangler. */
await onNode24()

const file = join(root, '.dev.vars')
const kept = existsSync(file) ? readFileSync(file, 'utf8') : ''
if (!/^PORTAL_SECRET=/m.test(kept)) {
  const secret = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url')
  writeFileSync(file, `${kept}PORTAL_SECRET=${secret}\nDEMO=1\n`, { mode: 0o600 })
}

const migrated = await run('wrangler', ['d1', 'migrations', 'apply', 'DB', '--local'], { CI: 'true' })
if (migrated !== 0) process.exit(migrated)

/** The same demo district as on the node host, laid into the local D1 and R2 before they are served. */
const layOutDemo = async () => {
  const { getPlatformProxy } = await import('wrangler')
  const { needsDemo, seedDemo } = await import('../functions/hosts/demo/seed-demo.ts')
  const proxy = await getPlatformProxy({ configPath: join(root, 'wrangler.toml') })
  try {
    if (!(await needsDemo(proxy.env))) return
    console.log('正在铺设演示数据,约一分钟…… Laying out the demo district, about a minute…')
    await seedDemo(proxy.env, Date.now())
  } finally {
    await proxy.dispose()
  }
}
await layOutDemo()

const port = process.env.PORT ?? '4321'
process.exit(await run('astro', ['dev', '--port', port, ...process.argv.slice(2)], { PORTAL_HOST: 'cloudflare' }))
