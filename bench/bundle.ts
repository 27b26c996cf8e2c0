import { createRequire } from 'node:module'
import { join } from 'node:path'
import { newFolder, root } from './servers.ts'

type Esbuild = { build(options: object): Promise<{ outputFiles: { text: string }[] }> }
// Wrangler brings esbuild; the bench needs it for two small bundles and is no reason for another dependency.
const esbuild = createRequire(createRequire(import.meta.url).resolve('wrangler/package.json'))('esbuild') as Esbuild

const common = { bundle: true, format: 'esm', target: 'es2022', absWorkingDir: root, logLevel: 'error' }

/** A Worker in one module, in a folder of its own. */
export const bundleWorker = async (entry: string): Promise<{ folder: string; entry: string }> => {
  const folder = newFolder()
  await esbuild.build({ ...common, entryPoints: [entry], outfile: join(folder, 'worker.mjs') })
  return { folder, entry: 'worker.mjs' }
}

/** A script for a page, minified, as text; `alias` puts one package in the place of another. */
export const bundleForPage = async (source: string, alias: Record<string, string> = {}): Promise<string> => {
  const stdin = { contents: source, resolveDir: root, loader: 'ts' }
  const { outputFiles } = await esbuild.build({ ...common, stdin, alias, minify: true, write: false })
  return outputFiles[0]!.text
}
