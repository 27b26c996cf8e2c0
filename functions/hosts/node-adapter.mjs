import { readdir, readFile, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const TEXTS = new Set(['.css', '.html', '.js', '.json', '.mjs', '.svg', '.txt', '.webmanifest', '.xml'])
const squeeze = {
  br: (bytes) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
  gz: (bytes) => promisify(gzip)(bytes, { level: 9 }),
}

/** Lays a .br and a .gz beside every text of the folder for which that saves something. */
const compressBeside = async (folder) => {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name)
    if (!entry.isFile() || !TEXTS.has(extname(file))) continue
    const bytes = await readFile(file)
    for (const [ending, small] of Object.entries(squeeze)) {
      const squeezed = await small(bytes)
      if (squeezed.length < bytes.length - 64) await writeFile(`${file}.${ending}`, squeezed)
    }
  }
}

/**
 * Astro's adapter for our own node server: the build's entry is `functions/hosts/node.ts`, everything bundled, and the
 * files beside it are compressed once, here, instead of at every request.
 */
export const nodeHost = () => ({
  name: 'node-host',
  hooks: {
    'astro:config:done': ({ setAdapter }) =>
      setAdapter({
        name: 'node-host',
        entrypointResolution: 'auto',
        serverEntrypoint: fileURLToPath(new URL('./node.ts', import.meta.url)),
        adapterFeatures: { buildOutput: 'server' },
        supportedAstroFeatures: { serverOutput: 'stable', hybridOutput: 'stable', staticOutput: 'stable' },
      }),
    'astro:build:done': ({ dir }) => compressBeside(fileURLToPath(dir)),
  },
})
