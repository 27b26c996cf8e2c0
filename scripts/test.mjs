import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { buildNode } from './build-node.mjs'
import { onNode24, run } from './node-24.mjs'

/** `npm test`: every test of every project once, then how many ran on each host. Arguments go on to vitest. */
await onNode24()
await buildNode()

const folder = mkdtempSync(join(tmpdir(), 'portal-tests-'))
const file = join(folder, 'counts.json')
const reporters = ['--reporter=default', '--reporter=./test/count-by-host.ts']
const code = await run('vitest', ['run', ...reporters, ...process.argv.slice(2)], { COUNTS_FILE: file })

/** @type {Record<string, import('../test/count-by-host.ts').Count>} */
let counts = {}
try {
  counts = JSON.parse(readFileSync(file, 'utf8'))
} catch {
  // No counts: vitest could not even start, and its exit code says so.
}
rmSync(folder, { recursive: true, force: true })

const total = { passed: 0, failed: 0, skipped: 0 }
console.log('')
for (const [project, { files, passed, failed, skipped }] of Object.entries(counts)) {
  console.log(`${project.padEnd(12)} ${files} files: ${passed} passed, ${failed} failed, ${skipped} skipped`)
  total.passed += passed
  total.failed += failed
  total.skipped += skipped
}
console.log(`\n${total.passed} passed, ${total.failed} failed`)
process.exit(code || (total.failed > 0 || total.passed === 0 ? 1 : 0))
