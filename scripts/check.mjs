import process from 'node:process'
import { onNode24, root, run } from './node-24.mjs'

/** `npm run check`: everything that can be said about the code without using it. All checks run; any failure counts. */
await onNode24()
process.chdir(root)

const CHECKS = [
  ['types', 'astro', ['check', '--minimumFailingSeverity', 'error', '--minimumSeverity', 'error']],
  ['lint', 'eslint', ['.', '--max-warnings', '0']],
  ['format', 'prettier', ['--check', '--log-level', 'warn', '.']],
  ['unused code', 'knip', ['--no-progress', '--no-config-hints']],
  [
    'imports, traps, words',
    'vitest',
    ['run', '--project', 'domain', 'test/boundaries.test.ts', 'test/traps.test.ts', 'test/domain/words.test.ts'],
  ],
  ['page sizes', 'node', ['scripts/sizes.mjs']],
]

const failed = []
for (const [name, program, args] of CHECKS) {
  console.log(`\n— ${name}`)
  if ((await run(program, args)) !== 0) failed.push(name)
}
console.log(failed.length === 0 ? '\nAll checks passed.' : `\nFailed: ${failed.join(', ')}`)
process.exit(failed.length === 0 ? 0 : 1)
