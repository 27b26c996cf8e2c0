import * as v from 'valibot'
import { ROLES } from './staff.ts'
import { line, MALFORMED, withoutInvisible } from './text.ts'
import { Version } from './version.ts'

/** Lengths in code points after trimming and NFC. */
export const ACCOUNT = { name: { min: 2, max: 30 }, passkey: { min: 1, max: 30 } }
export const INVITATION_HOURS = 72

const Role = v.picklist(ROLES, 'staff.bad_role')
const Unit = v.pipe(
  v.optional(v.nullable(v.string(MALFORMED)), null),
  v.transform((unit) => unit || null),
  v.nullable(v.pipe(v.string(), v.maxLength(64, MALFORMED))),
)
/** Only a handler is bound to a unit; what a form says of it for others says nothing. */
export const unitFor = (role: string, unit: string | null): string | null => (role === 'handler' ? unit : null)

/** Whom an administrator invites. Codes: `staff_name.*`, `staff.bad_sign_in_name`, `staff.bad_role`; the unit is judged later. */
export const InviteInput = v.strictObject(
  {
    name: v.pipe(line(ACCOUNT.name, 'staff_name'), v.transform(withoutInvisible), v.nonEmpty('staff_name.missing')),
    signInName: v.pipe(
      v.string(MALFORMED),
      v.maxLength(64, 'staff.bad_sign_in_name'),
      v.transform((name) => name.normalize('NFKC').trim().toLowerCase()),
    ),
    role: Role,
    unit: Unit,
  },
  MALFORMED,
)
export type InviteInput = v.InferOutput<typeof InviteInput>

/** What an administrator does with an account. */
export const AccountMove = v.variant(
  'move',
  [
    v.strictObject({ move: v.literal('change'), role: Role, unit: Unit, version: Version }, MALFORMED),
    v.strictObject(
      {
        move: v.picklist(['disable', 'enable', 'reset', 'revoke_invitation', 'end_sessions'], MALFORMED),
        version: Version,
      },
      MALFORMED,
    ),
  ],
  MALFORMED,
)
export type AccountMove = v.InferOutput<typeof AccountMove>

/** A one-time link's token, as it stands behind the `#`: 256 bits in base64url. A whole pasted link is taken too. */
export const InvitationToken = v.pipe(
  v.string(MALFORMED),
  v.maxLength(600, 'invitation.unknown'),
  v.transform((text) => /[A-Za-z0-9_-]{43}(?=\s*$)/.exec(text.normalize('NFKC'))?.[0] ?? ''),
)

export const TypedPassword = v.pipe(v.string(MALFORMED), v.maxLength(1000, 'password.too_long'))
export const PasskeyName = v.pipe(
  line(ACCOUNT.passkey, 'passkey_name'),
  v.transform(withoutInvisible),
  v.nonEmpty('passkey_name.missing'),
)

const Base64url = (max: number) =>
  v.pipe(v.string(MALFORMED), v.maxLength(max, MALFORMED), v.regex(/^[A-Za-z0-9_-]*$/, MALFORMED))
const Transports = v.optional(
  v.pipe(v.array(v.pipe(v.string(MALFORMED), v.maxLength(20, MALFORMED)), MALFORMED), v.maxLength(8, MALFORMED)),
)
const Credential = {
  id: Base64url(1400),
  rawId: Base64url(1400),
  type: v.literal('public-key', MALFORMED),
  authenticatorAttachment: v.optional(v.string(MALFORMED)),
  clientExtensionResults: v.optional(v.looseObject({}, MALFORMED)),
}
/** A new passkey as @simplewebauthn/browser tells it; what it says beyond this is not read. */
export const RegisteredPasskey = v.object(
  {
    ...Credential,
    response: v.object(
      { clientDataJSON: Base64url(4000), attestationObject: Base64url(40_000), transports: Transports },
      MALFORMED,
    ),
  },
  MALFORMED,
)
export type RegisteredPasskey = v.InferOutput<typeof RegisteredPasskey>

/** A passkey that was used, likewise. */
export const UsedPasskey = v.object(
  {
    ...Credential,
    response: v.object(
      {
        clientDataJSON: Base64url(4000),
        authenticatorData: Base64url(4000),
        signature: Base64url(8000),
        userHandle: v.optional(v.nullable(Base64url(200))),
      },
      MALFORMED,
    ),
  },
  MALFORMED,
)
export type UsedPasskey = v.InferOutput<typeof UsedPasskey>

/** A code of the authenticator app, or a recovery code, as it was typed. */
export const TypedFactor = v.pipe(
  v.string(MALFORMED),
  v.maxLength(60, 'code.wrong'),
  v.transform((code) => code.normalize('NFKC').replaceAll(/\s/g, '')),
)
export const AcceptInput = v.strictObject(
  { token: InvitationToken, password: TypedPassword, code: TypedFactor },
  MALFORMED,
)
export const OpenInput = v.strictObject({ token: InvitationToken }, MALFORMED)
export const AcceptPasskeyInput = v.strictObject(
  { token: InvitationToken, passkey: RegisteredPasskey, name: PasskeyName },
  MALFORMED,
)
export const PasskeySignInInput = v.strictObject({ passkey: UsedPasskey }, MALFORMED)
/** One of the two. */
export const ProofInput = v.pipe(
  v.strictObject({ code: v.optional(TypedFactor), passkey: v.optional(UsedPasskey) }, MALFORMED),
  v.check(({ code, passkey }) => (code === undefined) !== (passkey === undefined), MALFORMED),
)
export type ProofInput = v.InferOutput<typeof ProofInput>
export const PasswordInput = v.strictObject({ current: TypedPassword, password: TypedPassword }, MALFORMED)
export type PasswordInput = v.InferOutput<typeof PasswordInput>
/** `password` only where there was none: with a code alone nobody signs in. */
export const TotpInput = v.strictObject({ code: TypedFactor, password: v.optional(TypedPassword) }, MALFORMED)
export type TotpInput = v.InferOutput<typeof TotpInput>
export const PasskeyInput = v.strictObject({ passkey: RegisteredPasskey, name: PasskeyName }, MALFORMED)
export type PasskeyInput = v.InferOutput<typeof PasskeyInput>
export const PasskeyMove = v.variant(
  'move',
  [
    v.strictObject({ move: v.literal('rename'), name: PasskeyName }, MALFORMED),
    v.strictObject({ move: v.literal('remove') }, MALFORMED),
  ],
  MALFORMED,
)
export type PasskeyMove = v.InferOutput<typeof PasskeyMove>
export const SessionMove = v.variant(
  'move',
  [
    v.strictObject({ move: v.literal('end'), id: v.pipe(v.string(MALFORMED), v.maxLength(64, MALFORMED)) }, MALFORMED),
    v.strictObject({ move: v.literal('end_others') }, MALFORMED),
  ],
  MALFORMED,
)
export type SessionMove = v.InferOutput<typeof SessionMove>
