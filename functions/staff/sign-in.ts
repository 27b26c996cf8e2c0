import * as v from 'valibot'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Staff } from '../domain/staff.ts'
import { PASSWORD_MAX } from '../domain/staff-profile.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct, recordRefusal } from './audit.ts'
import { knownDevice, rememberDevice } from './known-device.ts'
import { openSession, type Visit } from './open-session.ts'
import { HASH_OF_NOBODY, hashPassword, isOutdated, passwordHolds } from './passwords.ts'
import * as rows from './rows.ts'
import { secondFactor } from './second-factor.ts'
import { countSignIn, forgetTries } from './sign-in-limits.ts'

/** 「１２３ ４５６」 is the same code. */
export const TypedCode = v.pipe(
  v.string('request.malformed'),
  v.maxLength(40, 'staff.wrong_sign_in'),
  v.transform((code) => code.normalize('NFKC').replaceAll(/\s/g, '')),
)

export const SignInInput = v.strictObject(
  {
    name: v.pipe(v.string('request.malformed'), v.trim(), v.toLowerCase(), v.maxLength(64, 'staff.wrong_sign_in')),
    password: v.pipe(v.string('request.malformed'), v.maxLength(PASSWORD_MAX, 'staff.wrong_sign_in')),
    code: TypedCode,
  },
  'request.malformed',
)
export type SignInInput = v.InferOutput<typeof SignInInput>

type Asked = Visit & { address: string; requestId: string; now: number }
/** Who signed in, the session's token and what the browser keeps to be known again. */
export type SignedIn = { staff: Staff; token: string; device: string }

/**
 * Opens a session for the right name, password and code (of the app, or a recovery code). Whatever is wrong, the answer
 * is `staff.wrong_sign_in` after the same work; too many tries are `request.too_many` with the minutes to wait. A code
 * works once.
 */
export async function signIn(env: Env, input: SignInInput, asked: Asked): Promise<Outcome<SignedIn>> {
  const { now, requestId } = asked
  const device = await knownDevice(env, asked.device, input.name)
  const { minutes, tries } = await countSignIn(env, { ...input, address: asked.address, device }, now)
  if (minutes > 0) return refused('request.too_many', undefined, { minutes })

  const known = await rows.findStaff(env.DB, input.name)
  const welcome = known !== null && known.disabled_at === null && (known.demo === 0 || env.DEMO === '1')
  const rightPassword = await passwordHolds(input.password, known?.password_hash ?? HASH_OF_NOBODY)
  const { id, password_hash: hash, totp_sealed: sealed } = known ?? { id: '', password_hash: null, totp_sealed: null }
  const owner = hash !== null && sealed !== null ? { id, password_hash: hash, totp_sealed: sealed } : null
  const newHash = owner && welcome && rightPassword && isOutdated(owner.password_hash)
  const factor = await secondFactor(
    env,
    owner,
    input.code,
    now,
    newHash ? await hashPassword(input.password) : undefined,
  )

  const wrong = async () => {
    const staff = known && { id: known.id, role: known.role }
    const object = { kind: 'staff' as const, id: known?.id ?? 'unknown' }
    await recordRefusal(env.DB, { staff, action: 'staff:sign_in', object, requestId, now }, 'staff.wrong_sign_in')
    return refused('staff.wrong_sign_in')
  }
  if (!known || !welcome || !rightPassword || !factor) return wrong()

  const object = { kind: 'staff' as const, id: known.id }
  const act = { staff: known, action: 'staff:sign_in', object, result: 'ok', requestId, now }
  const session = await openSession(env, factor.guard, factor.method, asked)
  const results = await env.DB.batch([
    ...session.statements,
    recordAct(env.DB, { ...act, detail: factor.method === 'recovery' ? 'recovery' : null }, factor.guard),
    ...forgetTries(env.DB, tries),
    factor.useUp,
  ])
  if (results.at(-1)?.meta.changes === 0) return wrong()
  const staff = { id: known.id, name: known.name, role: known.role, unit: known.unit }
  return done({ staff, token: session.token, device: await rememberDevice(env, asked.device, input.name) })
}
