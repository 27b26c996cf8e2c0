import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { root, run } from './node-24.mjs'

export const entry = join(root, 'dist/node/server/entry.mjs')
const SOURCES = ['astro.config.mjs', 'package-lock.json', 'content', 'functions', 'public', 'src']
const lock = join(root, 'dist/.building')

const newest = (path) => {
  if (!existsSync(path)) return 0
  const { mtimeMs } = statSync(path)
  if (!statSync(path).isDirectory()) return mtimeMs
  return Math.max(mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))))
}

/** Whether the node host was never built, or a source is newer than what was built. */
export const isStale = () =>
  !existsSync(entry) || SOURCES.some((path) => newest(join(root, path)) > statSync(entry).mtimeMs)

const isRunning = (pid) => {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
}
/** Whether somebody is building now; what one who was interrupted left behind is cleared away. */
const isBeingBuilt = () => {
  try {
    if (isRunning(Number(readFileSync(lock, 'utf8')))) return true
    rmSync(lock, { force: true })
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
  }
  return false
}
const takeLock = () => {
  mkdirSync(join(root, 'dist'), { recursive: true })
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
    return true
  } catch {
    return false
  }
}

/**
 * What people are served is never a developer's build, whatever the environment says of itself: vitest sets NODE_ENV and
 * DEV, which Astro believes, and the pages would go out without their policy and their cache.
 */
const FOR_PEOPLE = { NODE_ENV: 'production', MODE: undefined, DEV: undefined, PROD: undefined, SSR: undefined }

/** Builds the node host when that is needed, once however many ask; where only the build was copied to, it is taken. */
export const buildNode = async () => {
  if (!existsSync(join(root, 'src'))) return
  // The entry is written before the build is complete, so a build under way counts as none.
  while (isBeingBuilt() || isStale()) {
    if (isBeingBuilt() || !takeLock()) {
      await new Promise((resolve) => setTimeout(resolve, 200))
      continue
    }
    try {
      console.log('正在构建,约十秒…… Building, about ten seconds…')
      const code = await run('astro', ['build', '--silent'], FOR_PEOPLE)
      if (code !== 0) throw new Error('the build failed')
    } finally {
      rmSync(lock, { force: true })
    }
  }
}
