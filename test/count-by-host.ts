import { writeFileSync } from 'node:fs'
import type { Reporter, TestModule } from 'vitest/node'

export type Count = { files: number; passed: number; failed: number; skipped: number }

/** Counts what ran in each project and leaves it, as JSON, in the file that `npm test` named (COUNTS_FILE). */
export default class CountByHost implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]) {
    const counts: Record<string, Count> = {}
    for (const module of modules) {
      const count = (counts[module.project.name] ??= { files: 0, passed: 0, failed: 0, skipped: 0 })
      count.files++
      const before = count.failed
      for (const one of module.children.allTests()) {
        const { state } = one.result()
        if (state === 'pending') count.failed++
        else count[state]++
      }
      // A file that broke outside its tests counts as one failure, so that it cannot pass for silence.
      if (module.state() === 'failed' && count.failed === before) count.failed++
    }
    if (process.env.COUNTS_FILE) writeFileSync(process.env.COUNTS_FILE, JSON.stringify(counts))
  }
}
