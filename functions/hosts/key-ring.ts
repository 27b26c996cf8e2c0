import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const NAME = /^k([1-9]\d{0,5})$/

const folderOf = (dataFolder: string) => join(dataFolder, 'keys')
const numbersIn = (folder: string): number[] => {
  try {
    return readdirSync(folder).flatMap((name) => (NAME.test(name) ? [Number(name.slice(1))] : []))
  } catch {
    return []
  }
}

/** The sealing keys of an installation, one file each under `keys/`, as SEALING_KEYS has them; none at first. */
export const readKeyRing = (dataFolder: string): string =>
  numbersIn(folderOf(dataFolder))
    .sort((a, b) => b - a)
    .map((number) => `k${number}:${readFileSync(join(folderOf(dataFolder), `k${number}`), 'utf8').trim()}`)
    .join(' ')

/** As `readKeyRing`, read again only when the folder changed: a key made beside the running portal is used at once. */
export const watchKeyRing = (dataFolder: string): (() => string) => {
  let seen = -1
  let ring = ''
  return () => {
    const { mtimeMs } = statSync(folderOf(dataFolder), { throwIfNoEntry: false }) ?? { mtimeMs: 0 }
    if (mtimeMs !== seen) {
      ring = readKeyRing(dataFolder)
      seen = mtimeMs
    }
    return ring
  }
}

/** Makes the next key and answers its name; whole or not at all, readable by its owner only. */
export const makeKey = (dataFolder: string): string => {
  const folder = folderOf(dataFolder)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const kid = `k${Math.max(0, ...numbersIn(folder)) + 1}`
  const draft = join(folder, `${kid}.${process.pid}.part`)
  const secret = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url')
  writeFileSync(draft, secret, { mode: 0o600, flush: true })
  renameSync(draft, join(folder, kid))
  return kid
}
