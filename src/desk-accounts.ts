import type { AccountView, SessionView } from '../functions/accounts/read-account.ts'
import type { OwnAccount } from '../functions/accounts/read-own-account.ts'
import { BROWSER_NAMES, SYSTEM_NAMES } from '../functions/domain/device.ts'
import type { Role } from '../functions/domain/staff.ts'
import { isWordKey, type Words } from '../functions/words.ts'

/** What the desk's API answers about accounts, as far as its pages read it. */
export type { AccountView, OwnAccount }
export type SessionShown = SessionView & { here?: boolean; method: 'password' | 'recovery' | 'passkey' }
export type WholeAccount = { account: AccountView; sessions: SessionShown[] }
export type InvitedAnswer = { id: string; token: string; expiresAt: number }
export type MovedAnswer = { id: string; invited: InvitedAnswer | null }
export type OpenedInvitation = {
  name: string
  signInName: string
  role: Role
  unit: string | null
  expiresAt: number
  totp: { secret: string; otpauth: string }
  profile: { name: 'ASVS' | '等保'; minLength: number; classes: number }
  passkeysPossible: boolean
}

/** "Windows 上的 Edge". */
export const deviceName = (t: Words, device: string): string => {
  const [system = '', browser = ''] = device.split(' ')
  const known = (names: string[], name: string) => (names.includes(name) ? name : 'other')
  const keys = [
    `desk_account.system.${known(SYSTEM_NAMES, system)}`,
    `desk_account.browser.${known(BROWSER_NAMES, browser)}`,
  ]
  const [systemName = '', browserName = ''] = keys.map((key) => (isWordKey(key) ? t(key) : ''))
  return t('desk_account.device', { system: systemName, browser: browserName })
}

export const STATES = ['active', 'invited', 'disabled'] as const
