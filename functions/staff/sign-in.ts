import * as v from 'valibot'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Staff } from '../domain/staff.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct, recordRefusal } from './audit.ts'
import { unseal } from './keys.ts'
import { HASH_OF_NOBODY, hashPassword, isOutdated, PASSWORD, passwordHolds } from './passwords.ts'
import * as rows from './rows.ts'
import { newSessionToken, SESSION, sessionHash } from './sessions.ts'
import { countSignIn, forgetTries } from './sign-in-limits.ts'
import { totpStep } from './totp.ts'

export const SignInInput = v.strictObject(
  {
    name: v.pipe(v.string('request.malformed'), v.trim(), v.toLowerCase(), v.maxLength(64, 'staff.wrong_sign_in')),
    password: v.pipe(v.string('request.malformed'), v.maxLength(PASSWORD.max, 'staff.wrong_sign_in')),
    // 「１２３ ４５６」 is the same code.
    code: v.pipe(
      v.string('request.malformed'),
      v.maxLength(32, 'staff.wrong_sign_in'),
      v.transform((code) => code.normalize('NFKC').replaceAll(/\s/g, '')),
    ),
  },
  'request.malformed',
)
export type SignInInput = v.InferOutput<typeof SignInInput>

type Asked = { address: string; requestId: string; now: number; oldToken: string | null }

/** A secret no app shows codes of: checked for unknown names, so that they take as long as known ones. */
const SECRET_OF_NOBODY = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'

/**
 * Opens a session for the right name, password and code. Whatever is wrong, the answer is `staff.wrong_sign_in`
 * after the same work; too many tries are `request.too_many` with the minutes to wait. A code works once.
 */
export async function signIn(
  env: Env,
  input: SignInInput,
  asked: Asked,
): Promise<Outcome<{ staff: Staff; token: string }>> {
  const { now, requestId } = asked
  const { minutes, tries } = await countSignIn(env, input.name, asked.address, now)
  if (minutes > 0) return refused('request.too_many', undefined, { minutes })

  const known = await rows.findStaff(env.DB, input.name)
  const welcome = known !== null && known.disabled_at === null && (known.demo === 0 || env.DEMO === '1')
  const rightPassword = await passwordHolds(input.password, known?.password_hash ?? HASH_OF_NOBODY)
  const secret = known && (await unseal(env, 'totp', known.totp_sealed, known.id))
  const step = totpStep(secret ?? SECRET_OF_NOBODY, input.code, now)

  const wrong = async () => {
    const staff = known && { id: known.id, role: known.role }
    const object = { kind: 'staff' as const, id: known?.id ?? 'unknown' }
    await recordRefusal(env.DB, { staff, action: 'staff:sign_in', object, requestId, now }, 'staff.wrong_sign_in')
    return refused('staff.wrong_sign_in')
  }
  if (!known || !welcome || !rightPassword || secret === null || step === null) return wrong()

  const token = newSessionToken(crypto.getRandomValues(new Uint8Array(32)))
  const hash = await sessionHash(env, token)
  const passwordHash = isOutdated(known.password_hash) ? await hashPassword(input.password) : known.password_hash
  const act = {
    action: 'staff:sign_in',
    object: { kind: 'staff' as const, id: known.id },
    result: 'ok',
    requestId,
    now,
  }
  const results = await env.DB.batch([
    rows.insertSession(env.DB, { hash, staffId: known.id, now, expiresAt: now + SESSION.absoluteMs, step }),
    recordAct(env.DB, { ...act, staff: known }, { from: rows.WHILE_STEP_IS_UNUSED, values: [known.id, step] }),
    ...forgetTries(env.DB, tries),
    // Whatever session this browser had before, its token is dead now.
    ...(asked.oldToken === null ? [] : [rows.deleteSession(env.DB, await sessionHash(env, asked.oldToken))]),
    rows.recordUsedStep(env.DB, known.id, step, passwordHash),
  ])
  if (results.at(-1)?.meta.changes === 0) return wrong()
  return done({ staff: { id: known.id, name: known.name, role: known.role, unit: known.unit }, token })
}
