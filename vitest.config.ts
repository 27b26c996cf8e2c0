import { fileURLToPath } from 'node:url'
import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const onHost = (host: 'node' | 'workerd') => ({ alias: { '#test-host': here(`./test/hosts/${host}.ts`) } })
/** One worker a core runs file after file, each on tables of its own: to start a worker costs more than most files. */
const fileAfterFile = { isolate: false, setupFiles: ['test/hosts/begin-anew.ts'], maxWorkers: 2 }

/**
 * Five projects: pure rules; the same api files on both hosts; the built node host on the wire; the built portal in a real
 * browser. The last two have the machine to themselves, for they measure and wait; of the browser's files two run at once.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'domain',
          include: ['test/domain/**/*.test.ts', 'test/*.test.ts'],
          isolate: false,
          maxWorkers: 2,
          testTimeout: 30_000,
        },
      },
      {
        resolve: onHost('node'),
        test: {
          name: 'node',
          include: ['test/api/**/*.test.ts'],
          ...fileAfterFile,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        plugins: [
          cloudflareTest(async () => ({
            miniflare: {
              compatibilityDate: '2026-09-15',
              compatibilityFlags: ['nodejs_compat'],
              d1Databases: ['DB'],
              r2Buckets: ['PHOTOS'],
              bindings: { MIGRATIONS: await readD1Migrations(here('./functions/db/migrations')) },
            },
          })),
        ],
        resolve: onHost('workerd'),
        test: {
          name: 'workerd',
          include: ['test/api/**/*.test.ts'],
          ...fileAfterFile,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve: onHost('node'),
        test: {
          name: 'node-server',
          include: ['test/node/**/*.test.ts'],
          setupFiles: ['test/hosts/begin-anew.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'site',
          include: ['test/site/**/*.test.ts'],
          globalSetup: ['test/site/start-portal.ts'],
          testTimeout: 90_000,
          // Two pages at once where a file says so, one a core.
          maxConcurrency: 2,
          hookTimeout: 90_000,
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
