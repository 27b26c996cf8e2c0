import type { RegisteredPasskey, UsedPasskey } from '../domain/account-input.ts'
import { district } from '../district.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { RelyingParty } from '../domain/relying-party.ts'
import type { Env } from '../http/app-types.ts'
import { base64url, fromBase64url } from '../staff/keys.ts'
import {
  checkPasskeyChallenge,
  newPasskeyChallenge,
  type ChallengeFor,
  type SpentChallenge,
} from './passkey-challenge.ts'

/** Loaded when a passkey is used for the first time: 320 KB that no resident's request needs. */
const load = () => import('@simplewebauthn/server')

/** EdDSA, ES256, RS256: what phones, Windows Hello and security keys make. */
const ALGORITHMS = [-8, -7, -257]
const TIMEOUT = 120_000

type Person = { staffId: string; signInName: string; name: string }
export type KnownPasskey = { credential_id: string; transports: string }

const listed = (passkeys: KnownPasskey[]) =>
  passkeys.map((one) => ({ id: one.credential_id, transports: JSON.parse(one.transports) as string[] }))

/** What the browser makes a passkey from: discoverable, its user verified, not where one of theirs is already. */
export async function registrationOptions(
  env: Env,
  party: RelyingParty,
  person: Person,
  passkeys: KnownPasskey[],
  wanted: ChallengeFor,
  now: number,
) {
  const { generateRegistrationOptions } = await load()
  return generateRegistrationOptions({
    rpName: `${district.name}${district.portal}`,
    rpID: party.id,
    userID: new TextEncoder().encode(person.staffId),
    userName: person.signInName,
    userDisplayName: person.name,
    challenge: await newPasskeyChallenge(env, wanted, now),
    timeout: TIMEOUT,
    attestationType: 'none',
    excludeCredentials: listed(passkeys),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: ALGORITHMS,
  })
}

/** What the browser uses a passkey by; without `passkeys`, whichever the person chooses. */
export async function usageOptions(
  env: Env,
  party: RelyingParty,
  passkeys: KnownPasskey[],
  wanted: ChallengeFor,
  now: number,
) {
  const { generateAuthenticationOptions } = await load()
  return generateAuthenticationOptions({
    rpID: party.id,
    challenge: await newPasskeyChallenge(env, wanted, now),
    timeout: TIMEOUT,
    userVerification: 'required',
    allowCredentials: listed(passkeys),
  })
}

export type NewPasskey = { credentialId: string; publicKey: string; counter: number; transports: string }
type Checked<T> = T & { challenge: SpentChallenge }

/** Runs the library's check, which throws at whatever is wrong; which of our challenges was signed comes out with it. */
const checked = async <T>(
  env: Env,
  wanted: ChallengeFor,
  now: number,
  check: (isOurs: (challenge: string) => Promise<boolean>) => Promise<T | null>,
): Promise<Outcome<Checked<T>>> => {
  let spent: SpentChallenge | null = null
  const isOurs = async (challenge: string) => {
    spent = await checkPasskeyChallenge(env, wanted, challenge, now)
    return spent !== null
  }
  try {
    const found = await check(isOurs)
    return found && spent ? done({ ...found, challenge: spent }) : refused('staff.wrong_passkey')
  } catch {
    return refused('staff.wrong_passkey')
  }
}

/** The new passkey in what a browser sent: made for this portal, on one of our challenges, its user verified. */
export async function checkNewPasskey(
  env: Env,
  party: RelyingParty,
  sent: RegisteredPasskey,
  wanted: ChallengeFor,
  now: number,
): Promise<Outcome<Checked<NewPasskey>>> {
  const { verifyRegistrationResponse } = await load()
  return checked(env, wanted, now, async (isOurs) => {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: { ...sent, clientExtensionResults: {} } as never,
      expectedChallenge: isOurs,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    })
    if (!verified) return null
    const { id, publicKey, counter } = registrationInfo.credential
    const transports = (sent.response.transports ?? []).filter((one) => /^[a-z-]+$/.test(one))
    return { credentialId: id, publicKey: base64url(publicKey), counter, transports: JSON.stringify(transports) }
  })
}

/** The counter a used passkey tells, once its signature over one of our challenges holds and its user was verified. */
export async function checkUsedPasskey(
  env: Env,
  party: RelyingParty,
  sent: UsedPasskey,
  known: { credential_id: string; public_key: string; counter: number },
  wanted: ChallengeFor,
  now: number,
): Promise<Outcome<Checked<{ counter: number }>>> {
  const { verifyAuthenticationResponse } = await load()
  return checked(env, wanted, now, async (isOurs) => {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: { ...sent, clientExtensionResults: {} } as never,
      expectedChallenge: isOurs,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
      credential: {
        id: known.credential_id,
        publicKey: fromBase64url(known.public_key) ?? new Uint8Array(),
        counter: known.counter,
      },
    })
    return verified ? { counter: authenticationInfo.newCounter } : null
  })
}
