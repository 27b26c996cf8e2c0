import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { onNode24, root, run } from './node-24.mjs'

/**
 * `npm run deploy`: builds the Worker, brings the remote database to the newest migration, and publishes, in this order,
 * so that no version ever meets a database older than itself. `-- --dry-run` does all but the last two.
 */
await onNode24()
const dry = process.argv.includes('--dry-run')
const settings = readFileSync(join(root, 'wrangler.toml'), 'utf8')
const id = /^database_id\s*=\s*"([^"]*)"/m.exec(settings)?.[1] ?? ''

if (/^[0-]*$/.test(id)) {
  console.error(
    'wrangler.toml 里的 database_id 还是空的。先运行:\n' +
      'database_id in wrangler.toml is not set. First run:\n\n' +
      '  npx wrangler d1 create wenming-tongxing            # 把 id 填进 wrangler.toml; put the id into wrangler.toml\n' +
      '  npx wrangler r2 bucket create wenming-tongxing-photos\n' +
      '  npx wrangler secret put PORTAL_SECRET              # 32 字节随机数; 32 random bytes, kept safe elsewhere too\n',
  )
  if (!dry) process.exit(1)
}

const step = async (name, program, args, env) => {
  console.log(`\n— ${name}`)
  const code = await run(program, args, env)
  if (code !== 0) {
    console.error(`停在:${name}。 Stopped at: ${name}.`)
    process.exit(code)
  }
}
await step('构建 build', 'astro', ['build'], { PORTAL_HOST: 'cloudflare' })
const built = join(root, 'dist/cloudflare/server/wrangler.json')
if (!existsSync(built)) process.exit(1)
if (dry) {
  await step('试运行 dry run', 'wrangler', ['deploy', '--config', built, '--dry-run'])
  console.log('\n没有发布任何内容。 Nothing was published.')
} else {
  await step('升级数据库 migrate', 'wrangler', ['d1', 'migrations', 'apply', 'DB', '--remote'], { CI: 'true' })
  await step('发布 deploy', 'wrangler', ['deploy', '--config', built])
}
