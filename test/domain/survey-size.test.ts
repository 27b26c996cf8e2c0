import { createRequire } from 'node:module'
import { brotliCompressSync } from 'node:zlib'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

type Esbuild = { build(options: object): Promise<{ outputFiles: { contents: Uint8Array; text: string }[] }> }
const esbuild = createRequire(createRequire(import.meta.url).resolve('wrangler/package.json'))('esbuild') as Esbuild

const here = (path: string) => fileURLToPath(new URL(`../../functions/domain/survey/${path}`, import.meta.url))

/** Bytes a phone loads for these modules: bundled, minified, brotli. */
const weigh = async (...modules: string[]) => {
  const contents = modules.map((name) => `export * from ${JSON.stringify(here(name))}`).join('\n')
  const options = { bundle: true, minify: true, write: false, format: 'esm', target: 'es2020' } as const
  const { outputFiles } = await esbuild.build({ ...options, stdin: { contents, resolveDir: here('.'), loader: 'ts' } })
  return { bytes: brotliCompressSync(outputFiles[0]!.contents).length, text: outputFiles[0]!.text }
}

test('the engine that runs a form, the same on phone and server, is under 4 KB; with the reader of definitions under 10 KB', async () => {
  const phone = await weigh('course.ts', 'read-fields.ts', 'say.ts', 'quiz.ts')
  const whole = await weigh('course.ts', 'read-fields.ts', 'say.ts', 'quiz.ts', 'logic.ts', 'read-definition.ts')
  expect(phone.bytes, 'phone').toBeLessThan(4096)
  expect(whole.bytes, 'whole').toBeLessThan(9728)
})

test('a phone of 2020 can run it: nothing younger than chrome 87 and safari 13 is called', async () => {
  const { text } = await weigh('course.ts', 'read-fields.ts', 'say.ts', 'quiz.ts')
  expect(text).not.toMatch(/hasOwn\(|\.at\(|replaceAll|structuredClone|toSorted|\(\?<[=!]/)
})
