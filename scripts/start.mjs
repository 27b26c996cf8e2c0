import { pathToFileURL } from 'node:url'
import process from 'node:process'
import { buildNode, entry } from './build-node.mjs'
import { onNode24 } from './node-24.mjs'

/** `npm start`: builds when needed, then becomes the node host (functions/hosts/node.ts). */
await onNode24()
try {
  await buildNode()
} catch {
  console.error('构建没有成功,原因见上。 The build failed; the reason stands above.')
  process.exit(1)
}
await import(pathToFileURL(entry).href)
