import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'

export const root = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..')
const bundled = join(root, 'node_modules/.bin/node')
const newEnough = ([major, minor]) => major > 22 || (major === 22 && minor >= 13)

/** The portal needs Node 22.13 (node:sqlite). An older one hands over to the Node that npm installed with the rest. */
export const onNode24 = async () => {
  if (newEnough(process.versions.node.split('.').map(Number))) return
  if (!existsSync(bundled)) {
    console.error(
      `Node.js ${process.versions.node} 太旧:需要 22.13 以上,或先运行 npm install(会带上 Node 24)。\n` +
        `Node.js ${process.versions.node} is too old: 22.13 or newer is needed, or run npm install first (it brings Node 24).`,
    )
    process.exit(1)
  }
  const child = spawn(bundled, [...process.execArgv, ...process.argv.slice(1)], { stdio: 'inherit' })
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  process.exit(await new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? (signal ? 1 : 0)))))
}

/** Runs a program of node_modules/.bin to its end, its output passed through; answers its exit code. */
export const run = (program, args, env = {}) =>
  new Promise((resolve) => {
    const path = [join(root, 'node_modules/.bin'), process.env.PATH].join(process.platform === 'win32' ? ';' : ':')
    const child = spawn(join(root, 'node_modules/.bin', program), args, {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, PATH: path, ASTRO_TELEMETRY_DISABLED: '1', ...env },
    })
    child.once('exit', (code) => resolve(code ?? 1))
  })
