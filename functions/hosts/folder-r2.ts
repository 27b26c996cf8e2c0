import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import type { Shelf } from '../http/app-types.ts'

const HOUR = 3_600_000
const KEY = /^[a-z0-9][a-z0-9/._-]{0,200}$/i
const TYPES: Record<string, string> = { jpg: 'image/jpeg', png: 'image/png', webp: 'image/webp' }
const absent = (error: unknown) => (error as { code?: string }).code === 'ENOENT'

const writeDown = async (path: string, bytes: Uint8Array) => {
  const file = await open(path, 'w')
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** A new name in a folder is on the disk only once the folder is. */
const syncFolder = async (path: string) => {
  const folder = await open(path, 'r')
  await folder.sync().finally(() => folder.close())
}

/**
 * A folder behind the part of R2's interface that the portal uses.
 * `put` has the bytes on disk (fsync, rename, fsync of the folder) before it answers. File times are cut to the hour:
 * an anonymous case keeps no second, not even as the age of a file. The content type is the key's ending.
 */
export const folderR2 = (folder: string): Shelf => {
  const pathOf = (key: string) => {
    if (!KEY.test(key) || key.includes('..')) throw new Error('shelf: not a key')
    return join(folder, key)
  }
  const walk = async (at: string): Promise<string[]> => {
    const entries = await readdir(at, { withFileTypes: true }).catch((error) => {
      if (absent(error)) return []
      throw error
    })
    const nested = await Promise.all(
      entries.map((entry) => (entry.isDirectory() ? walk(join(at, entry.name)) : [join(at, entry.name)])),
    )
    return nested.flat()
  }
  return {
    put: async (key, value) => {
      const path = pathOf(key)
      await mkdir(dirname(path), { recursive: true })
      const draft = `${path}.${crypto.randomUUID()}.part`
      try {
        await writeDown(draft, value instanceof ArrayBuffer ? new Uint8Array(value) : value)
        const hour = new Date(Math.floor(Date.now() / HOUR) * HOUR)
        await utimes(draft, hour, hour)
        await rename(draft, path)
        await syncFolder(dirname(path))
      } catch (error) {
        await rm(draft, { force: true })
        throw error
      }
      return { key }
    },
    get: async (key) => {
      try {
        const bytes = await readFile(pathOf(key))
        const contentType = TYPES[key.slice(key.lastIndexOf('.') + 1)]
        return {
          key,
          size: bytes.length,
          body: new Response(bytes).body!,
          arrayBuffer: async () =>
            bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer,
          ...(contentType && { httpMetadata: { contentType } }),
        }
      } catch (error) {
        if (absent(error)) return null
        throw error
      }
    },
    head: async (key) => {
      try {
        const { size, mtime } = await stat(pathOf(key))
        return { key, size, uploaded: mtime }
      } catch (error) {
        if (absent(error)) return null
        throw error
      }
    },
    delete: async (keys) => {
      for (const key of [keys].flat()) await rm(pathOf(key), { force: true })
    },
    list: async ({ prefix = '', cursor, limit = 1000 } = {}) => {
      const keys = (await walk(folder))
        .map((path) => relative(folder, path).split(sep).join('/'))
        .filter((key) => key.startsWith(prefix) && !key.endsWith('.part') && (cursor === undefined || key > cursor))
        .sort()
      const page = keys.slice(0, limit)
      const objects = await Promise.all(
        page.map(async (key) => {
          const { size, mtime } = await stat(join(folder, key))
          return { key, size, uploaded: mtime }
        }),
      )
      const last = page.at(-1)
      return { objects, truncated: keys.length > limit, ...(keys.length > limit && last && { cursor: last }) }
    },
  }
}
