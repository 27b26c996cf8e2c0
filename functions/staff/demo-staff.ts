import type { Env } from '../http/app-types.ts'
import { addStaffWith, newPassword, type NewStaff } from './add-staff.ts'
import { hmac } from './keys.ts'
import { findStaff } from './rows.ts'
import { newTotpSecret, totpCode, totpUri } from './totp.ts'

/** Invented people of the demo district: every role, two moderators, handlers of three departments and
 * of a sub-district, which runs practice centres. */
export const DEMO_STAFF: NewStaff[] = [
  { signInName: 'demo-moderator', name: '林知夏', role: 'moderator', unit: null },
  { signInName: 'demo-moderator-2', name: '周远舟', role: 'moderator', unit: null },
  { signInName: 'demo-urban', name: '何立新', role: 'handler', unit: 'urban-management' },
  { signInName: 'demo-sanitation', name: '韦小满', role: 'handler', unit: 'sanitation' },
  { signInName: 'demo-housing', name: '程望舒', role: 'handler', unit: 'housing-construction' },
  { signInName: 'demo-heyuan', name: '桑雨眠', role: 'handler', unit: 'heyuan-street' },
  { signInName: 'demo-supervisor', name: '秦正言', role: 'supervisor', unit: null },
  { signInName: 'demo-editor', name: '苏青禾', role: 'editor', unit: null },
  { signInName: 'demo-auditor', name: '高明澈', role: 'auditor', unit: null },
  { signInName: 'demo-admin', name: '贺文舟', role: 'administrator', unit: null },
]

/** Made from this installation's secret: the same at every start, unknown to every other installation. */
const secretsOf = async (env: Env, signInName: string) => {
  const password = newPassword(await hmac(env.PORTAL_SECRET, 'demo', 'password:' + signInName))
  const totpSecret = newTotpSecret((await hmac(env.PORTAL_SECRET, 'demo', 'totp:' + signInName)).slice(0, 20))
  return { password, totpSecret }
}

/** Adds the demo accounts that do not exist yet. They are flagged, and signing in is refused outside demo mode. */
export async function addDemoStaff(env: Env, now: number): Promise<void> {
  if (env.DEMO !== '1') return
  for (const staff of DEMO_STAFF) {
    if (await findStaff(env.DB, staff.signInName)) continue
    const { password, totpSecret } = await secretsOf(env, staff.signInName)
    await addStaffWith(env, staff, { password, totpSecret, demo: true }, now)
  }
}

export type DemoSignIn = NewStaff & { password: string; code: string; otpauth: string }

/** How to sign in to each demo account now; the code changes every half minute. */
export const listDemoSignIns = (env: Env, now: number): Promise<DemoSignIn[]> =>
  Promise.all(
    DEMO_STAFF.map(async (staff) => {
      const { password, totpSecret } = await secretsOf(env, staff.signInName)
      return {
        ...staff,
        password,
        code: totpCode(totpSecret, now),
        otpauth: totpUri(totpSecret, staff.signInName),
      }
    }),
  )
