import { timingSafeEqual } from 'node:crypto'
import { MINUTE } from '../domain/shanghai-day.ts'
import type { Env } from '../http/app-types.ts'
import { hmac } from '../staff/keys.ts'

/** A new code each minute; the one before it holds for as long again, for who types slowly. */
export const SPOT_STEP = MINUTE

const codeOf = async (env: Env, shift: string, step: number): Promise<string> => {
  const mac = await hmac(env.PORTAL_SECRET, 'spot-code', `${shift}:${step}`)
  return String(new DataView(mac.buffer).getUint32(0) % 1_000_000).padStart(6, '0')
}

/** The six digits a shift's place shows at this moment, and when they change. */
export const spotCodeAt = async (env: Env, shift: string, now: number): Promise<{ code: string; until: number }> => {
  const step = Math.floor(now / SPOT_STEP)
  return { code: await codeOf(env, shift, step), until: (step + 1) * SPOT_STEP }
}

const equal = (a: string, b: string) => {
  const [one, other] = [new TextEncoder().encode(a), new TextEncoder().encode(b)]
  return one.length === other.length && timingSafeEqual(one, other)
}

/** Whether somebody typed the shift's code of this minute or the one before; forgives gaps and full-width digits. */
export const spotCodeHolds = async (env: Env, shift: string, typed: string, now: number): Promise<boolean> => {
  const digits = typed.normalize('NFKC').replace(/[^0-9]/g, '')
  const step = Math.floor(now / SPOT_STEP)
  const [current, previous] = [await codeOf(env, shift, step), await codeOf(env, shift, step - 1)]
  return [equal(digits, current), equal(digits, previous)].includes(true)
}
