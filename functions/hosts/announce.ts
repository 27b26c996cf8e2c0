import { networkInterfaces } from 'node:os'
import { renderUnicodeCompact } from 'uqr'
import type { DemoSignIn } from '../staff/demo-staff.ts'
import { settings } from './node-settings.ts'

/** The addresses under which other machines of the same network reach this one. */
const lanAddresses = (): string[] =>
  Object.values(networkInterfaces())
    .flat()
    .filter((one) => one && one.family === 'IPv4' && !one.internal)
    .map((one) => one!.address)

/** Tells whoever started the portal where it is, who may sign in while it is a demo, and how a phone gets there. */
export const announce = (port: number, signIns: DemoSignIn[]) => {
  const home = settings.portalUrl?.origin ?? `http://${settings.onLoopback ? settings.host : 'localhost'}:${port}`
  const lines = ['', '  文明同行 Wenming Tongxing', '', `  门户 Portal  ${home}/`, `  后台 Desk    ${home}/desk/`]
  if (signIns.length > 0) {
    lines.push('', '  演示账号 Demo sign-ins (演示模式才有,DEMO=0 时没有 only in demo mode):')
    for (const { signInName, name, role, password } of signIns)
      lines.push(`    ${signInName.padEnd(18)} ${password}   ${name} ${role}`)
    lines.push(
      '    动态口令显示在本机的登录页上。 The six-digit code stands on the sign-in page, on this machine only.',
    )
  }
  const [lan] = settings.onLoopback ? [] : lanAddresses()
  if (lan)
    lines.push(
      '',
      `  手机扫码 On a phone  http://${lan}:${port}/`,
      renderUnicodeCompact(`http://${lan}:${port}/`, { border: 2 }),
    )
  console.log(`${lines.join('\n')}\n`)
}
