import { writeFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { root, run } from '../scripts/node-24.mjs'

// `npm run bench`: the whole table in one run; `-- --quick` a short one; `-- --only cpu,pages` some parts of it.
if (process.platform !== 'linux') throw new Error('The bench reads /proc: it runs on Linux only.')
const quick = process.argv.includes('--quick')
const only = process.argv[process.argv.indexOf('--only') + 1]?.split(',')
const wanted = (name) => !process.argv.includes('--only') || only.includes(name)

const [busy] = loadavg()
if (!process.argv.includes('--no-build')) {
  for (const host of ['node', 'cloudflare']) {
    if ((await run('astro', ['build', '--silent'], { PORTAL_HOST: host })) !== 0) process.exit(1)
  }
}

const { parts } = await import('./parts.ts')
const { markdown } = await import('./table.ts')
const { goals, result } = await import('./goals.ts')

const began = Date.now()
const say = (text) => process.stderr.write(`${((Date.now() - began) / 1000).toFixed(0).padStart(4)} s  ${text}\n`)
const found = {}
const sections = []
for (const [name, measure] of Object.entries(parts)) {
  if (!wanted(name)) continue
  say(name)
  for (const part of await measure(quick)) {
    Object.assign(found, part.found)
    sections.push(part.section)
    console.log(`\n${markdown(part.section)}`)
  }
}
const closing = goals(found)
console.log(`\n${markdown(closing)}`)
const machine = `${cpus().length} cores (${cpus()[0]?.model.trim()}), ${Math.round(totalmem() / 1024 ** 3)} GB, Node ${process.versions.node}`
const noise =
  busy < 1
    ? ''
    : ` The machine was busy with other work (load ${busy.toFixed(1)} at the start): bytes and rows repeat, CPU, times and requests per second do not.`
const heading = `Measured in one run on ${machine}${quick ? ', the short run' : ''}.${noise}\n\n`
writeFileSync(join(root, 'bench/last.md'), heading + [...sections, closing].map(markdown).join('\n'))
if (!quick && !process.argv.includes('--only')) {
  writeFileSync(join(root, 'bench/RESULT.md'), result(heading, sections, closing))
}
say('done')
process.exit(0)
